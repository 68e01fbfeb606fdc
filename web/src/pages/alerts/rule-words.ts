import type { RuleSettings } from "../../../../src/core/alerting/index.ts";
import type { AlertsPageKey } from "../../../../src/core/texts/index.ts";
import type { Format } from "../../shell/use-format.ts";
import type { Say } from "../../shell/use-texts.ts";

type Words = Say<AlertsPageKey>;
/** What stands in a document; its schema was checked by the server, its types are not known here. */
export type RuleLike = Omit<RuleSettings, "name">;

/** Kinds that are the life of an incident: together they are one word. */
const OF_INCIDENTS = ["opened", "widened", "reminder", "escalated", "closed", "reopened"] as const;
const OTHERS = ["slo-burn", "certificate", "report", "summary", "test"] as const;

function listed(say: Words, words: readonly string[]): string {
  return new Intl.ListFormat(say.language === "zh" ? "zh-CN" : "en-GB").format(words);
}

/** What a rule is for, as short texts. */
export function whatOf({ match = {} }: RuleLike, say: Words): readonly string[] {
  const { severity = [], kind = [], cause = [], site = [], pool = [], tags = {} } = match;
  const isWholeLife = OF_INCIDENTS.every((word) => kind.includes(word));
  const kinds = [
    ...(isWholeLife
      ? [say("about-incidents")]
      : OF_INCIDENTS.filter((word) => kind.includes(word)).map((word) => say(`kind.${word}`))),
    ...OTHERS.filter((word) => kind.includes(word)).map((word) => say(`kind.${word}`)),
  ];
  const tagList = Object.entries(tags).map(([name, value]) => `${name}=${value}`);
  const all = [
    ...severity.map((word) => say(`severity.${word}`)),
    ...kinds,
    ...(cause.length === 0 ? [] : [say("cause-in", { list: listed(say, cause) })]),
    ...(site.length === 0 ? [] : [say("site-in", { list: listed(say, site) })]),
    ...(pool.length === 0 ? [] : [say("pool-in", { list: listed(say, pool) })]),
    ...(tagList.length === 0 ? [] : [say("tags-in", { list: listed(say, tagList) })]),
  ];
  return all.length === 0 ? [say("everything")] : all;
}

/** When it tells, a line each. */
export function whenOf(rule: RuleLike, say: Words, format: Format): readonly string[] {
  const { waitSeconds = 0, daily, repeatMinutes, escalation = [], quiet, recovery } = rule;
  const first =
    daily === undefined
      ? waitSeconds > 0
        ? say("when-wait", { span: format.span(waitSeconds * 1000) })
        : say("when-at-once")
      : say("when-daily", { at: daily.at, zone: daily.zone ?? "UTC" });
  return [
    first,
    ...(repeatMinutes === undefined ? [] : [say("when-repeat", { span: format.span(repeatMinutes * 60_000) })]),
    ...escalation.map((step) =>
      say("when-escalate", {
        span: format.span(step.afterMinutes * 60_000),
        channels: channelsOf(step.channels, say),
      }),
    ),
    ...(quiet === undefined ? [] : [say("when-quiet", { hours: quiet.hours, zone: quiet.zone ?? "UTC" })]),
    ...(recovery === false ? [say("when-no-recovery")] : []),
  ];
}

/** Names of channels in a sentence. */
export function channelsOf(channels: readonly string[], say: Words): string {
  return listed(
    say,
    channels.map((name) => (name === "*" ? say("every-channel") : name)),
  );
}
