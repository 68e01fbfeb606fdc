import type { Evidence, FactName, FactValues, Fault, StageEvidence, StageName } from "../evidence/index.ts";
import type { Because } from "./finding.ts";

/** Reads the evidence of one check and cites what was read, with its line of the transcript. */
export class EvidenceReader {
  readonly evidence: Evidence;
  readonly #stages: ReadonlyMap<StageName, StageEvidence>;

  constructor(evidence: Evidence) {
    this.evidence = evidence;
    this.#stages = new Map(evidence.stages.map((stage) => [stage.name, stage]));
  }

  /** undefined: nobody learned it. That is never a "no". */
  value<Name extends FactName>(name: Name): FactValues[Name] | undefined {
    return this.evidence.facts[name]?.value;
  }

  stage(name: StageName): StageEvidence | undefined {
    return this.#stages.get(name);
  }

  /** Why a stage did not complete; undefined where it did, or was not reached. */
  fault(name: StageName): Fault | undefined {
    const stage = this.#stages.get(name);
    return stage?.outcome === "failed" ? stage.fault : undefined;
  }

  completed(name: StageName): boolean {
    return this.#stages.get(name)?.outcome === "ok";
  }

  /** The facts of these names that are known, as evidence for a candidate. */
  supports(...names: readonly FactName[]): readonly Because[] {
    return names.flatMap((name) => this.#cite("for", name));
  }

  /** The facts of these names that are known, as evidence against a candidate. */
  contradicts(...names: readonly FactName[]): readonly Because[] {
    return names.flatMap((name) => this.#cite("against", name));
  }

  /** Cites only that part of a fact which counted. */
  supportsWith<Name extends FactName>(name: Name, value: FactValues[Name]): readonly Because[] {
    return [{ side: "for", fact: name, value, at: at(this.evidence.facts[name]?.line) }];
  }

  /** The fault of a stage as evidence. */
  faultOf(name: StageName): readonly Because[] {
    const stage = this.#stages.get(name);
    if (stage?.fault === undefined) return [];
    return [{ side: "for", fact: `fault.${name}`, value: stage.fault, at: at(stage.line) }];
  }

  #cite(side: Because["side"], name: FactName): readonly Because[] {
    const fact = this.evidence.facts[name];
    return fact === undefined ? [] : [{ side, fact: name, value: fact.value, at: at(fact.line) }];
  }
}

function at(line: number | undefined): string {
  return `line ${line ?? 0}`;
}
