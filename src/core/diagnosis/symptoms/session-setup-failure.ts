import type { Fault, StageName } from "../../evidence/index.ts";
import type { Candidate, Symptom } from "../candidate.ts";
import type { EvidenceReader } from "../evidence-reader.ts";
import { HUNG_UP_ON_CREDENTIAL, hangsUpOnCredential } from "./session-lost.ts";
import { SLOW_HOST, hostIsSlow } from "./slow.ts";
import { isUnreadable } from "./stage-faults.ts";

const SESSION_STAGES = ["mcs", "licensing", "capabilities"] as const satisfies readonly StageName[];
const PROTOCOL_RDP = 0;

/** Between TLS and the desktop the server hung up, fell silent or refused, without a code that says why. */
export const sessionSetupFailure: Symptom = (reader) =>
  SESSION_STAGES.flatMap((stage) => {
    const fault = reader.fault(stage);
    const candidates = fault === undefined ? [] : explain(reader, stage, fault);
    if (candidates.length === 0) return [];
    return [
      {
        group: `${stage}-failure`,
        stage,
        effect: "blocks",
        certainty: 0.75,
        because: [
          ...reader.faultOf(stage),
          ...reader.supports("x224.selectedProtocol", "mcs.encryptionMethod"),
          ...(hostIsSlow(reader) ? reader.supports("tcp.connectMs", "x224.answerMs", "tls.handshakeMs") : []),
        ],
        candidates,
      } as const,
    ];
  });

function explain(reader: EvidenceReader, stage: (typeof SESSION_STAGES)[number], fault: Fault): readonly Candidate[] {
  if (fault.kind === "closed") {
    if (hangsUpOnCredential(reader, stage)) return HUNG_UP_ON_CREDENTIAL;
    if (stage !== "mcs") return CLOSED_LATER;
    return reader.value("x224.selectedProtocol") === PROTOCOL_RDP ? CLOSED_AT_PLAIN_MCS : CLOSED_AT_MCS;
  }
  // Who was late with every answer so far is late with this one too.
  if (fault.kind === "silence") return hostIsSlow(reader) ? SLOW_HOST : SILENT;
  if (fault.kind === "mcs-refused") return refused(fault.result);
  if (fault.kind === "disconnect") return stage === "mcs" ? DISCONNECTED_AT_MCS : DISCONNECTED_LATER;
  return isUnreadable(fault) ? MALFORMED : [];
}

/** Result of T.125: 13 rt-too-many-users, 6 rt-not-admitted, 15 rt-user-rejected. */
function refused(result: number): readonly Candidate[] {
  if (result === 13) return FULL;
  if (result === 6 || result === 15) return NOT_ADMITTED;
  return [
    { id: "protocol-stream-error", weight: 75 },
    { id: "fips-mismatch", weight: 25 },
  ];
}

const FULL: readonly Candidate[] = [
  { id: "max-connections-reached", weight: 65 },
  { id: "drain-mode-or-logons-disabled", weight: 35 },
];

const NOT_ADMITTED: readonly Candidate[] = [
  { id: "drain-mode-or-logons-disabled", weight: 60 },
  { id: "max-connections-reached", weight: 40 },
];

const CLOSED_AT_MCS: readonly Candidate[] = [
  { id: "termservice-crash-loop", variant: "dies-mid-conversation", weight: 45 },
  { id: "protocol-stream-error", weight: 30 },
  { id: "third-party-security-hook", weight: 25 },
];

/** Native RDP security agrees on encryption in this exchange: a server that likes none of the methods hangs up. */
const CLOSED_AT_PLAIN_MCS: readonly Candidate[] = [
  { id: "termservice-crash-loop", variant: "dies-mid-conversation", weight: 35 },
  { id: "fips-mismatch", weight: 25 },
  { id: "protocol-stream-error", weight: 22 },
  { id: "security-layer-mismatch", weight: 18 },
];

const CLOSED_LATER: readonly Candidate[] = [
  { id: "termservice-crash-loop", variant: "dies-mid-conversation", weight: 45 },
  { id: "protocol-stream-error", weight: 20 },
  { id: "memory-or-session-leak", weight: 20 },
  { id: "rds-license-material-corrupt", weight: 15 },
];

const SILENT: readonly Candidate[] = [
  { id: "termservice-crash-loop", variant: "accepts-but-silent", weight: 42 },
  { id: "memory-or-session-leak", weight: 32 },
  { id: "lossy-or-high-latency-path", weight: 26 },
];

const DISCONNECTED_AT_MCS: readonly Candidate[] = [
  { id: "protocol-stream-error", weight: 45 },
  { id: "max-connections-reached", weight: 30 },
  { id: "drain-mode-or-logons-disabled", weight: 25 },
];

const DISCONNECTED_LATER: readonly Candidate[] = [
  { id: "max-connections-reached", weight: 35 },
  { id: "drain-mode-or-logons-disabled", weight: 30 },
  { id: "protocol-stream-error", weight: 20 },
  { id: "session-ended-by-policy-or-admin", weight: 15 },
];

const MALFORMED: readonly Candidate[] = [
  { id: "protocol-stream-error", variant: "malformed", weight: 75 },
  { id: "third-party-security-hook", weight: 25 },
];
