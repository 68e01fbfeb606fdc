import type { Localized } from "../texts/index.ts";
import type { RuleSettings } from "./alert.ts";
import { hoursOf, minuteOfDay } from "./local-time.ts";

/** What is wrong with a setting, and where: a JSON pointer into the document. */
export interface SettingProblem {
  readonly pointer: string;
  readonly text: Localized;
}

/** What a schema cannot know of a rule. */
export interface RuleSurroundings {
  /** Names of all channels, switched off ones included. */
  readonly channels: readonly string[];
  readonly isZone: (zone: string) => boolean;
}

/** Channels that do not exist, hours and zones that cannot be read. Empty: the rule does what it says. */
export function ruleProblems(rule: RuleSettings, { channels, isZone }: RuleSurroundings): readonly SettingProblem[] {
  const problems: SettingProblem[] = [];
  const unknown = (names: readonly string[], pointer: string): void => {
    for (const [index, name] of names.entries())
      if (name !== "*" && !channels.includes(name))
        problems.push({
          pointer: `${pointer}/${index}`,
          text: { en: `there is no channel of the name "${name}"`, zh: `没有名为“${name}”的通道` },
        });
  };
  unknown(rule.channels, "/channels");
  for (const [index, step] of (rule.escalation ?? []).entries())
    unknown(step.channels, `/escalation/${index}/channels`);
  if (rule.quiet !== undefined && hoursOf(rule.quiet.hours) === null)
    problems.push({
      pointer: "/quiet/hours",
      text: { en: 'hours are written as "22:00-07:00"', zh: "时段格式应为“22:00-07:00”" },
    });
  if (rule.daily !== undefined && minuteOfDay(rule.daily.at) === null)
    problems.push({ pointer: "/daily/at", text: { en: 'a time is written as "08:00"', zh: "时间格式应为“08:00”" } });
  for (const part of ["quiet", "daily"] as const) {
    const zone = rule[part]?.zone;
    if (zone !== undefined && !isZone(zone))
      problems.push({
        pointer: `/${part}/zone`,
        text: { en: "no such time zone; write it as Asia/Shanghai", zh: "没有这个时区;写法如 Asia/Shanghai" },
      });
  }
  return problems;
}
