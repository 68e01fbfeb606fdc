import type { AuditControlId, Judgement, Severity } from "./control.ts";

export type Grade = "A+" | "A" | "B" | "C" | "D" | "F" | "not-graded";

export interface Judged extends Judgement {
  readonly id: AuditControlId;
  readonly severity: Severity;
}

/** Points that a control of this severity costs when it is not met. */
export const COST: Readonly<Record<Severity, number>> = { critical: 100, high: 20, medium: 8, low: 3 };

/** Without these three a grade would say more than was seen. */
const CARRYING: readonly AuditControlId[] = ["RDP-NLA", "RDP-SECLAYER", "RDP-X-TLS-MODERN"];

/** Points from which on a grade is given, the best first. */
export const FLOORS: readonly (readonly [number, Grade])[] = [
  [90, "A"],
  [75, "B"],
  [60, "C"],
  [40, "D"],
];

/**
 * The grade of a host, from outside. 100 points less 100 for each critical control that is not met, 20 for a high, 8 for a
 * medium, 3 for a low one: A from 90, B from 75, C from 60, D from 40, else F. A+ is 100 points with every critical and high
 * control seen. Not-graded when RDP-NLA, RDP-SECLAYER or
 * RDP-X-TLS-MODERN was not tested. A control that was not tested costs nothing and earns nothing.
 */
export function gradeOf(controls: readonly Judged[]): Grade {
  const tested = new Set(controls.filter(({ outcome }) => outcome !== "not-tested").map(({ id }) => id));
  if (!CARRYING.every((id) => tested.has(id))) return "not-graded";
  const points = controls
    .filter(({ outcome }) => outcome === "not-met")
    .reduce((left, { severity }) => left - COST[severity], 100);
  const seenWhole = controls.every(({ id, severity }) => tested.has(id) || severity === "medium" || severity === "low");
  if (points === 100 && seenWhole) return "A+";
  return FLOORS.find(([floor]) => points >= floor)?.[1] ?? "F";
}
