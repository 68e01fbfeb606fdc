// The shape of a fault that only a logon sees: who logs on where, what is true, and what the judgement must say.
import type { LogonDepth } from "../../src/core/evidence/index.ts";
import type { LogonJudgement } from "../../src/core/diagnosis/index.ts";
import type { CauseId } from "../../src/core/knowledge/index.ts";
import type { Ground, Production, Target } from "./scenario.ts";

/** A target, and who logs on to it. Accounts of the lab are thrown away with it. */
export interface LogonTarget extends Target {
  readonly user: string;
  /** xrdp takes the session type from here. */
  readonly domain?: string;
  readonly password: string;
  readonly depth: LogonDepth;
  /** The key that the host showed last time. */
  readonly knownKeySha256?: string;
}

interface LogonSituation {
  /** Stable, kebab-case, begins with "logon-". */
  readonly id: string;
  readonly title: string;
  readonly production: Production;
  /** Everything that may rightly be said of the credential: what the server lets nobody know stays open. */
  readonly judged: readonly [Outcome, ...Outcome[]];
  readonly start: (ground: Ground) => Promise<LogonTarget>;
}

export type Outcome = LogonJudgement["outcome"];

/** A fault with the cause that is true of it; the rule of `judge` is that of the check's scenarios. */
export interface LogonScenario extends LogonSituation {
  readonly truth: CauseId;
  /** Every cause that looks like this from outside, the true one among them. Written before the first run, never widened. */
  readonly sameOnTheWire: readonly CauseId[];
}

/** Nothing is wrong with this logon: no cause that blocks or hinders may be named. */
export type HealthyLogon = LogonSituation;
