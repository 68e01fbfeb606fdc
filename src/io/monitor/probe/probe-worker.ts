import { isMainThread, parentPort, workerData } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import { runProbe } from "./run-probe.ts";
import type { ProbeOutcome, ProbeStage, ProbeTask } from "./probe-task.ts";

/** This module is the worker's entry, too. */
export const PROBE_WORKER_ENTRY: URL = new URL(import.meta.url);

export type ProbeRequest =
  | { readonly id: number; readonly task: ProbeTask; readonly isWatched: boolean }
  | { readonly id: number; readonly abort: true };

export type ProbeAnswer =
  | { readonly id: number; readonly outcome: ProbeOutcome }
  | { readonly id: number; readonly stage: ProbeStage }
  /** A bug or an abort; the conversation until then is in `transcript`. */
  | { readonly id: number; readonly failure: string; readonly transcript: string | null };

export interface ProbeJob {
  readonly rdpulse: "probe";
}

function serve(port: MessagePort): void {
  const running = new Map<number, AbortController>();
  const answer = (message: ProbeAnswer): void => port.postMessage(message, []);
  port.on("message", (request: ProbeRequest) => {
    if ("abort" in request) {
      running.get(request.id)?.abort(new Error("given up"));
      return;
    }
    const { id, task, isWatched } = request;
    const abort = new AbortController();
    running.set(id, abort);
    const onStage = isWatched ? (stage: ProbeStage): void => answer({ id, stage }) : undefined;
    void runProbe(task, abort.signal, onStage)
      .then(
        (outcome) => answer({ id, outcome }),
        (error: unknown) => answer({ id, failure: String(error), transcript: transcriptOf(error) }),
      )
      .finally(() => running.delete(id));
  });
}

function transcriptOf(error: unknown): string | null {
  return error instanceof Error && "transcript" in error && typeof error.transcript === "string"
    ? error.transcript
    : null;
}

function isProbeJob(data: unknown): data is ProbeJob {
  return typeof data === "object" && data !== null && "rdpulse" in data && data.rdpulse === "probe";
}

if (!isMainThread && parentPort !== null && isProbeJob(workerData)) serve(parentPort);
