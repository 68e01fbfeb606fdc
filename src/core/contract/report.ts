import type { BuildDescription } from "../knowledge/index.ts";
import type { Localized } from "../texts/index.ts";
import type { AuditResult } from "../audit/index.ts";
import type { Finding, Verdict } from "../diagnosis/index.ts";
import type { Evidence, FactValues, Fault, StageName, StageOutcome, StageReason } from "../evidence/index.ts";

export interface StageReport {
  readonly name: StageName;
  readonly outcome: StageOutcome;
  readonly startMs: number | null;
  readonly durationMs: number | null;
  readonly reason?: StageReason;
  readonly facts: Partial<FactValues>;
  readonly fault?: Fault;
}

/** Reading of an NTLM VERSION: never a proof of the patch level, and often not of client or server either. */
export interface OsBuildReport {
  readonly version: string;
  /** Every release that reports these numbers. */
  readonly releases: readonly string[];
  readonly kind: BuildDescription["kind"];
  /** true: some programs that are not Windows send these numbers as a constant. */
  readonly mayBeFixedValue: boolean;
  readonly notes: readonly Localized[];
}

/** `rdpulse.check/1`: what `rdpulse check --json` prints. Within a number fields are only added. */
export interface CheckReport {
  readonly schema: "rdpulse.check/1";
  readonly target: {
    readonly input: string;
    readonly host: string;
    readonly port: number;
    readonly address: string | null;
  };
  readonly startedAt: string;
  readonly durationMs: number;
  readonly verdict: Verdict;
  readonly stages: readonly StageReport[];
  readonly causes: readonly Finding[];
  readonly audit: AuditResult;
  /** Facts that belong to no single stage. */
  readonly facts: Partial<FactValues>;
  /** What the build number in NTLM can and cannot mean; null where none was seen. */
  readonly osBuild: OsBuildReport | null;
  readonly questions: Evidence["questions"];
  readonly footprint: Evidence["footprint"];
}
