import type { TargetId, TenantId } from "./target.ts";
import type { VantageId } from "./check-row.ts";

/** Facts whose history is kept: the change log of a host. A value is stored only when it differs from the last. */
export interface WatchedFacts {
  /** SHA-256 of the leaf, hex. */
  readonly certificate?: string;
  readonly certificateNotBeforeMs?: number;
  readonly certificateNotAfterMs?: number;
  readonly certificateIssuer?: string;
  readonly certificateSubject?: string;
  readonly certificateSelfSigned?: boolean;
  readonly certificateKeyType?: string;
  readonly certificateTrust?: string;
  readonly certificateNameMatches?: boolean;
  /** As NTLM gives it, "10.0.20348". */
  readonly osBuild?: string;
  readonly netbiosName?: string;
  readonly netbiosDomain?: string;
  readonly dnsName?: string;
  readonly dnsDomain?: string;
  readonly nla?: string;
  readonly selectedProtocol?: string;
  readonly tlsVersion?: string;
  readonly tlsCipher?: string;
  readonly tlsGroup?: string;
  readonly postQuantum?: string;
  /** Rounded to whole minutes, so that jitter is no change. */
  readonly clockSkewMinutes?: number;
  readonly stack?: string;
  readonly address?: string;
  readonly auditGrade?: string;
  /** Ids of the controls that a full check found not met, in the order of the catalogue, with a blank between; "" for none. */
  readonly controlsNotMet?: string;
  /** The same for those that it did not see. */
  readonly controlsNotTested?: string;
}

export type WatchedFactName = keyof WatchedFacts;
export type WatchedFactValue = string | number | boolean;

/** Was the change of a certificate to be expected? */
export interface ChangeJudgement {
  readonly verdict: "expected" | "early" | "suspicious" | "unjudged";
  /** Id of the rule that decided. */
  readonly rule: string;
}

/** One fact that became another: before null at first sight. A fact that was not reached is no change. */
export interface FactChange {
  readonly tenant: TenantId;
  readonly target: TargetId;
  readonly vantage: VantageId;
  readonly atMs: number;
  readonly fact: WatchedFactName;
  readonly before: WatchedFactValue | null;
  readonly after: WatchedFactValue;
  readonly judgement?: ChangeJudgement;
}
