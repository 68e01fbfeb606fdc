import { alertsPageTexts as texts } from "../../../../src/core/texts/index.ts";
import type { FormField } from "../../parts/settings-documents/form-field.ts";

const SEVERITIES = ["critical", "major", "minor", "notice"] as const;
const KINDS = [
  "opened",
  "widened",
  "reminder",
  "escalated",
  "closed",
  "reopened",
  "slo-burn",
  "certificate",
  "report",
] as const;

/** Channels by name; "*" is every one. */
function channelsField(names: readonly string[], hasEvery: boolean): FormField {
  return {
    name: "channels",
    type: "words",
    label: texts["field.channels"],
    required: true,
    choices: hasEvery ? ["*", ...names] : names,
    choiceTexts: { "*": texts["every-channel"] },
  };
}

/** Settings of a rule. */
export function ruleFields(channels: readonly string[]): readonly FormField[] {
  return [
    {
      name: "match.severity",
      type: "words",
      label: texts["field.severity"],
      help: texts["field.severity-help"],
      choices: SEVERITIES,
      choiceTexts: Object.fromEntries(SEVERITIES.map((word) => [word, texts[`severity.${word}`]])),
    },
    channelsField(channels, true),
    {
      name: "waitSeconds",
      type: "integer",
      label: texts["field.wait"],
      help: texts["field.wait-help"],
      minimum: 0,
      maximum: 86_400,
    },
    {
      name: "repeatMinutes",
      type: "integer",
      label: texts["field.repeat"],
      help: texts["field.repeat-help"],
      minimum: 1,
      maximum: 43_200,
    },
    { name: "daily.at", type: "text", label: texts["field.daily"], help: texts["field.daily-help"] },
    {
      name: "daily.zone",
      type: "text",
      label: texts["field.daily-zone"],
      help: texts["field.zone-help"],
      isRare: true,
    },
    { name: "quiet.hours", type: "text", label: texts["field.quiet"], help: texts["field.quiet-help"] },
    {
      name: "quiet.zone",
      type: "text",
      label: texts["field.quiet-zone"],
      help: texts["field.zone-help"],
      isRare: true,
    },
    { name: "quiet.evenCritical", type: "flag", label: texts["field.even-critical"], default: false, isRare: true },
    {
      name: "match.kind",
      type: "words",
      label: texts["field.kind"],
      help: texts["field.severity-help"],
      choices: KINDS,
      choiceTexts: Object.fromEntries(KINDS.map((word) => [word, texts[`kind.${word}`]])),
      isRare: true,
    },
    { name: "match.site", type: "list", label: texts["field.site"], isRare: true },
    { name: "match.pool", type: "list", label: texts["field.pool"], isRare: true },
    { name: "match.tags", type: "map", label: texts["field.tags"], isRare: true },
    {
      name: "match.cause",
      type: "list",
      label: texts["field.cause"],
      help: texts["field.cause-help"],
      isRare: true,
    },
    { name: "recovery", type: "flag", label: texts["field.recovery"], default: true, isRare: true },
    { name: "continue", type: "flag", label: texts["field.continue"], default: false, isRare: true },
  ];
}

/** Settings of a maintenance window: once, or every week. */
export const MAINTENANCE_FIELDS: readonly FormField[] = [
  { name: "note", type: "text", label: texts["field.note"] },
  { name: "once.from", type: "text", label: texts["field.from"], help: texts["field.moment-help"] },
  { name: "once.until", type: "text", label: texts["field.until"], help: texts["field.moment-help"] },
  { name: "weekly.days", type: "list", label: texts["field.days"], help: texts["field.days-help"], isNumbers: true },
  { name: "weekly.from", type: "text", label: texts["field.at"], help: texts["field.at-help"] },
  { name: "weekly.minutes", type: "integer", label: texts["field.minutes"], minimum: 1, maximum: 10_080 },
  { name: "weekly.zone", type: "text", label: texts["field.zone"], help: texts["field.zone-help"] },
  { name: "members.targets", type: "list", label: texts["field.hosts"], help: texts["field.members-help"] },
  { name: "members.sites", type: "list", label: texts["field.site"] },
  { name: "members.pools", type: "list", label: texts["field.pool"] },
  { name: "members.tags", type: "map", label: texts["field.tags"], isRare: true },
];

const PERIODS = ["day", "week", "month"] as const;

/** Settings of a report. */
export function reportFields(channels: readonly string[]): readonly FormField[] {
  return [
    {
      name: "period",
      type: "choice",
      label: texts["field.period"],
      required: true,
      choices: PERIODS,
      choiceTexts: Object.fromEntries(PERIODS.map((word) => [word, texts[`period.${word}`]])),
    },
    channelsField(channels, false),
    { name: "at", type: "text", label: texts["field.at"], help: texts["field.at-help"], default: "07:00" },
    { name: "zone", type: "text", label: texts["field.zone"], help: texts["field.zone-help"], default: "UTC" },
  ];
}
