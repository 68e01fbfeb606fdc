import type { StageName } from "../../evidence/index.ts";
import type { Candidate, Group, Symptom } from "../candidate.ts";
import type { EvidenceReader } from "../evidence-reader.ts";

const SLOW_ANSWER_MS = 1000;
/** One slow answer alone can be chance on a busy machine; this is more than that. */
const VERY_SLOW_ANSWER_MS = 1800;
const SLOW_CONNECT_MS = 300;
/** A SYN that got lost or was not accepted is sent again after a second. */
const REPEATED_SYN_MS = 900;

/** It works, and people complain. A TCP connect is answered by the kernel, everything above it by the service. */
export const slow: Symptom = (reader) => {
  const connectMs = reader.value("tcp.connectMs") ?? 0;
  const x224Ms = reader.value("x224.answerMs") ?? 0;
  const laterMs = Math.max(0, ...LATER_STAGES.map((name) => completedMs(reader, name)));
  const everyAnswer = x224Ms > SLOW_ANSWER_MS && laterMs > SLOW_ANSWER_MS;
  if (everyAnswer || x224Ms > VERY_SLOW_ANSWER_MS) {
    return [group(reader, connectMs > SLOW_CONNECT_MS ? SLOW_PATH : SLOW_HOST)];
  }
  if (connectMs > REPEATED_SYN_MS) return [group(reader, SLOW_CONNECT)];
  if (laterMs > VERY_SLOW_ANSWER_MS) return [group(reader, connectMs > SLOW_CONNECT_MS ? SLOW_PATH : SLOW_LATER)];
  return [];
};

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

const SLOW_HOST: readonly Candidate[] = [
  { id: "memory-or-session-leak", weight: 55 },
  { id: "lossy-or-high-latency-path", variant: "slow", weight: 20 },
  { id: "hyperv-or-vgpu-legacy", weight: 15 },
  { id: "rdp-bruteforce-or-flood", weight: 10 },
];

const SLOW_PATH: readonly Candidate[] = [
  { id: "lossy-or-high-latency-path", variant: "slow", weight: 75 },
  { id: "memory-or-session-leak", weight: 25 },
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
