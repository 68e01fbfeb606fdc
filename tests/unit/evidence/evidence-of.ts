import type {
  Evidence,
  FactName,
  FactValues,
  Fault,
  LogonEvidence,
  QuestionEvidence,
  StageEvidence,
  StageName,
  TargetEvidence,
} from "../../../src/core/evidence/index.ts";
import { CHECK_STAGES, FactLedger, STAGES } from "../../../src/core/evidence/index.ts";
import type { CertificateFacts } from "../../../src/core/certificate/index.ts";

export interface EvidenceWish {
  readonly target?: Partial<TargetEvidence>;
  readonly facts?: Partial<FactValues>;
  /** The stage that failed, and why; those before it are ok, those after it not-tested. */
  readonly failed?: readonly [StageName, Fault];
  readonly questions?: readonly QuestionEvidence[];
  readonly durations?: Partial<Record<StageName, number>>;
  /** A logon in place of a check: it has the stages graphics and desktop, too. */
  readonly logon?: Partial<LogonEvidence>;
  /** Stages that ended otherwise than "ok". */
  readonly stages?: Partial<Record<StageName, Partial<StageEvidence>>>;
}

const NOW_MS = Date.UTC(2026, 10, 22);

/** Evidence of a check that went well, but for what is wished. Facts stand on lines 1, 2, 3 in the order given. */
export function evidenceOf(wish: EvidenceWish = {}): Evidence {
  const ledger = new FactLedger();
  let line = 0;
  for (const [name, value] of Object.entries(wish.facts ?? {})) {
    line += 1;
    if (isFactName(name)) ledger.learn(name, value, line);
  }
  const names = wish.logon === undefined ? CHECK_STAGES : STAGES;
  const failedAt = wish.failed === undefined ? names.length : STAGES.indexOf(wish.failed[0]);
  const stages = names.map((name, index): StageEvidence => {
    const wished = wish.stages?.[name];
    if (wished !== undefined) return { name, outcome: "ok", line: 40 + index, ...wished };
    if (index > failedAt) return { name, outcome: "not-tested", reason: "not-reached" };
    if (index === failedAt && wish.failed !== undefined) {
      return { name, outcome: "failed", durationMs: 5, fault: wish.failed[1], line: 90 + index };
    }
    return { name, outcome: "ok", durationMs: wish.durations?.[name] ?? 4, line: 40 + index };
  });
  return {
    target: {
      input: "rdp1.lab.test",
      host: "rdp1.lab.test",
      port: 3389,
      literal: false,
      certificateName: "rdp1.lab.test",
      ...wish.target,
    },
    startedAtMs: NOW_MS,
    durationMs: 100,
    stages,
    facts: ledger.table,
    questions: wish.questions ?? [],
    ...(wish.logon === undefined
      ? {}
      : { logon: { account: "LAB\\anna", depth: "desktop", end: "disconnect", ...wish.logon } }),
    footprint: { connections: 1, datagrams: 0, mark: "Cookie: mstshash=rdpulse" },
  };
}

function isFactName(name: string): name is FactName {
  return name.includes(".");
}

/** A certificate for rdp1.lab.test that began yesterday and ends in a year. */
export function certificateOf(wish: Partial<CertificateFacts> = {}): CertificateFacts {
  return {
    version: 3,
    serial: "01",
    subject: "CN=rdp1.lab.test",
    subjectCommonName: "rdp1.lab.test",
    issuer: "CN=Lab CA",
    issuerCommonName: "Lab CA",
    notBefore: "2026-11-21T00:00:00Z",
    notBeforeMs: NOW_MS - 86_400_000,
    notAfter: "2027-11-22T00:00:00Z",
    notAfterMs: NOW_MS + 365 * 86_400_000,
    keyAlgorithm: "rsa",
    keyBits: 2048,
    signatureAlgorithm: "sha256WithRSAEncryption",
    signatureHash: "sha256",
    subjectAltNames: { dns: ["rdp1.lab.test"], ip: [], uri: [], email: [], upn: [], other: [] },
    isSelfIssued: false,
    ...wish,
  };
}

/** Facts of a healthy xrdp whose certificate is of a CA that this machine does not know. */
export const XRDP_FACTS: Partial<FactValues> = {
  "tcp.address": "10.0.0.7",
  "tcp.connectMs": 1,
  "x224.requestedProtocols": 0x0b,
  "x224.negotiated": true,
  "x224.selectedProtocol": 1,
  "x224.answerMs": 9,
  "x224.accepted": {
    rdp: "accepted",
    tls: "accepted",
    hybrid: "refused",
    "hybrid-ex": "refused",
    rdstls: "refused",
    rdsaad: "refused",
  },
  "x224.nla": "absent",
  "tls.version": "TLSv1.3",
  "tls.cipher": "TLS_AES_256_GCM_SHA384",
  "tls.versions": { TLSv1: "refused", "TLSv1.1": "refused", "TLSv1.2": "accepted", "TLSv1.3": "accepted" },
  "tls.chain": [certificateOf()],
  "tls.certificateSha256": "ab",
  "tls.certificateLint": [],
  "tls.trustError": "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "tls.nameAsked": "rdp1.lab.test",
  "tls.nameMatches": true,
  "tls.postQuantum": "not-supported",
  "tls.largeHello": "answered",
  "mcs.encryptionMethod": 0,
  "mcs.encryptionLevel": 0,
  "licensing.answer": "license-request",
  "capabilities.withoutAuthentication": true,
  "session.udp": "silence",
  "session.slowestAnswerMs": 30,
};

/** Facts of a healthy server that demands NLA and shows the certificate that it made for itself. */
export const NLA_FACTS: Partial<FactValues> = {
  "tcp.address": "10.0.0.8",
  "x224.requestedProtocols": 0x0b,
  "x224.selectedProtocol": 2,
  "x224.answerMs": 50,
  "x224.accepted": {
    rdp: "refused",
    tls: "refused",
    hybrid: "accepted",
    "hybrid-ex": "refused",
    rdstls: "refused",
    rdsaad: "refused",
  },
  "x224.nla": "required",
  "tls.version": "TLSv1.3",
  "tls.cipher": "TLS_AES_256_GCM_SHA384",
  "tls.versions": { TLSv1: "refused", "TLSv1.1": "refused", "TLSv1.2": "accepted", "TLSv1.3": "accepted" },
  "tls.chain": [certificateOf()],
  "tls.certificateSha256": "cd",
  "tls.certificateLint": [],
  "tls.trustError": null,
  "tls.postQuantum": "supported",
  "credssp.version": 6,
  "credssp.ntlm": { netbiosComputer: "RDP1", dnsComputer: "rdp1.lab.test" },
  "credssp.clockSkewMs": 200,
  "credssp.clockGrainMs": 1000,
  "credssp.mechanisms": ["NTLM"],
};
