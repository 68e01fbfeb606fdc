import type { Fault } from "../../evidence/index.ts";
import type { Candidate, Symptom } from "../candidate.ts";
import type { EvidenceReader } from "../evidence-reader.ts";
import { isResetAfterHandshake } from "./stage-faults.ts";

/** A balancer tries its back end for a while before it hangs up; a listener that dies does it at once. */
const BALANCER_WAIT_MS = 800;

/** TCP was accepted, and then the X.224 request got no answer that could be read. */
export const silentOrClosedAtX224: Symptom = (reader) => {
  const resetAtOnce = isResetAfterHandshake(reader.fault("tcp"));
  const stage = resetAtOnce ? "tcp" : "x224";
  const fault = reader.fault(stage);
  if (fault === undefined) return [];
  const candidates = resetAtOnce ? RESET_AT_ONCE : explain(reader, fault);
  if (candidates.length === 0) return [];
  return [
    {
      group: "no-x224-answer",
      stage,
      effect: "blocks",
      certainty: 0.85,
      because: [...reader.faultOf(stage), ...reader.supports("x224.answersOnlyWith", "x224.firstBytes")],
      candidates,
    },
  ];
};

function explain(reader: EvidenceReader, fault: Fault): readonly Candidate[] {
  const answersOnlyWith = reader.value("x224.answersOnlyWith");
  if (answersOnlyWith !== undefined) {
    const variant = answersOnlyWith === "routing-token" ? "cookie-demanded" : "proxy-protocol";
    return [{ id: "broker-or-balancer-redirect", variant, weight: 1 }];
  }
  if (reader.value("x224.firstBytes")?.kind.startsWith("tls") === true) return TLS_AT_ONCE;
  if (fault.kind === "silence") {
    if (fault.receivedBytes === 0) return SILENT;
    return isWholeConfirm(fault.receivedBytes) ? ANNOUNCED_MORE : STOPPED_MID_ANSWER;
  }
  if (fault.kind === "disconnect") return DISCONNECTED;
  if (fault.kind !== "closed") return [];
  if (fault.receivedBytes > 0) return CUT_MID_ANSWER;
  if (fault.afterMs >= BALANCER_WAIT_MS) return fault.how === "fin" ? CLOSED_LATE : RESET_LATE;
  return fault.how === "fin" ? CLOSED_AT_ONCE : RESET_AT_ONCE;
}

/** It hung up on the X.224 request and answers a TLS hello that comes first: HTTPS or the like. */
const TLS_AT_ONCE: readonly Candidate[] = [
  { id: "port-conflict", variant: "tls-service", weight: 90 },
  { id: "nat-or-segmentation-path", weight: 10 },
];

/** A confirm has 11 bytes without a negotiation answer and 19 with one: who waits for more was told a length that lies. */
function isWholeConfirm(receivedBytes: number): boolean {
  return receivedBytes === 11 || receivedBytes >= 19;
}

/**
 * The kernel accepts connections for a hung process: only the host tells which process hangs, and why. A host short of
 * memory or processor time answers late rather than never, so a listener that cannot start its work stands before it.
 */
const SILENT: readonly Candidate[] = [
  { id: "termservice-crash-loop", variant: "accepts-but-silent", weight: 45 },
  { id: "rdp-listener-config-corrupt", weight: 17 },
  { id: "memory-or-session-leak", weight: 15 },
  { id: "port-conflict", weight: 13 },
  { id: "hyperv-or-vgpu-legacy", weight: 10 },
];

const ANNOUNCED_MORE: readonly Candidate[] = [
  { id: "protocol-stream-error", variant: "lying-length", weight: 48 },
  { id: "termservice-crash-loop", variant: "accepts-but-silent", weight: 20 },
  { id: "port-conflict", variant: "other-service", weight: 18 },
  { id: "third-party-security-hook", weight: 14 },
];

const STOPPED_MID_ANSWER: readonly Candidate[] = [
  { id: "termservice-crash-loop", variant: "accepts-but-silent", weight: 35 },
  { id: "protocol-stream-error", variant: "lying-length", weight: 20 },
  { id: "memory-or-session-leak", weight: 17 },
  { id: "lossy-or-high-latency-path", weight: 15 },
  { id: "port-conflict", weight: 13 },
];

const CUT_MID_ANSWER: readonly Candidate[] = [
  { id: "termservice-crash-loop", variant: "dies-mid-conversation", weight: 50 },
  { id: "third-party-security-hook", weight: 20 },
  { id: "protocol-stream-error", weight: 18 },
  { id: "port-conflict", weight: 12 },
];

const CLOSED_LATE: readonly Candidate[] = [
  { id: "broker-or-balancer-redirect", variant: "dead-backend", weight: 70 },
  { id: "termservice-crash-loop", variant: "dies-mid-conversation", weight: 20 },
  { id: "port-conflict", weight: 10 },
];

const RESET_LATE: readonly Candidate[] = [
  { id: "termservice-crash-loop", variant: "dies-mid-conversation", weight: 40 },
  { id: "broker-or-balancer-redirect", variant: "dead-backend", weight: 35 },
  { id: "third-party-security-hook", weight: 15 },
  { id: "port-conflict", weight: 10 },
];

const CLOSED_AT_ONCE: readonly Candidate[] = [
  { id: "termservice-crash-loop", variant: "dies-mid-conversation", weight: 38 },
  { id: "broker-or-balancer-redirect", variant: "dead-backend", weight: 22 },
  { id: "port-conflict", weight: 20 },
  { id: "third-party-security-hook", weight: 12 },
  { id: "rdp-listener-config-corrupt", weight: 8 },
];

const RESET_AT_ONCE: readonly Candidate[] = [
  { id: "termservice-crash-loop", variant: "dies-mid-conversation", weight: 40 },
  { id: "third-party-security-hook", weight: 22 },
  { id: "broker-or-balancer-redirect", variant: "dead-backend", weight: 16 },
  { id: "port-conflict", weight: 12 },
  { id: "rdp-bruteforce-or-flood", weight: 10 },
];

/** An MCS disconnect instead of a confirm: xrdp says that when it does not like what was asked. */
const DISCONNECTED: readonly Candidate[] = [
  { id: "security-layer-mismatch", weight: 50 },
  { id: "protocol-stream-error", weight: 30 },
  { id: "termservice-crash-loop", variant: "dies-mid-conversation", weight: 20 },
];
