import { availableParallelism } from "node:os";
import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { type Renderer, serveBlocks, type WorkerPlan } from "../../../io/ingest/index.ts";
import type { Style } from "../render/style.ts";
import { type EventForm, eventWriter } from "./event-output.ts";
import { allOf, parseWhere } from "./where.ts";

/** Everything that decides what becomes of a record; plain data, so that a worker can be given it. */
export interface RenderJob {
  readonly kind: "rdpulse-render-events";
  readonly form: EventForm;
  readonly style: Style;
  /** Conditions in the words of `--where`. */
  readonly conditions: readonly string[];
}

/** Below this, starting the workers costs what they save. */
const FROM_BYTES = 128 * 1024 * 1024;

/** More workers than this wait for the one thread that writes. */
const MOST_WORKERS = 8;

/** The lines of a job: undefined for records that its conditions do not admit. */
export function rendererOf(job: RenderJob): Renderer {
  const { test } = allOf(job.conditions.map(parseWhere));
  const { write, separator } = eventWriter(job.form, job.style);
  return { render: (record) => (test(record) ? write(record) : undefined), separator };
}

/** A worker for each core; none on a machine that has only one. */
export function workerPlan(job: RenderJob): WorkerPlan | undefined {
  const count = Math.min(MOST_WORKERS, availableParallelism());
  // This very file is the worker: it is found in a checkout and in the packed program alike.
  return count < 2 ? undefined : { entry: new URL(import.meta.url), data: job, count, fromBytes: FROM_BYTES };
}

function isRenderJob(data: unknown): data is RenderJob {
  return typeof data === "object" && data !== null && "kind" in data && data.kind === "rdpulse-render-events";
}

if (!isMainThread && parentPort !== null && isRenderJob(workerData)) serveBlocks(parentPort, rendererOf(workerData));
