import type { CloseKind, Fault } from "../../evidence/index.ts";
import type { Candidate, Symptom } from "../candidate.ts";
import type { EvidenceReader } from "../evidence-reader.ts";
import { isUnreadable } from "./stage-faults.ts";
import { explainAlert } from "./tls-alert.ts";
import { explainLocalTlsFailure } from "./tls-local-failure.ts";
import { speaksOnlyOldVersions } from "./tls-versions.ts";

/** X.224 agreed on TLS, and the handshake did not complete. */
export const tlsFailure: Symptom = (reader) => {
  const fault = reader.fault("tls");
  // A server without a modern version may answer with an alert, a reset or nothing: the versions that it does accept decide.
  if (fault === undefined || speaksOnlyOldVersions(reader)) return [];
  const candidates = explain(reader, fault);
  if (candidates.length === 0) return [];
  return [
    {
      group: "tls-failure",
      stage: "tls",
      effect: "blocks",
      certainty: 0.88,
      because: [
        ...reader.faultOf("tls"),
        ...reader.supports("tls.smallHello", "tls.receivedBytes"),
        ...(tinyQuestionAnswered(reader) ? reader.supports("tls.postQuantum", "tls.versions") : []),
      ],
      candidates,
    },
  ];
};

function explain(reader: EvidenceReader, fault: Fault): readonly Candidate[] {
  if (fault.kind === "silence") return silent(reader, fault.receivedBytes);
  if (fault.kind === "closed") return closed(reader, fault.how);
  if (fault.kind === "tls-alert") return explainAlert(fault.alert);
  if (fault.kind === "tls-failed") {
    return saidGoodbyeInClear(reader, fault.reason) ? SERVER_CANNOT_START_TLS : explainLocalTlsFailure(fault.reason);
  }
  return isUnreadable(fault) ? NOT_TLS : [];
}

/** Bytes of an MCS Disconnect Provider Ultimatum in its TPKT and X.224 Data headers ([MS-RDPBCGR] 4.1.13); an alert has 7. */
const ULTIMATUM_BYTES = 9;

/** In place of a ServerHello came one message of RDP's own, in clear: the server agreed on TLS and cannot start it. */
function saidGoodbyeInClear(reader: EvidenceReader, reason: string): boolean {
  return /wrong version number/iu.test(reason) && reader.value("tls.receivedBytes") === ULTIMATUM_BYTES;
}

function silent(reader: EvidenceReader, receivedBytes: number): readonly Candidate[] {
  const smallHello = reader.value("tls.smallHello");
  if (smallHello === "answered") return LARGE_PACKETS_LOST_TO_HOST;
  const received = receivedBytes > 0 || (reader.value("tls.receivedBytes") ?? 0) > 0;
  if (tinyQuestionAnswered(reader) || received) return LARGE_PACKETS_LOST_FROM_HOST;
  return smallHello === "silence" ? NOTHING_ANSWERED : NOT_SEPARATED;
}

/** A question that fits in one small packet, and whose answer does too, came back on a connection of its own. */
function tinyQuestionAnswered(reader: EvidenceReader): boolean {
  const postQuantum = reader.value("tls.postQuantum");
  if (postQuantum !== undefined && postQuantum !== "not-tested") return true;
  return Object.values(reader.value("tls.versions") ?? {}).some((answer) => answer !== "not-tested");
}

function closed(reader: EvidenceReader, how: CloseKind): readonly Candidate[] {
  if (reader.value("tls.smallHello") === "answered") return LARGE_HELLO_CUT;
  return how === "rst" ? RESET_AFTER_HELLO : CLOSED_AFTER_HELLO;
}

/** Its key does not fit its certificate, or it may not read it. A device in between would not speak RDP. */
const SERVER_CANNOT_START_TLS: readonly Candidate[] = [
  { id: "rdp-cert-thumbprint-mismatch", weight: 32 },
  { id: "rdp-cert-private-key-access", weight: 26 },
  { id: "machinekeys-permissions", weight: 18 },
  { id: "rdp-selfsigned-not-recreated", weight: 14 },
  { id: "tls-no-common-version", weight: 6 },
  { id: "third-party-security-hook", weight: 4 },
];

const LARGE_PACKETS_LOST_TO_HOST: readonly Candidate[] = [
  { id: "lossy-or-high-latency-path", variant: "mtu-black-hole-to-host", weight: 80 },
  { id: "third-party-security-hook", weight: 20 },
];

const LARGE_PACKETS_LOST_FROM_HOST: readonly Candidate[] = [
  { id: "lossy-or-high-latency-path", variant: "mtu-black-hole-from-host", weight: 70 },
  { id: "third-party-security-hook", weight: 16 },
  { id: "termservice-crash-loop", variant: "accepts-but-silent", weight: 14 },
];

/** Not even the smallest hello gets an answer, although X.224 does: the process behind it hangs, or something eats TLS. */
const NOTHING_ANSWERED: readonly Candidate[] = [
  { id: "termservice-crash-loop", variant: "accepts-but-silent", weight: 40 },
  { id: "third-party-security-hook", weight: 26 },
  { id: "lossy-or-high-latency-path", weight: 18 },
  { id: "memory-or-session-leak", weight: 16 },
];

const NOT_SEPARATED: readonly Candidate[] = [
  { id: "lossy-or-high-latency-path", weight: 34 },
  { id: "termservice-crash-loop", variant: "accepts-but-silent", weight: 30 },
  { id: "third-party-security-hook", weight: 22 },
  { id: "memory-or-session-leak", weight: 14 },
];

const LARGE_HELLO_CUT: readonly Candidate[] = [
  { id: "third-party-security-hook", variant: "tls-reset", weight: 65 },
  { id: "firewall-drop", variant: "rejected-by-policy", weight: 20 },
  { id: "lossy-or-high-latency-path", weight: 15 },
];

/** Windows resets here when Schannel cannot use the certificate's key: only its event log tells which of these it is. */
const RESET_AFTER_HELLO: readonly Candidate[] = [
  { id: "third-party-security-hook", variant: "tls-reset", weight: 25 },
  { id: "machinekeys-permissions", weight: 24 },
  { id: "rdp-cert-private-key-access", weight: 20 },
  { id: "tls-no-common-version", weight: 12 },
  { id: "rdp-selfsigned-not-recreated", weight: 11 },
  { id: "rdp-cert-thumbprint-mismatch", weight: 8 },
];

const CLOSED_AFTER_HELLO: readonly Candidate[] = [
  { id: "machinekeys-permissions", weight: 24 },
  { id: "rdp-cert-private-key-access", weight: 22 },
  { id: "third-party-security-hook", variant: "tls-reset", weight: 20 },
  { id: "tls-no-common-version", weight: 14 },
  { id: "rdp-selfsigned-not-recreated", weight: 12 },
  { id: "rdp-cert-thumbprint-mismatch", weight: 8 },
];

const NOT_TLS: readonly Candidate[] = [
  { id: "protocol-stream-error", variant: "malformed", weight: 60 },
  { id: "third-party-security-hook", weight: 40 },
];
