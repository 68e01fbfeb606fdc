import type { CertificateFacts } from "../../../src/core/certificate/index.ts";
import { type Evidence, FactLedger, CHECK_STAGES, type StageEvidence } from "../../../src/core/evidence/index.ts";

const DAY_MS = 86_400_000;
/** 2026-11-22T03:00:00Z */
const NIGHT_MS = 1_795_316_400_000;

function certificate(commonName: string, notAfterMs: number): CertificateFacts {
  const notBeforeMs = notAfterMs - 180 * DAY_MS;
  return {
    version: 3,
    serial: "01",
    subject: `CN=${commonName}`,
    subjectCommonName: commonName,
    issuer: `CN=${commonName}`,
    issuerCommonName: commonName,
    notBefore: `${new Date(notBeforeMs).toISOString().slice(0, 19)}Z`,
    notBeforeMs,
    notAfter: `${new Date(notAfterMs).toISOString().slice(0, 19)}Z`,
    notAfterMs,
    isSelfIssued: true,
    keyAlgorithm: "rsa",
    keyBits: 2048,
    signatureAlgorithm: "sha256WithRSAEncryption",
    signatureHash: "sha256",
    subjectAltNames: { dns: [commonName], ip: [], uri: [], email: [], upn: [], other: [] },
  };
}

const TARGET = {
  input: "rds01.example.com",
  host: "rds01.example.com",
  port: 3389,
  literal: false,
  certificateName: "rds01.example.com",
} as const;

const FOOTPRINT = { connections: 1, datagrams: 0, mark: "rdpulse" };

/** A Windows host with NLA whose certificate ended ten days ago. */
export function expiredCertificate(commonName = "rds01.example.com"): Evidence {
  const facts = new FactLedger();
  const leaf = certificate(commonName, NIGHT_MS - 10 * DAY_MS);
  facts.learn("dns.addresses", ["192.0.2.10", "2001:db8::10", "192.0.2.11"], 5);
  facts.learn("tcp.address", "192.0.2.10", 7);
  facts.learn("tcp.connectMs", 1.4, 7);
  facts.learn("x224.requestedProtocols", 11, 8);
  facts.learn("x224.negotiated", true, 9);
  facts.learn("x224.selectedProtocol", 2, 9);
  facts.learn("x224.nla", "required", 9);
  facts.learn("tls.version", "TLSv1.3", 11);
  facts.learn("tls.cipher", "TLS_AES_256_GCM_SHA384", 11);
  facts.learn("tls.group", "X25519", 11);
  facts.learn("tls.chain", [leaf], 11);
  facts.learn("tls.certificateSha256", "ab".repeat(32), 11);
  facts.learn("tls.trustError", "CERT_HAS_EXPIRED", 11);
  facts.learn("tls.nameAsked", TARGET.certificateName, 11);
  facts.learn("tls.nameMatches", true, 11);
  facts.learn("tls.certificateLint", [{ kind: "expired", days: 10 }, { kind: "self-issued" }], 11);
  facts.learn("credssp.version", 6, 13);
  facts.learn("credssp.ntlm", { netbiosComputer: "RDS01", dnsComputer: "rds01.example.com" }, 13);
  facts.learn("credssp.osVersion", { major: 10, minor: 0, build: 20348 }, 13);
  facts.learn("session.fingerprint", { stack: "windows", confidence: 0.95, because: ["NTLM version"] }, 13);
  const stages: StageEvidence[] = [
    { name: "dns", outcome: "ok", startMs: 0, durationMs: 3.2, line: 5 },
    { name: "tcp", outcome: "ok", startMs: 3.2, durationMs: 1.4, line: 7 },
    { name: "x224", outcome: "ok", startMs: 4.6, durationMs: 12, line: 9 },
    { name: "tls", outcome: "ok", startMs: 16.6, durationMs: 24.3, line: 11 },
    { name: "credssp", outcome: "ok", startMs: 40.9, durationMs: 8, line: 13 },
    ...(["mcs", "licensing", "capabilities"] as const).map((name) => ({
      name,
      outcome: "not-tested" as const,
      reason: "needs-credentials" as const,
    })),
  ];
  return {
    target: TARGET,
    startedAtMs: NIGHT_MS,
    durationMs: 49.04,
    stages,
    facts: facts.table,
    questions: [{ id: "udp", outcome: "skipped" }],
    footprint: FOOTPRINT,
  };
}

/** A host that refuses the port. */
export function refused(host = "192.0.2.10", port = 3389): Evidence {
  const facts = new FactLedger();
  facts.learn("tcp.attempts", [{ address: host, outcome: "refused", errno: "ECONNREFUSED", durationMs: 1 }], 5);
  return {
    target: { input: `${host}:${port}`, host, port, literal: true, certificateName: host },
    startedAtMs: NIGHT_MS,
    durationMs: 1.2,
    stages: CHECK_STAGES.map((name): StageEvidence => {
      if (name === "dns") return { name, outcome: "skipped", reason: "address-given" };
      if (name === "tcp") {
        const fault = { kind: "tcp-refused", afterMs: 1 } as const;
        return { name, outcome: "failed", startMs: 0.1, durationMs: 1, fault, line: 5 };
      }
      return { name, outcome: "not-tested", reason: "not-reached" };
    }),
    facts: facts.table,
    questions: [],
    footprint: { ...FOOTPRINT, connections: 0 },
  };
}

/** A host on which nothing is wrong. */
export function healthy(host = "192.0.2.20", port = 3389): Evidence {
  const expired = expiredCertificate();
  const facts = new FactLedger();
  facts.adopt(expired.facts);
  facts.learn("tcp.address", host, 7);
  facts.learn("tls.chain", [certificate(host, NIGHT_MS + 200 * DAY_MS)], 11);
  facts.learn("tls.trustError", null, 11);
  facts.learn("tls.certificateLint", [], 11);
  facts.learn("tls.nameAsked", host, 11);
  return {
    ...expired,
    target: { input: `${host}:${port}`, host, port, literal: true, certificateName: host },
    facts: facts.table,
  };
}
