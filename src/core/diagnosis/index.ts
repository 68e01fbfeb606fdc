export { describeBecause } from "./describe-because.ts";
export { diagnose } from "./diagnose.ts";
export type { Diagnosis } from "./diagnose.ts";
export { EvidenceReader } from "./evidence-reader.ts";
export type { Because, Effect, Finding, Verdict } from "./finding.ts";
