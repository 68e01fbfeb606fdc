import { isMainThread, parentPort, workerData, type MessagePort } from "node:worker_threads";
import { HostStory, type HostEvent } from "../../../core/telemetry/index.ts";
import { readEvents } from "../../ingest/index.ts";
import { collectedSessions } from "./collected-sessions.ts";
import { RecentEvents, Upload } from "./recent-events.ts";
import { signOf, toldDetection, type ToldDetection } from "./told-detection.ts";
import type { HostFaults } from "./told-fault-of.ts";
import { isTold, toldSession, type ToldSession } from "./told-session.ts";

/** This module is the worker's entry, too. */
export const INGEST_WORKER_ENTRY: URL = new URL(import.meta.url);

export interface IngestJob {
  readonly rdpulse: "ingest";
}

export type IngestRequest =
  | { readonly id: number; readonly path: string; readonly format?: string; readonly utcOffsetMinutes?: number }
  /** Look now at what came, and answer when that was told. */
  | { readonly id: number; readonly settle: true };

/** What was read of an upload. */
export interface UploadReport {
  readonly records: number;
  /** Those of them that tell something about Remote Desktop, and were not known. */
  readonly events: number;
  readonly repeated: number;
  readonly damaged: number;
  /** The first hundred hosts. */
  readonly hosts: readonly string[];
  /** Why nothing, or not all, could be read: the first ten reasons. */
  readonly passedOver: readonly string[];
}

export type IngestAnswer =
  | { readonly id: number; readonly report: UploadReport }
  | { readonly id: number; readonly failure: string }
  | { readonly id: number; readonly settled: true }
  | {
      readonly sessions: readonly ToldSession[];
      readonly detections: readonly ToldDetection[];
      readonly faults: readonly HostFaults[];
      /** Uploads that have yielded all that they do, with this. */
      readonly seen: readonly number[];
    };

/** How long what came is left to gather. Senders wait for the answer: uploads that come together are looked at together. */
const LOOK_MS = 50;
/** Looking takes at most half of the thread's time, unless so much came that waiting would lose something … */
const REST_FACTOR = 1;
const LOOK_AT_ONCE = 25_000;
/** … or so many senders wait for their answer that others are held up. */
const MOST_UNSEEN = 8;
const MOST_HOSTS_TOLD = 100;
const MOST_REASONS = 10;
const SEEN_STEP_MS = 60_000;

/** Reads uploads one after the other, and looks for sessions and attacks in what hosts sent lately. */
class IngestThread {
  readonly #port: MessagePort;
  readonly #recent = new RecentEvents();
  #queue: Promise<void> = Promise.resolve();
  #fresh = 0;
  #unseen: number[] = [];
  #collected: ToldSession[] = [];
  #timer: NodeJS.Timeout | undefined;
  #lookMs = 0;
  #toldSessions: ReadonlyMap<string, string> = new Map();
  #toldDetections: ReadonlyMap<string, string> = new Map();

  constructor(port: MessagePort) {
    this.#port = port;
    port.on("message", (request: IngestRequest) => {
      this.#queue = this.#queue.then(async () => this.#serve(request));
    });
  }

  async #serve(request: IngestRequest): Promise<void> {
    const { id } = request;
    try {
      if ("settle" in request) {
        this.#look();
        this.#answer({ id, settled: true });
        return;
      }
      this.#answer({ id, report: await this.#read(request) });
      this.#unseen.push(id);
    } catch (error) {
      this.#answer({ id, failure: error instanceof Error ? error.message : String(error) });
    }
    this.#arm();
  }

  async #read({ path, format, utcOffsetMinutes }: Extract<IngestRequest, { path: string }>): Promise<UploadReport> {
    const story = new HostStory();
    const upload = new Upload();
    const hosts = new Set<string>();
    const passedOver: string[] = [];
    const counts = { records: 0, events: 0, repeated: 0, damaged: 0 };
    const keep = (events: readonly HostEvent[]): void => {
      for (const event of events) {
        if (hosts.size < MOST_HOSTS_TOLD) hosts.add(event.host);
        if (this.#recent.add(upload, event)) counts.events += 1;
        else counts.repeated += 1;
      }
      this.#fresh += events.length;
      if (this.#fresh > LOOK_AT_ONCE) this.#look();
    };
    const batches = readEvents({
      paths: [path],
      order: "time",
      signal: new AbortController().signal,
      ...(format === undefined ? {} : { format }),
      ...(utcOffsetMinutes === undefined ? {} : { utcOffsetMinutes }),
      onDamage: () => (counts.damaged += 1),
      onPassedOver: ({ why, detail }) => {
        if (passedOver.length < MOST_REASONS) passedOver.push(detail === undefined ? why : `${why}: ${detail}`);
      },
    });
    for await (const records of batches) {
      for (const record of records) {
        counts.records += 1;
        keep(story.add(record));
      }
    }
    keep(story.finish());
    // A list of who was on is newer than what the logs beside it tell: it is told after them.
    const collected = await collectedSessions(path);
    this.#collected.push(...collected);
    for (const { host } of collected) hosts.add(host);
    this.#recent.cover(story.channels());
    return { ...counts, hosts: [...hosts], passedOver };
  }

  #arm(): void {
    if (this.#unseen.length === 0) return;
    if (this.#unseen.length >= MOST_UNSEEN) {
      this.#look();
      return;
    }
    this.#timer ??= setTimeout(() => this.#look(), Math.max(LOOK_MS, this.#lookMs * REST_FACTOR));
  }

  #look(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const seen = this.#unseen;
    this.#unseen = [];
    const collected = this.#collected;
    this.#collected = [];
    if (this.#fresh === 0) {
      if (seen.length > 0) this.#answer({ sessions: collected, detections: [], faults: [], seen });
      return;
    }
    this.#fresh = 0;
    const begunMs = performance.now();
    const { sessions, detections, faults, lastMs } = this.#recent.analyse();
    const told = sessions.filter(isTold).map((session) => toldSession(session, lastMs.get(session.host) ?? 0));
    const signed = new Map(told.map((session) => [session.key, signature(session)]));
    const grave = detections.filter(({ severity }) => severity !== "info");
    const found = new Map(grave.map(toldDetection).map((each) => [each.key, each]));
    const news = [...found.values()].filter((each) => this.#toldDetections.get(each.key) !== signOf(each));
    this.#answer({
      sessions: [
        ...told.filter((session) => this.#toldSessions.get(session.key) !== signed.get(session.key)),
        ...collected,
      ],
      detections: news,
      faults: faults.filter((each) => each.faults.length > 0),
      seen,
    });
    this.#toldSessions = signed;
    this.#toldDetections = new Map([...found].map(([key, each]) => [key, signOf(each)]));
    this.#lookMs = performance.now() - begunMs;
  }

  #answer(answer: IngestAnswer): void {
    this.#port.postMessage(answer, []);
  }
}

/** Said again when it is another one, and each minute as long as it lasts: how old the knowledge is, is part of it. */
function signature({ state, startMs, endMs, user, address, seenMs }: ToldSession): string {
  const seen = state === "ended" || state === "unknown" ? 0 : Math.floor(seenMs / SEEN_STEP_MS);
  return `${state} ${startMs} ${endMs} ${user} ${address} ${seen}`;
}

function isJob(value: unknown): value is IngestJob {
  return typeof value === "object" && value !== null && "rdpulse" in value && value.rdpulse === "ingest";
}

if (!isMainThread && parentPort !== null && isJob(workerData)) {
  const thread = new IngestThread(parentPort);
  void thread;
}
