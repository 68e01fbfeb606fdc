import type { FactTable } from "./facts.ts";
import type { Fault, StageName } from "./fault.ts";
import type { LogonEvidence } from "./session.ts";

/** *skipped* = switched off or not applicable; *not-tested* = not reached. */
export type StageOutcome = "ok" | "failed" | "skipped" | "not-tested";

export type StageReason =
  | "not-reached"
  | "switched-off"
  | "not-offered"
  | "needs-credentials"
  | "needs-encryption"
  | "address-given"
  | "server-demands-credentials"
  /** No NLA: the password can only be verified by a session, and none was asked for. */
  | "needs-session"
  /** Depth "credential" or "authorize" ends here. */
  | "not-asked";

export interface StageEvidence {
  readonly name: StageName;
  readonly outcome: StageOutcome;
  readonly durationMs?: number;
  /** Monotonic start, for a waterfall: milliseconds since the check began. */
  readonly startMs?: number;
  readonly fault?: Fault;
  readonly reason?: StageReason;
  /** Line of the transcript in which it ended. */
  readonly line?: number;
}

/** An extra connection (or datagram) asked for one question; its answer is in the facts. */
export interface QuestionEvidence {
  readonly id: string;
  readonly outcome: "answered" | "unanswered" | "skipped" | "not-applicable" | "not-asked";
  readonly address?: string;
  readonly durationMs?: number;
  readonly fault?: Fault;
  readonly line?: number;
}

export interface TargetEvidence {
  /** As the operator wrote it. */
  readonly input: string;
  readonly host: string;
  readonly port: number;
  /** true: `host` is an address literal; no name was resolved. */
  readonly literal: boolean;
  /** Name that the certificate must carry. */
  readonly certificateName: string;
  readonly gateway?: string;
}

/** All that one check saw; the only input of diagnosis and audit. */
export interface Evidence {
  readonly target: TargetEvidence;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly stages: readonly StageEvidence[];
  readonly facts: FactTable;
  readonly questions: readonly QuestionEvidence[];
  /** Present where somebody logged on, or tried to. */
  readonly logon?: LogonEvidence;
  /** What the check left behind on the host. */
  readonly footprint: { readonly connections: number; readonly datagrams: number; readonly mark: string };
}
