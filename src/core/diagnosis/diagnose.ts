import type { Evidence } from "../evidence/index.ts";
import { EvidenceReader } from "./evidence-reader.ts";
import type { Finding, Verdict } from "./finding.ts";
import { rank } from "./rank.ts";
import { SYMPTOMS } from "./symptoms/registry.ts";
import { unexplained } from "./symptoms/unexplained.ts";
import { verdictOf } from "./verdict.ts";

export interface Diagnosis {
  readonly verdict: Verdict;
  /** Best first inside a group; groups ordered blocks, hinders, weakens, then by stage. */
  readonly findings: readonly Finding[];
}

/**
 * From what one check saw to what can be behind it. Pure: the same evidence gives the same findings. Every symptom is
 * looked for by itself, so several causes can be true at once; what was not reached is no evidence for anything.
 */
export function diagnose(evidence: Evidence): Diagnosis {
  const reader = new EvidenceReader(evidence);
  const groups = SYMPTOMS.flatMap((symptom) => symptom(reader));
  const findings = rank([...groups, ...unexplained(reader, groups)]);
  return { verdict: verdictOf(reader, findings), findings };
}
