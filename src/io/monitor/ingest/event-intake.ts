import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Worker } from "node:worker_threads";
import type { TenantId } from "../../../core/fleet/index.ts";
import { StoreFailure, type Store, type StoredSession } from "../../store/index.ts";
import type { Clock } from "../watch-settings.ts";
import { FaultShelf } from "./fault-shelf.ts";
import { HostTargets } from "./host-targets.ts";
import { SessionKeys } from "./session-keys.ts";
import { INGEST_WORKER_ENTRY, type IngestAnswer, type IngestRequest, type UploadReport } from "./ingest-worker.ts";
import type { ToldDetection } from "./told-detection.ts";
import type { HostFaults } from "./told-fault-of.ts";
import type { ToldSession } from "./told-session.ts";

export interface EventIntakeOptions {
  readonly store: Pick<Store, "changes" | "resources" | "results" | "sessions" | "targets">;
  readonly tenant: TenantId;
  readonly clock: Clock;
  /** Told of a store that cannot be written; null when it can again. */
  readonly onTrouble: (failure: StoreFailure | null) => void;
}

/** How an upload is to be read, where its content does not tell. */
export interface UploadOptions {
  readonly format?: string;
  readonly utcOffsetMinutes?: number;
}

/** So many uploads are read already: the sender has to come back. */
export class IntakeBusy extends Error {
  override readonly name = "IntakeBusy";
}

interface Waiting<Value> {
  readonly resolve: (value: Value) => void;
  readonly reject: (error: Error) => void;
}

const MOST_UPLOADS = 8;
/** Uploads that were read, and of which it is not sure yet that the store has what they yield. */
const MOST_UNSTORED = 256;
const RETRY_MS = 5000;
const MOST_UNWRITTEN = 200_000;
const MOST_UNTOLD = 1000;
const SESSIONS_AT_ONCE = 1000;
const LIMITS = { maxYoungGenerationSizeMb: 32, maxOldGenerationSizeMb: 512 };

/**
 * Takes logs of hosts: puts them on disk, has them read by a thread of their own, writes the sessions and faults that it finds
 * into the store and the attacks into the stream of changes. While the store is away both wait here.
 */
export class EventIntake {
  readonly #options: EventIntakeOptions;
  readonly #targets: HostTargets;
  readonly #keys: SessionKeys;
  readonly #shelf: FaultShelf;
  readonly #waiting = new Map<number, Waiting<IngestAnswer>>();
  readonly #unstored = new Map<number, Waiting<void>>();
  readonly #unwritten = new Map<string, ToldSession>();
  #untold: readonly ToldDetection[] = [];
  readonly #unshelved = new Map<string, HostFaults["faults"]>();
  #worker: Worker | undefined;
  #nextId = 1;
  #uploads = 0;
  #writing: Promise<void> = Promise.resolve();
  #retry: NodeJS.Timeout | undefined;
  #isTroubled = false;

  constructor(options: EventIntakeOptions) {
    this.#options = options;
    this.#targets = new HostTargets(options.store, options.tenant);
    this.#shelf = new FaultShelf(options.store.resources, options.tenant);
    this.#keys = new SessionKeys(options.store.sessions, options.tenant);
  }

  /**
   * Resolves when the store has what the upload yields: who is told of that may forget it. Rejects with IntakeBusy, with
   * StoreFailure where the store does not take it now, with what the stream fails with, or with what a thread that died said.
   */
  async take(source: Readable, options: UploadOptions = {}): Promise<UploadReport> {
    if (this.#unstored.size >= MOST_UNSTORED) throw new IntakeBusy(`${MOST_UNSTORED} uploads wait for the store`);
    const id = this.#nextId++;
    const stored = new Promise<void>((resolve, reject) => {
      this.#unstored.set(id, { resolve, reject });
    });
    // It is waited for after the reading; until then nobody hears it.
    stored.catch(() => undefined);
    try {
      const report = await this.#read(id, source, options);
      await stored;
      return report;
    } finally {
      this.#unstored.delete(id);
    }
  }

  /** For a sender that waits for no answer: resolves when the upload was read. Rejects like `take`, but for the store. */
  async read(source: Readable, options: UploadOptions = {}): Promise<UploadReport> {
    return this.#read(this.#nextId++, source, options);
  }

  async #read(id: number, source: Readable, options: UploadOptions): Promise<UploadReport> {
    if (this.#uploads >= MOST_UPLOADS) throw new IntakeBusy(`${MOST_UPLOADS} uploads are being read`);
    this.#uploads += 1;
    const folder = await mkdtemp(join(tmpdir(), "rdpulse-upload-")).catch((error: unknown) => {
      this.#uploads -= 1;
      throw error;
    });
    try {
      // The name is what evidence cites, with the number of the record.
      const received = new Date(this.#options.clock.nowMs()).toISOString().replaceAll(/[-:]|\.\d+/g, "");
      const path = join(folder, `log-${received}-${id}`);
      await pipeline(source, createWriteStream(path, { mode: 0o600 }));
      const answer = await this.#ask({ id, path, ...options });
      if ("report" in answer) return answer.report;
      throw new Error("failure" in answer ? answer.failure : "an answer to another question");
    } finally {
      this.#uploads -= 1;
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Resolves when what was taken so far is in the store, or the store refused it. */
  async settle(): Promise<void> {
    if (this.#worker === undefined) return;
    await this.#ask({ id: this.#nextId++, settle: true });
    await this.#writing;
  }

  async close(): Promise<void> {
    await this.settle().catch(() => undefined);
    clearTimeout(this.#retry);
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  async #ask(request: IngestRequest): Promise<IngestAnswer> {
    const worker = (this.#worker ??= this.#start());
    return new Promise<IngestAnswer>((resolve, reject) => {
      this.#waiting.set(request.id, { resolve, reject });
      worker.postMessage(request, []);
    });
  }

  #start(): Worker {
    const worker = new Worker(INGEST_WORKER_ENTRY, { workerData: { rdpulse: "ingest" }, resourceLimits: LIMITS });
    worker.unref();
    worker.on("message", (answer: IngestAnswer) => this.#hear(answer));
    const fall = (why: string): void => {
      if (this.#worker === worker) this.#worker = undefined;
      for (const { reject } of [...this.#waiting.values(), ...this.#unstored.values()]) reject(new Error(why));
      this.#waiting.clear();
      this.#unstored.clear();
    };
    worker.on("error", (error) => fall(String(error)));
    worker.on("exit", () => fall("the thread that reads uploads ended"));
    return worker;
  }

  #hear(answer: IngestAnswer): void {
    if ("id" in answer) {
      this.#waiting.get(answer.id)?.resolve(answer);
      this.#waiting.delete(answer.id);
      return;
    }
    for (const session of answer.sessions) {
      this.#unwritten.delete(session.key);
      this.#unwritten.set(session.key, session);
    }
    for (const oldest of this.#unwritten.keys()) {
      if (this.#unwritten.size <= MOST_UNWRITTEN) break;
      this.#unwritten.delete(oldest);
    }
    for (const { host, faults } of answer.faults) this.#unshelved.set(host, faults);
    this.#untold = [...this.#untold, ...answer.detections].slice(-MOST_UNTOLD);
    this.#write(answer.seen);
  }

  /** `uploads`: those that have yielded all by now. */
  #write(uploads: readonly number[] = []): void {
    clearTimeout(this.#retry);
    this.#writing = this.#writeAfter(this.#writing, uploads);
  }

  async #writeAfter(before: Promise<void>, uploads: readonly number[]): Promise<void> {
    await before;
    const failure = await this.#writeAll();
    for (const id of uploads) {
      const waiting = this.#unstored.get(id);
      if (failure === null) waiting?.resolve();
      else waiting?.reject(failure);
    }
  }

  /** Why not all could be written; null when it was. */
  async #writeAll(): Promise<StoreFailure | null> {
    const { clock, onTrouble } = this.#options;
    try {
      await this.#targets.refresh(clock.nowMs());
      await this.#writeSessions();
      await this.#shelveFaults();
      await this.#tellDetections();
      if (this.#isTroubled) onTrouble(null);
      this.#isTroubled = false;
      return null;
    } catch (error) {
      const failure = error instanceof StoreFailure ? error : new StoreFailure("bug", String(error), error);
      this.#isTroubled = true;
      onTrouble(failure);
      this.#retry = setTimeout(() => this.#write(), RETRY_MS);
      this.#retry.unref();
      return failure;
    }
  }

  async #writeSessions(): Promise<void> {
    const { store, tenant, clock } = this.#options;
    if (this.#unwritten.size === 0) return;
    while (this.#unwritten.size > 0) {
      const some = [...this.#unwritten.values()].slice(0, SESSIONS_AT_ONCE);
      const rows: StoredSession[] = [];
      for (const session of some) {
        const target = this.#targets.targetOf(session.host);
        rows.push({ ...(await this.#keys.settled(session)), tenant, target });
      }
      await store.sessions.put(rows);
      // What was told anew in the meantime stays for the next round.
      for (const session of some) {
        if (this.#unwritten.get(session.key) === session) this.#unwritten.delete(session.key);
      }
    }
    await store.changes.append([{ tenant, atMs: clock.nowMs(), kind: "session", id: "*", detail: null }]);
  }

  /** A host that is nobody's target has no incident: its attacks are in the stream of changes. */
  async #shelveFaults(): Promise<void> {
    for (const [host, faults] of this.#unshelved) {
      const target = this.#targets.targetOf(host);
      if (target !== null) await this.#shelf.keep(target, faults, this.#options.clock.nowMs());
      if (this.#unshelved.get(host) === faults) this.#unshelved.delete(host);
    }
  }

  async #tellDetections(): Promise<void> {
    const { store, tenant, clock } = this.#options;
    const told = this.#untold;
    if (told.length === 0) return;
    const atMs = clock.nowMs();
    await store.changes.append(
      told.map(({ detail }) => ({
        tenant,
        atMs,
        kind: "detection",
        id: detail.id,
        detail: { ...detail, targets: this.#targetsOf(detail.hosts) },
      })),
    );
    this.#untold = this.#untold.filter((each) => !told.includes(each));
  }

  #targetsOf(hosts: readonly string[]): readonly number[] {
    return hosts.flatMap((host) => this.#targets.targetOf(host) ?? []);
  }
}
