import { COST, FLOORS, type Grade } from "../grade.ts";
import type { HostSeverity, JudgedControl } from "./judged-control.ts";

const WEIGHT: Readonly<Record<HostSeverity, number>> = { high: COST.high, medium: COST.medium, low: COST.low, info: 0 };

/** The part of the weight of all applicable controls that must have been judged before a grade says anything. */
const LEAST_JUDGED_SHARE = 0.6;

/** One of each line must have been judged; the second of a line is its counterpart for xrdp. */
const CARRYING: readonly (readonly string[])[] = [
  ["RDP-NLA", "XRDP-TLS-VERSIONS"],
  ["RDP-SECLAYER", "XRDP-SECLAYER"],
];

/** Controls that open the host before anybody has logged on: without them no grade above C. */
const CAPS_AT_C: readonly string[] = ["RDP-NLA", "RDP-CREDSSP", "XRDP-SECLAYER", "XRDP-TLS-VERSIONS"];

function weigh(controls: readonly JudgedControl[]): number {
  return controls.reduce((sum, { severity }) => sum + WEIGHT[severity], 0);
}

/** The grade with what it was made of. */
export interface HostGrade {
  readonly grade: Grade;
  /** 0 to 100: the weight that is met, of the weight that was judged. Absent where nothing was judged. */
  readonly points?: number;
  /** 0 to 1: the weight that was judged, of the weight that applies. */
  readonly judgedShare: number;
}

/**
 * The grade of a host from its settings. A control weighs 20 (high), 8 (medium) or 3 (low); points are the met share of the
 * judged weight. A from 90, B from 75, C from 60, D from 40, else F; A+ is 100 with nothing left untested. A high control
 * that is not met allows B at best; NLA, CredSSP or, on xrdp, TLS not met C at best. Not graded while RDP-NLA or RDP-SECLAYER
 * is untested or less than 60 % of the weight was judged.
 */
export function hostGrade(controls: readonly JudgedControl[]): HostGrade {
  const judged = controls.filter(({ outcome }) => outcome === "met" || outcome === "not-met");
  const missed = judged.filter(({ outcome, severity }) => outcome === "not-met" && severity !== "info");
  const applicable = judged.concat(controls.filter(({ outcome }) => outcome === "not-tested"));
  const judgedWeight = weigh(judged);
  const judgedShare = weigh(applicable) === 0 ? 0 : judgedWeight / weigh(applicable);
  if (judgedWeight === 0) return { grade: "not-graded", judgedShare };
  const points = Math.floor((100 * (judgedWeight - weigh(missed))) / judgedWeight);
  const isCarried = CARRYING.every((ids) => judged.some(({ id }) => ids.includes(id)));
  if (!isCarried || judgedShare < LEAST_JUDGED_SHARE) return { grade: "not-graded", points, judgedShare };
  const byPoints = FLOORS.find(([floor]) => points >= floor)?.[1] ?? "F";
  if (missed.length === 0 && judgedShare === 1) return { grade: "A+", points, judgedShare };
  const cap: Grade = missed.some(({ id }) => CAPS_AT_C.includes(id))
    ? "C"
    : missed.some(({ severity }) => severity === "high")
      ? "B"
      : "A";
  return { grade: worse(byPoints, cap), points, judgedShare };
}

const ORDER: readonly Grade[] = ["A+", "A", "B", "C", "D", "F", "not-graded"];

function worse(one: Grade, other: Grade): Grade {
  return ORDER.indexOf(one) > ORDER.indexOf(other) ? one : other;
}
