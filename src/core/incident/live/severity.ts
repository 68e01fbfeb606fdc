import type { IncidentRecord, Severity } from "./incident-record.ts";
import { activeMembers } from "./incident-ledger.ts";

/** How bad it is: by what it does and to how many. An incident keeps the worst that it was while it is open. */
export function severityOf(incident: Pick<IncidentRecord, "effect" | "scope" | "members">): Severity {
  if (incident.effect !== "blocks") return "minor";
  return incident.scope.kind !== "target" || activeMembers(incident).length > 1 ? "critical" : "major";
}

const ORDER: readonly Severity[] = ["minor", "major", "critical"];

export function worse(one: Severity, other: Severity): Severity {
  return ORDER.indexOf(other) > ORDER.indexOf(one) ? other : one;
}
