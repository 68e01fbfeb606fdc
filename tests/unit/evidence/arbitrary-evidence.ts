import * as fc from "fast-check";
import type {
  Evidence,
  FactName,
  FactValues,
  Fault,
  FaultKind,
  LogonEvidence,
  QuestionEvidence,
  StageEvidence,
  StageName,
} from "../../../src/core/evidence/index.ts";
import { CHECK_STAGES, FactLedger, STAGES } from "../../../src/core/evidence/index.ts";
import type { CertificateLint } from "../../../src/core/certificate/index.ts";
import { LOGON_FAULTS, logonFactsOf } from "./arbitrary-logon.ts";
import { certificateOf } from "./evidence-of.ts";

/** Text as a hostile peer writes it: escape sequences, bidirectional overrides, everything. */
const anyText = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom("\u001b[2J", "\u202egnp", "rdp1.lab.test", "RDP1", ""),
);
/** Such words in a sentence are a mistake of ours; where the peer wrote them they would look like one. */
const text = anyText.filter((written) => !/undefined|NaN/u.test(written));
const ms = fc.oneof(fc.double({ min: 0, max: 20_000, noNaN: true }), fc.constantFrom(0, 799, 800, 1000, 1001, 5000));
const code = fc.oneof(fc.integer({ min: -0x80000000, max: 0xffffffff }), fc.integer({ min: 0, max: 0x1200 }));
const acceptance = fc.constantFrom("accepted" as const, "refused" as const, "not-tested" as const);
const address = fc.constantFrom("10.0.0.7", "::1", "2001:db8::7", "127.0.0.1");

const FAULTS: { readonly [Kind in FaultKind]: fc.Arbitrary<Extract<Fault, { readonly kind: Kind }>> } = {
  "name-not-found": fc.record({ kind: fc.constant("name-not-found" as const), name: text }),
  "resolver-failed": fc.record({ kind: fc.constant("resolver-failed" as const), name: text, code: text }),
  "tcp-refused": fc.record({ kind: fc.constant("tcp-refused" as const), afterMs: ms }),
  "tcp-timeout": fc.record({ kind: fc.constant("tcp-timeout" as const), afterMs: ms }),
  "tcp-unreachable": fc.record({
    kind: fc.constant("tcp-unreachable" as const),
    errno: fc.constantFrom("EHOSTUNREACH", "ENETUNREACH", "EACCES", "EHOSTDOWN", "\u001b[0m"),
    afterMs: ms,
  }),
  "tcp-failed": fc.record({ kind: fc.constant("tcp-failed" as const), errno: text }),
  "proxy-failed": fc.record({ kind: fc.constant("proxy-failed" as const), reason: text }),
  silence: fc.record({
    kind: fc.constant("silence" as const),
    waitedFor: text,
    afterMs: ms,
    receivedBytes: fc.constantFrom(0, 1, 11, 19, 500),
  }),
  closed: fc.record({
    kind: fc.constant("closed" as const),
    how: fc.constantFrom("fin" as const, "rst" as const),
    waitedFor: text,
    afterMs: ms,
    receivedBytes: fc.constantFrom(0, 1, 500),
  }),
  "not-rdp": fc.record({
    kind: fc.constant("not-rdp" as const),
    looksLike: fc.oneof(text, fc.constantFrom("http", "ica", "unknown")),
    excerpt: text,
  }),
  "negotiation-failure": fc.record({
    kind: fc.constant("negotiation-failure" as const),
    failureCode: fc.oneof(fc.integer({ min: 0, max: 7 }), code),
    requestedProtocols: fc.constantFrom(0, 1, 0x0b),
  }),
  malformed: fc.record({ kind: fc.constant("malformed" as const), pdu: text, offset: fc.nat(), reason: text }),
  oversized: fc.record({ kind: fc.constant("oversized" as const), limitBytes: fc.nat() }),
  "tls-alert": fc.record({ kind: fc.constant("tls-alert" as const), alert: fc.integer({ min: 0, max: 255 }) }),
  "tls-failed": fc.record({ kind: fc.constant("tls-failed" as const), reason: text }),
  "credssp-error": fc.record({ kind: fc.constant("credssp-error" as const), ntStatus: code }),
  "mcs-refused": fc.record({ kind: fc.constant("mcs-refused" as const), pdu: text, result: fc.nat({ max: 20 }) }),
  disconnect: fc.record({ kind: fc.constant("disconnect" as const), reason: fc.nat({ max: 5 }) }),
  "error-info": fc.record({ kind: fc.constant("error-info" as const), errorInfo: code }),
  "licensing-error": fc.record({
    kind: fc.constant("licensing-error" as const),
    errorCode: fc.nat({ max: 16 }),
    stateTransition: fc.nat({ max: 5 }),
  }),
  ...LOGON_FAULTS,
};

const fault = fc.oneof(...Object.values<fc.Arbitrary<Fault>>(FAULTS));

const lint: fc.Arbitrary<CertificateLint> = fc.oneof(
  fc.record({ kind: fc.constantFrom("expired" as const, "not-yet-valid" as const), days: fc.nat({ max: 400 }) }),
  fc.record({ kind: fc.constant("expires-soon" as const), daysLeft: fc.nat({ max: 30 }) }),
  fc.record({ kind: fc.constant("weak-key" as const), keyAlgorithm: text, keyBits: fc.nat({ max: 1024 }) }),
  fc.record({ kind: fc.constant("weak-signature" as const), signatureAlgorithm: text }),
  fc.record({ kind: fc.constant("no-server-auth-eku" as const), purposes: fc.array(text, { maxLength: 7 }) }),
  fc.record({ kind: fc.constant("name-mismatch" as const), name: text }),
  fc.record({ kind: fc.constantFrom("no-san" as const, "self-issued" as const) }),
  fc.record({ kind: fc.constant("unusual-key-type" as const), keyAlgorithm: text }),
  fc.record({ kind: fc.constant("lifetime-long" as const), days: fc.nat({ max: 4000 }) }),
  fc.record({ kind: fc.constant("windows-self-signed" as const), commonName: text }),
);

const certificate = fc
  .record({ subject: text, subjectCommonName: text, issuerCommonName: text, notBeforeMs: fc.integer() })
  .map((wish) => certificateOf(wish));

const FACTS: { readonly [Name in FactName]: fc.Arbitrary<FactValues[Name]> } = {
  "dns.addresses": fc.array(address),
  "tcp.address": fc.oneof(address, text),
  "tcp.connectMs": ms,
  "tcp.attempts": fc.array(
    fc.record(
      {
        address,
        outcome: fc.constantFrom("connected" as const, "refused" as const, "timeout" as const, "not-tried" as const),
        errno: fc.constantFrom("ENETUNREACH", "EHOSTUNREACH"),
        certificateSha256: fc.constantFrom("aa", "bb"),
      },
      { requiredKeys: ["address", "outcome"] },
    ),
    { maxLength: 4 },
  ),
  "tcp.neighbour": fc.constantFrom("present", "absent", "not-on-segment"),
  "tcp.otherPort": fc.nat({ max: 65_535 }),
  "x224.requestedProtocols": fc.constantFrom(0, 1, 0x0b),
  "x224.negotiated": fc.boolean(),
  "x224.selectedProtocol": fc.constantFrom(0, 1, 2, 4, 8, 0x10, 99),
  "x224.responseFlags": fc.nat({ max: 31 }),
  "x224.failureCode": code,
  "x224.srcRef": fc.constantFrom(0, 0x1234),
  "x224.answerMs": ms,
  "x224.firstBytes": fc.record({ kind: text, excerpt: text }),
  "x224.accepted": fc.record({
    rdp: acceptance,
    tls: acceptance,
    hybrid: acceptance,
    "hybrid-ex": acceptance,
    rdstls: acceptance,
    rdsaad: acceptance,
  }),
  "x224.plainRdp": acceptance,
  "x224.nla": fc.constantFrom("required", "optional", "absent", "not-tested"),
  "x224.answersOnlyWith": fc.constantFrom("routing-token", "proxy-header"),
  "tls.version": fc.constantFrom("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"),
  "tls.cipher": fc.oneof(text, fc.constantFrom("RC4-SHA", "NULL-SHA", "DES-CBC3-SHA", "ECDHE-RSA-AES128-GCM-SHA256")),
  "tls.group": text,
  "tls.handshakeMs": ms,
  "tls.chain": fc.array(certificate, { maxLength: 2 }),
  "tls.certificateSha256": text,
  "tls.certificateLint": fc.array(lint, { maxLength: 4 }),
  "tls.trustError": fc.option(fc.oneof(text, fc.constantFrom("CERT_HAS_EXPIRED", "DEPTH_ZERO_SELF_SIGNED_CERT"))),
  "tls.trustAsked": fc.boolean(),
  "tls.nameAsked": text,
  "tls.daysLeft": fc.integer({ min: -20_000, max: 20_000 }),
  "tls.matchesNtlmName": fc.boolean(),
  "tls.nameMatches": fc.boolean(),
  "tls.versions": fc.record({ TLSv1: acceptance, "TLSv1.1": acceptance, "TLSv1.2": acceptance, "TLSv1.3": acceptance }),
  "tls.postQuantum": fc.constantFrom("preferred", "supported", "not-supported", "not-tested"),
  "tls.largeHello": fc.constantFrom("answered", "silence", "closed", "refused"),
  "tls.smallHello": fc.constantFrom("answered", "silence", "closed"),
  "tls.receivedBytes": fc.nat({ max: 5000 }),
  "credssp.version": fc.nat({ max: 7 }),
  "credssp.ntlm": fc.record(
    { netbiosComputer: text, netbiosDomain: text, dnsComputer: text, dnsDomain: text, dnsForest: text },
    { requiredKeys: [] },
  ),
  "credssp.osVersion": fc.record({ major: fc.nat(), minor: fc.nat(), build: fc.nat() }),
  "credssp.serverTimeMs": fc.integer(),
  "credssp.clockSkewMs": fc.oneof(fc.integer(), fc.integer({ min: -400_000, max: 400_000 })),
  "credssp.clockGrainMs": ms,
  "credssp.mechanisms": fc.array(fc.constantFrom("NTLM", "Kerberos", "\u001b[1m")),
  "credssp.errorCode": code,
  "mcs.rdpVersion": code,
  "mcs.earlyCapabilityFlags": code,
  "mcs.encryptionMethod": fc.constantFrom(0, 1, 2, 8, 0x10),
  "mcs.encryptionLevel": fc.nat({ max: 4 }),
  "mcs.certificateKind": fc.constantFrom("none", "proprietary", "x509"),
  "mcs.certificateKeyBits": fc.nat(),
  "mcs.certificateSha256": text,
  "mcs.messageChannel": fc.boolean(),
  "mcs.multitransportFlags": fc.nat({ max: 0x3ff }),
  "licensing.answer": fc.constantFrom("valid-client", "license-request", "error", "new-license", "none"),
  "licensing.errorCode": fc.nat({ max: 16 }),
  "licensing.stateTransition": fc.nat({ max: 5 }),
  "capabilities.sets": fc.array(text),
  "capabilities.osMajorType": fc.nat(),
  "capabilities.osMinorType": fc.nat(),
  "capabilities.desktopWidth": fc.nat(),
  "capabilities.desktopHeight": fc.nat(),
  "capabilities.colorDepth": fc.nat(),
  "capabilities.withoutAuthentication": fc.boolean(),
  "session.errorInfo": code,
  "session.fingerprint": fc.record(
    {
      stack: fc.constantFrom("windows" as const, "xrdp" as const, "unknown" as const),
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
      because: fc.array(text),
      inFront: text,
    },
    { requiredKeys: ["stack", "confidence", "because"] },
  ),
  "session.clearText": fc.boolean(),
  "session.udp": fc.constantFrom("answered", "unreachable", "silence", "garbage"),
  "session.udpVersion": fc.nat(),
  "session.gateway": fc.record(
    {
      host: text,
      outcome: fc.constantFrom("gateway", "not-a-gateway", "forbidden", "unavailable", "proxy", "unreachable"),
      status: fc.nat({ max: 599 }),
      fault: text,
      certificateLint: fc.array(lint, { maxLength: 2 }),
    },
    { requiredKeys: ["host", "outcome"] },
  ),
  "session.slowestAnswerMs": ms,
  ...logonFactsOf({ text, ms, code }),
};

const question: fc.Arbitrary<QuestionEvidence> = fc.record({
  id: fc.constantFrom("plain-rdp", "other-port", "addresses"),
  outcome: fc.constantFrom("answered" as const, "unanswered" as const),
  fault,
  line: fc.nat(),
});

const checkStages = stagesOf(CHECK_STAGES);

const logon = fc.record({
  account: text,
  depth: fc.constantFrom("credential" as const, "authorize" as const, "desktop" as const),
  end: fc.constantFrom("logoff" as const, "disconnect" as const),
});

/** Any evidence that the types allow, most facts unknown: also such as no server would ever give. */
export function arbitraryEvidence(): fc.Arbitrary<Evidence> {
  return evidenceWith(fc.oneof(checkStages, stagesCut(checkStages)), fc.constant({}));
}

/** The same of a logon, with its stages. */
export function arbitraryLogonEvidence(): fc.Arbitrary<Evidence> {
  return evidenceWith(stagesOf(STAGES), fc.record({ logon }));
}

function stagesOf(names: readonly StageName[]): fc.Arbitrary<readonly StageEvidence[]> {
  return fc.tuple(
    ...names.map((name) =>
      fc.record(
        {
          name: fc.constant(name),
          outcome: fc.constantFrom("ok" as const, "failed" as const, "skipped" as const, "not-tested" as const),
          durationMs: ms,
          fault,
          line: fc.nat(),
        },
        { requiredKeys: ["name", "outcome"] },
      ),
    ),
  );
}

function stagesCut(stages: typeof checkStages): typeof checkStages {
  return stages.map((list) => list.slice(0, 3));
}

function evidenceWith(
  stages: typeof checkStages,
  who: fc.Arbitrary<{ readonly logon?: LogonEvidence }>,
): fc.Arbitrary<Evidence> {
  return fc
    .record({
      facts: fc.record(FACTS, { requiredKeys: [] }),
      stages,
      questions: fc.array(question, { maxLength: 3 }),
      literal: fc.boolean(),
      host: fc.constantFrom("rdp1.lab.test", "10.0.0.7", "localhost"),
      who,
    })
    .map(({ facts, stages: seen, questions, literal, host, who: logged }) => {
      const ledger = new FactLedger();
      for (const [name, value] of Object.entries(facts)) {
        Object.assign(ledger.table, { [name]: { value, line: 7 } });
      }
      return {
        target: { input: host, host, port: 3389, literal, certificateName: host },
        startedAtMs: 1_795_000_000_000,
        durationMs: 100,
        stages: seen,
        facts: ledger.table,
        questions,
        ...logged,
        footprint: { connections: 1, datagrams: 0, mark: "" },
      };
    });
}
