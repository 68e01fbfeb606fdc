import { judgeCertificate } from "./certificate-rules.ts";
import type { FactChange, TargetId, TenantId, VantageId, WatchedFactName, WatchedFacts } from "../fleet/index.ts";

/** Every fact with a history; the compiler demands that none is left out. */
const NAMED: Readonly<Record<WatchedFactName, true>> = {
  certificate: true,
  certificateNotBeforeMs: true,
  certificateNotAfterMs: true,
  certificateIssuer: true,
  certificateSubject: true,
  certificateSelfSigned: true,
  certificateKeyType: true,
  certificateTrust: true,
  certificateNameMatches: true,
  osBuild: true,
  netbiosName: true,
  netbiosDomain: true,
  dnsName: true,
  dnsDomain: true,
  nla: true,
  selectedProtocol: true,
  tlsVersion: true,
  tlsCipher: true,
  tlsGroup: true,
  postQuantum: true,
  clockSkewMinutes: true,
  stack: true,
  address: true,
  auditGrade: true,
  controlsNotMet: true,
  controlsNotTested: true,
};

export const FACT_NAMES: readonly WatchedFactName[] = Object.keys(NAMED).filter(isFactName);

function isFactName(name: string): name is WatchedFactName {
  return Object.hasOwn(NAMED, name);
}

export interface FactIdentity {
  readonly tenant: TenantId;
  readonly target: TargetId;
  readonly vantage: VantageId;
}

/**
 * What became another between two checks. A fact that the later check did not reach is no change. That of a certificate is
 * judged (CERTIFICATE_RULES).
 */
export function factChanges(
  before: WatchedFacts,
  after: WatchedFacts,
  identity: FactIdentity,
  atMs: number,
): readonly FactChange[] {
  const changes: FactChange[] = [];
  const judgement = judgeCertificate({ before, after, atMs });
  for (const name of FACT_NAMES) {
    const value = after[name];
    const old = before[name] ?? null;
    if (value === undefined || old === value) continue;
    const isJudged = name === "certificate" && judgement !== undefined;
    changes.push({ ...identity, atMs, fact: name, before: old, after: value, ...(isJudged ? { judgement } : {}) });
  }
  return changes;
}
