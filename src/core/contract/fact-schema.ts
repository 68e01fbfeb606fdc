import type {
  AddressAttempt,
  FactName,
  Fingerprint,
  GatewayFacts,
  NtlmNames,
  ProtocolName,
  TlsVersionName,
} from "../evidence/index.ts";
import {
  amount,
  described,
  flag,
  integer,
  type JsonSchema,
  listOf,
  mapOf,
  objectOf,
  oneWordOf,
  orNull,
  referenceTo,
  text,
} from "./json-schema.ts";
import { LOGON_FACT_SCHEMAS } from "./logon-fact-schema.ts";

const acceptance = oneWordOf(["accepted", "refused", "not-tested"]);

const protocols = {
  rdp: acceptance,
  tls: acceptance,
  hybrid: acceptance,
  "hybrid-ex": acceptance,
  rdstls: acceptance,
  rdsaad: acceptance,
} satisfies Record<ProtocolName, JsonSchema>;

const versions = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] as const satisfies readonly TlsVersionName[];

const attempt = objectOf<keyof AddressAttempt>(
  {
    address: text,
    outcome: oneWordOf(["connected", "refused", "timeout", "unreachable", "failed", "not-tried"]),
    errno: text,
    durationMs: amount,
    certificateSha256: text,
  },
  ["errno", "durationMs", "certificateSha256"],
);

const ntlmNames = objectOf<keyof NtlmNames>(
  { netbiosComputer: text, netbiosDomain: text, dnsComputer: text, dnsDomain: text, dnsForest: text },
  ["netbiosComputer", "netbiosDomain", "dnsComputer", "dnsDomain", "dnsForest"],
);

const fingerprint = objectOf<keyof Fingerprint>(
  {
    stack: oneWordOf(["windows", "xrdp", "freerdp-shadow", "libfreerdp", "weston", "virtualbox", "unknown"]),
    confidence: { type: "number", minimum: 0, maximum: 1 },
    because: listOf(text),
    inFront: text,
  },
  ["inFront"],
);

const gateway = objectOf<keyof GatewayFacts>(
  {
    host: text,
    outcome: oneWordOf(["gateway", "not-a-gateway", "forbidden", "unavailable", "proxy", "unreachable"]),
    status: integer,
    authentication: listOf(text),
    certificate: referenceTo("certificate"),
    certificateLint: listOf(referenceTo("certificateLint")),
    fault: text,
  },
  ["status", "authentication", "certificate", "certificateLint", "fault"],
);

/** Every fact by its stable name; the compiler demands them all. None is ever required: it may not have been learned. */
const FACT_SCHEMAS: Readonly<Record<FactName, JsonSchema>> = {
  "dns.addresses": described("All addresses of the name, v4 and v6.", listOf(text)),
  "tcp.address": described("The address that was connected to.", text),
  "tcp.connectMs": amount,
  "tcp.attempts": listOf(attempt),
  "tcp.neighbour": oneWordOf(["present", "absent", "not-on-segment"]),
  "tcp.otherPort": described("Another port of the host on which an RDP server answers.", integer),
  "x224.requestedProtocols": described("requestedProtocols flags, [MS-RDPBCGR] 2.2.1.1.1.", integer),
  "x224.negotiated": flag,
  "x224.selectedProtocol": described("selectedProtocol, [MS-RDPBCGR] 2.2.1.2.1.", integer),
  "x224.responseFlags": integer,
  "x224.failureCode": described("failureCode, [MS-RDPBCGR] 2.2.1.2.2.", integer),
  "x224.srcRef": integer,
  "x224.answerMs": amount,
  "x224.firstBytes": objectOf({ kind: text, excerpt: text }),
  "x224.accepted": objectOf(protocols),
  "x224.plainRdp": oneWordOf(["accepted", "refused", "not-tested"]),
  "x224.nla": oneWordOf(["required", "optional", "absent", "not-tested"]),
  "x224.answersOnlyWith": oneWordOf(["routing-token", "proxy-header"]),
  "tls.version": oneWordOf(versions),
  "tls.cipher": text,
  "tls.group": text,
  "tls.handshakeMs": amount,
  "tls.chain": described("Certificates as the server sent them, its own first.", listOf(referenceTo("certificate"))),
  "tls.certificateSha256": text,
  "tls.certificateLint": listOf(referenceTo("certificateLint")),
  "tls.trustError": described("null: the chain is trusted.", orNull(text)),
  "tls.trustAsked": described("Judged against the roots given with --ca.", flag),
  "tls.nameAsked": text,
  "tls.daysLeft": described("Whole days until the certificate ends, negative once it has.", { type: "integer" }),
  "tls.matchesNtlmName": flag,
  "tls.nameMatches": flag,
  "tls.versions": mapOf(versions, acceptance),
  "tls.postQuantum": oneWordOf(["preferred", "supported", "not-supported", "not-tested"]),
  "tls.largeHello": oneWordOf(["answered", "silence", "closed", "refused"]),
  "tls.smallHello": oneWordOf(["answered", "silence", "closed"]),
  "tls.receivedBytes": integer,
  "credssp.version": integer,
  "credssp.ntlm": ntlmNames,
  "credssp.osVersion": objectOf({ major: integer, minor: integer, build: integer }),
  "credssp.serverTimeMs": described("Milliseconds since 1970-01-01T00:00:00Z on the server's clock.", amount),
  "credssp.clockSkewMs": described("The server's clock minus ours.", amount),
  "credssp.clockGrainMs": described("Uncertainty of the skew.", amount),
  "credssp.mechanisms": listOf(text),
  "credssp.errorCode": described("NTSTATUS.", integer),
  "mcs.rdpVersion": integer,
  "mcs.earlyCapabilityFlags": integer,
  "mcs.encryptionMethod": integer,
  "mcs.encryptionLevel": integer,
  "mcs.certificateKind": oneWordOf(["none", "proprietary", "x509"]),
  "mcs.certificateKeyBits": integer,
  "mcs.certificateSha256": text,
  "mcs.messageChannel": flag,
  "mcs.multitransportFlags": integer,
  "licensing.answer": oneWordOf(["valid-client", "license-request", "error", "new-license", "none"]),
  "licensing.errorCode": integer,
  "licensing.stateTransition": integer,
  "capabilities.sets": listOf(text),
  "capabilities.osMajorType": integer,
  "capabilities.osMinorType": integer,
  "capabilities.desktopWidth": integer,
  "capabilities.desktopHeight": integer,
  "capabilities.colorDepth": integer,
  "capabilities.withoutAuthentication": flag,
  "session.errorInfo": integer,
  "session.fingerprint": fingerprint,
  "session.clearText": flag,
  "session.udp": oneWordOf(["answered", "unreachable", "silence", "garbage"]),
  "session.udpVersion": integer,
  "session.gateway": gateway,
  "session.slowestAnswerMs": amount,
  ...LOGON_FACT_SCHEMAS,
};

/** Schema of the facts of one stage, or of "session". */
export function factsSchema(prefix: string): JsonSchema {
  const names = Object.entries(FACT_SCHEMAS).filter(([name]) => name.startsWith(`${prefix}.`));
  return { type: "object", properties: Object.fromEntries(names) };
}
