import type { AlertKind, RuleSettings } from "../../alerting/index.ts";
import type { ReportSettings } from "../configuration.ts";
import { DEFAULTS } from "../defaults.ts";
import { clock, closed, flag, key, line, listOf, mapOf, name, oneOf, whole, type JsonSchema } from "../schema-parts.ts";

const ALERT_KINDS: Readonly<Record<AlertKind, true>> = {
  opened: true,
  widened: true,
  reminder: true,
  escalated: true,
  closed: true,
  reopened: true,
  "slo-burn": true,
  certificate: true,
  report: true,
  summary: true,
  test: true,
};

export const zone: JsonSchema = line(64);
const channels = listOf(name, 50, 1);
const channelOrAll = listOf({ ...name, pattern: `^\\*$|${String(name["pattern"])}` }, 50, 1);
const words = listOf(line(128), 1000);

/** What every channel has, whatever its kind; the kind brings the rest. */
export const COMMON_CHANNEL: Readonly<Record<"name" | "kind" | "lang" | "enabled" | "perHour", JsonSchema>> = {
  name: key("Unique; rules name it.", name),
  kind: key("How it is sent.", line(64)),
  lang: key("Language of the messages.", oneOf(["en", "zh"]), "en"),
  enabled: key("false: kept, and nothing is sent.", flag, true),
  perHour: key("Most messages an hour; what is above is joined into one.", whole(1, 3600), 30),
};

export const ruleSettings: JsonSchema = closed<RuleSettings>(
  {
    name: key("Unique.", name),
    match: key(
      "What it is for: all of these; every alert when absent.",
      closed<NonNullable<RuleSettings["match"]>>({
        severity: key("Severities.", listOf(oneOf(["critical", "major", "minor", "notice"]), 4)),
        kind: key("Kinds of alert.", listOf(oneOf(Object.keys(ALERT_KINDS)), 20)),
        cause: key("Causes of the catalogue.", words),
        site: key("Sites.", words),
        pool: key("Pools.", words),
        tags: key("Tags, all of them.", mapOf(line(256), 50)),
      }),
    ),
    channels: key('Names of channels; "*" is every enabled one.', channelOrAll),
    waitSeconds: key("Seconds that an incident must last before it is told.", whole(0, 86_400)),
    daily: key(
      "Collected, and told as one message a day.",
      closed<NonNullable<RuleSettings["daily"]>>(
        { at: key("Time of day, 08:00.", clock), zone: key("Time zone, Europe/Berlin.", zone, "UTC") },
        ["at"],
      ),
    ),
    repeatMinutes: key("Minutes after which it is told again while nobody acknowledged it.", whole(1, 43_200)),
    escalation: key(
      "Who else is told when nobody acknowledged it.",
      listOf(
        closed<NonNullable<RuleSettings["escalation"]>[number]>(
          {
            afterMinutes: key("Minutes after it began.", whole(1, 43_200)),
            channels: key("Names of channels.", channelOrAll),
          },
          ["afterMinutes", "channels"],
        ),
        20,
      ),
    ),
    quiet: key(
      "Hours in which it is held back unless critical.",
      closed<NonNullable<RuleSettings["quiet"]>>(
        {
          hours: key("Such as 22:00-07:00.", {
            type: "string",
            pattern: "^([01]\\d|2[0-3]):[0-5]\\d-([01]\\d|2[0-3]):[0-5]\\d$",
          }),
          zone: key("Time zone, Europe/Berlin.", zone, "UTC"),
          days: key("Days on which it begins, 1 Monday to 7 Sunday.", listOf(whole(1, 7), 7)),
          evenCritical: key("true: critical ones, too.", flag, false),
        },
        ["hours"],
      ),
    ),
    recovery: key("false: the end of an incident is not told.", flag, true),
    continue: key("true: the next rule that matches is asked, too.", flag, false),
  },
  ["name", "channels"],
);

export const reportSettings: JsonSchema = closed<ReportSettings>(
  {
    name: key("Unique.", name),
    period: key("What it covers, and how often it comes.", oneOf(["day", "week", "month"])),
    at: key("Time of day.", clock, DEFAULTS.report.at),
    zone: key("Time zone, Europe/Berlin.", zone, DEFAULTS.report.zone),
    channels: key("Names of channels.", channels),
  },
  ["name", "period", "channels"],
);
