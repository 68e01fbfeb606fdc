import type { StageName } from "../../evidence/index.ts";
import type { Candidate, Group, Symptom } from "../candidate.ts";
import type { EvidenceReader } from "../evidence-reader.ts";

const SLOW_ANSWER_MS = 1000;
/** One slow answer alone can be chance on a busy machine; this is more than that. */
const VERY_SLOW_ANSWER_MS = 1800;
/** Below this an answer is not worth a word, near or far. */
const QUICK_ANSWER_MS = 250;
const SLOW_CONNECT_MS = 300;
/** A SYN that got lost or was not accepted is sent again after a second. */
const REPEATED_SYN_MS = 900;

/** It works, and people complain. A TCP connect is answered by the kernel, everything above it by the service. */
export const slow: Symptom = (reader) => {
  const connectMs = reader.value("tcp.connectMs") ?? 0;
  const x224Ms = reader.value("x224.answerMs") ?? 0;
  const laterMs = Math.max(0, ...LATER_STAGES.map((name) => completedMs(reader, name)));
  if (everyAnswerIsLate(reader) || x224Ms > VERY_SLOW_ANSWER_MS) {
    return [group(reader, connectMs > SLOW_CONNECT_MS ? SLOW_PATH : SLOW_HOST)];
  }
  if (connectMs > REPEATED_SYN_MS) return [group(reader, SLOW_CONNECT)];
  if (slowsDownWithVolume(reader)) return [group(reader, SLOW_LINE)];
  if (laterMs > VERY_SLOW_ANSWER_MS) return [group(reader, connectMs > SLOW_CONNECT_MS ? SLOW_PATH : SLOW_LATER)];
  return [];
};

/** Late with every answer although the connect was quick: the host's own doing. */
export function hostIsSlow(reader: EvidenceReader): boolean {
  return everyAnswerIsLate(reader) && (reader.value("tcp.connectMs") ?? 0) <= SLOW_CONNECT_MS;
}

/** The service itself answers late, from its first word on. */
function everyAnswerIsLate(reader: EvidenceReader): boolean {
  const laterMs = Math.max(0, ...LATER_STAGES.map((name) => completedMs(reader, name)));
  return (reader.value("x224.answerMs") ?? 0) > SLOW_ANSWER_MS && laterMs > SLOW_ANSWER_MS;
}

/**
 * The first small answers come at once, and so does TLS, the one stage that costs the host much computing; then every
 * answer waits. That is a line whose buffer was filled by the first kilobytes, not a host that has no time.
 */
function slowsDownWithVolume(reader: EvidenceReader): boolean {
  const early = [reader.value("tcp.connectMs"), reader.value("x224.answerMs"), reader.value("tls.handshakeMs")];
  if (early.some((tookMs) => tookMs === undefined || tookMs > QUICK_ANSWER_MS)) return false;
  const waits = SESSION_STAGES.filter((name) => completedMs(reader, name) > QUICK_ANSWER_MS);
  return waits.length >= 2 && waits.some((name) => completedMs(reader, name) > SLOW_ANSWER_MS);
}

const SESSION_STAGES = ["mcs", "licensing", "capabilities"] as const satisfies readonly StageName[];

const LATER_STAGES = ["tls", "credssp", "mcs", "licensing", "capabilities"] as const satisfies readonly StageName[];

function completedMs(reader: EvidenceReader, name: StageName): number {
  return reader.completed(name) ? (reader.stage(name)?.durationMs ?? 0) : 0;
}

function group(reader: EvidenceReader, candidates: readonly Candidate[]): Group {
  return {
    group: "slow",
    stage: "x224",
    effect: "hinders",
    certainty: 0.8,
    because: reader.supports("tcp.connectMs", "x224.answerMs", "tls.handshakeMs", "session.slowestAnswerMs"),
    candidates,
  };
}

/** The kernel answered the connect at once over the same path, so the path is the least of these. */
export const SLOW_HOST: readonly Candidate[] = [
  { id: "memory-or-session-leak", weight: 52 },
  { id: "hyperv-or-vgpu-legacy", weight: 20 },
  { id: "rdp-bruteforce-or-flood", weight: 16 },
  { id: "lossy-or-high-latency-path", variant: "slow", weight: 12 },
];

const SLOW_PATH: readonly Candidate[] = [
  { id: "lossy-or-high-latency-path", variant: "slow", weight: 75 },
  { id: "memory-or-session-leak", weight: 25 },
];

const SLOW_LINE: readonly Candidate[] = [
  { id: "lossy-or-high-latency-path", variant: "slow", weight: 65 },
  { id: "memory-or-session-leak", weight: 35 },
];

const SLOW_CONNECT: readonly Candidate[] = [
  { id: "lossy-or-high-latency-path", variant: "slow", weight: 60 },
  { id: "rdp-bruteforce-or-flood", weight: 25 },
  { id: "memory-or-session-leak", weight: 15 },
];

const SLOW_LATER: readonly Candidate[] = [
  { id: "memory-or-session-leak", weight: 42 },
  { id: "lossy-or-high-latency-path", variant: "slow", weight: 38 },
  { id: "third-party-security-hook", weight: 20 },
];
