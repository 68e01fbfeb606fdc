// Is a diagnosis right? The rule of the catalogue, written once.
import type { Diagnosis } from "../../src/core/diagnosis/index.ts";
import type { Scenario } from "./scenario.ts";

/** The outcome for one scenario or healthy variant. */
export interface Judgement {
  readonly hit: boolean;
  /** What the engine named first, or its verdict where it named nothing. */
  readonly named: string;
  /** Why it is a miss. */
  readonly why?: string;
}

/**
 * A hit: the first cause is one of those that look the same on the wire, all others of them stand in its group, and no
 * cause from outside stands above any of them.
 */
export function judge(scenario: Pick<Scenario, "sameOnTheWire">, diagnosis: Diagnosis): Judgement {
  const [first] = diagnosis.findings;
  if (first === undefined) return { hit: false, named: diagnosis.verdict, why: "no cause was named" };
  const { sameOnTheWire } = scenario;
  const group = [...new Set(diagnosis.findings.filter(({ group: of }) => of === first.group).map(({ id }) => id))];
  const named = first.variant === undefined ? first.id : `${first.id}/${first.variant}`;
  if (!sameOnTheWire.includes(first.id)) return { hit: false, named, why: `first cause is ${first.id}` };
  const leading = group.slice(0, sameOnTheWire.length);
  const absent = sameOnTheWire.filter((id) => !group.includes(id));
  if (absent.length > 0) return { hit: false, named, why: `not in its group: ${absent.join(", ")}` };
  const below = sameOnTheWire.filter((id) => !leading.includes(id));
  if (below.length > 0) return { hit: false, named, why: `${below.join(", ")} stands below a cause that it is not` };
  return { hit: true, named };
}

/** A healthy host is judged healthy, and no cause that blocks or hinders is named. */
export function judgeHealthy(diagnosis: Diagnosis): Judgement {
  const alarms = diagnosis.findings.filter(({ effect }) => effect !== "weakens");
  if (diagnosis.verdict === "healthy" && alarms.length === 0) return { hit: true, named: "healthy" };
  const named = alarms.map(({ id, variant }) => (variant === undefined ? id : `${id}/${variant}`)).join(" ");
  return { hit: false, named: named || diagnosis.verdict, why: `verdict ${diagnosis.verdict}` };
}
