import type { Because, Finding, LogonJudgement, LogonVerdict } from "../diagnosis/index.ts";
import type {
  Bandwidth,
  FactValues,
  LogonConfirmation,
  LogonDepth,
  LogonNotice,
  PictureKind,
  PictureMeasures,
  RedirectionHop,
  RoundTrip,
  SessionEnd,
  StageName,
} from "../evidence/index.ts";
import type { CheckReport, StageReport } from "./report.ts";

/**
 * What a logon left on the host besides log entries. "session": a disconnected session of the account stays;
 * "nothing": none was made, or it was logged off; "unknown": one may stay, and the wire does not tell.
 */
export type Remainder = "nothing" | "session" | "unknown";

export interface LogonPictureReport {
  readonly kind: PictureKind;
  readonly measures: PictureMeasures;
  /** Lines that were read in the server's own window. */
  readonly text: readonly string[];
  /** Where the screenshot was written. */
  readonly file?: string;
}

/** What was learned inside the session; null: not learned. */
export interface LogonSessionReport {
  readonly confirmed: LogonConfirmation | null;
  readonly roundTrip: RoundTrip | null;
  readonly bandwidth: Bandwidth | null;
  readonly redirections: readonly RedirectionHop[];
  readonly autoReconnect: { readonly cookie: boolean; readonly reconnected: boolean };
  readonly end: SessionEnd | null;
  readonly errorInfo: number | null;
  readonly notices: readonly LogonNotice[];
}

/** `rdpulse.logon/1`: what `rdpulse logon --json` prints. Within a number fields are only added. Holds no password. */
export interface LogonReport {
  readonly schema: "rdpulse.logon/1";
  readonly target: CheckReport["target"];
  readonly account: { readonly user: string; readonly domain: string };
  readonly depth: LogonDepth;
  readonly startedAt: string;
  readonly verdict: LogonVerdict;
  readonly logon: {
    readonly outcome: LogonJudgement["outcome"];
    readonly by?: NonNullable<LogonJudgement["by"]>;
    readonly stage?: StageName;
    readonly because: readonly Because[];
  };
  readonly stages: readonly StageReport[];
  readonly timings: {
    /** From the start of the connection to the first painted pixels. */
    readonly firstPictureMs: number | null;
    /** From the start of the connection until nothing changed any more. */
    readonly stableMs: number | null;
    readonly totalMs: number;
  };
  readonly picture: LogonPictureReport | null;
  /** null: no session was asked for, or none was reached. */
  readonly session: LogonSessionReport | null;
  readonly causes: readonly Finding[];
  /** Facts that belong to no single stage. */
  readonly facts: Partial<FactValues>;
  readonly footprint: CheckReport["footprint"] & { readonly stays: Remainder };
}

/** Middle, 95th of a hundred, and worst of several runs, in milliseconds. */
export interface Percentiles {
  readonly runs: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

/** `rdpulse.logon-series/1`: what `rdpulse logon --repeat N --json` prints. */
export interface LogonSeriesReport {
  readonly schema: "rdpulse.logon-series/1";
  /** false: it ended before the last run, at a refusal or because it was interrupted. */
  readonly complete: boolean;
  readonly runs: readonly LogonReport[];
  readonly percentiles: {
    /** Stages that were completed in at least one run. */
    readonly stages: Readonly<Partial<Record<StageName, Percentiles>>>;
    readonly firstPictureMs: Percentiles | null;
    readonly stableMs: Percentiles | null;
    /** Of the median round trip of each run. */
    readonly roundTripMs: Percentiles | null;
    readonly totalMs: Percentiles | null;
  };
}
