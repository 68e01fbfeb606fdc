import type { SettingsDocument } from "../../../../src/core/contract/index.ts";
import { valueAt } from "../../parts/settings-documents/form-field.ts";
import type { RuleLike } from "./rule-words.ts";

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
  "summary",
  "test",
] as const;

/** The texts in a list of a document; none where there is no list. */
export function textsAt({ settings }: SettingsDocument, path: string): readonly string[] {
  const value = valueAt(settings, path);
  return Array.isArray(value) ? value.map(String) : [];
}

export function textAt({ settings }: SettingsDocument, path: string): string | undefined {
  const value = valueAt(settings, path);
  return typeof value === "string" ? value : undefined;
}

export function numberAt({ settings }: SettingsDocument, path: string): number | undefined {
  const value = valueAt(settings, path);
  return typeof value === "number" ? value : undefined;
}

function tagsAt(found: SettingsDocument, path: string): Readonly<Record<string, string>> {
  const value = valueAt(found.settings, path);
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, String(one)]));
}

/** A document as the rule that it is. */
export function ruleOf(found: SettingsDocument): RuleLike {
  const at = textAt(found, "daily.at");
  const dailyZone = textAt(found, "daily.zone");
  const hours = textAt(found, "quiet.hours");
  const quietZone = textAt(found, "quiet.zone");
  const waitSeconds = numberAt(found, "waitSeconds");
  const repeatMinutes = numberAt(found, "repeatMinutes");
  const steps = valueAt(found.settings, "escalation");
  const severities = textsAt(found, "match.severity");
  const kinds = textsAt(found, "match.kind");
  return {
    match: {
      severity: SEVERITIES.filter((word) => severities.includes(word)),
      kind: KINDS.filter((word) => kinds.includes(word)),
      cause: textsAt(found, "match.cause"),
      site: textsAt(found, "match.site"),
      pool: textsAt(found, "match.pool"),
      tags: tagsAt(found, "match.tags"),
    },
    channels: textsAt(found, "channels"),
    ...(waitSeconds === undefined ? {} : { waitSeconds }),
    ...(repeatMinutes === undefined ? {} : { repeatMinutes }),
    ...(at === undefined ? {} : { daily: { at, ...(dailyZone === undefined ? {} : { zone: dailyZone }) } }),
    ...(hours === undefined ? {} : { quiet: { hours, ...(quietZone === undefined ? {} : { zone: quietZone }) } }),
    ...(valueAt(found.settings, "recovery") === false ? { recovery: false } : {}),
    escalation: Array.isArray(steps) ? steps.flatMap(stepOf) : [],
  };
}

function stepOf(step: unknown): readonly { afterMinutes: number; channels: readonly string[] }[] {
  const record: Readonly<Record<string, unknown>> = typeof step === "object" && step !== null ? { ...step } : {};
  const { afterMinutes, channels } = record;
  return typeof afterMinutes === "number" && Array.isArray(channels)
    ? [{ afterMinutes, channels: channels.map(String) }]
    : [];
}
