import { EVTX_CHUNK_BYTES, EvtxMemory, type EventRecord, type LocalZone } from "../../core/eventlog/index.ts";
import { Spool } from "./archive.ts";
import { breathing } from "./breath.ts";
import { type CollectedLogs, collectLogs, type LogFile, type PipedLog } from "./collect-logs.ts";
import { findDuplicates } from "./duplicates.ts";
import type { EventSource } from "./event-source.ts";
import { EvtxSource } from "./evtx-source.ts";
import { FilePool } from "./file-pool.ts";
import { reasonOf } from "./find-files.ts";
import { FollowedFile } from "./follow.ts";
import { followOn } from "./follow-on.ts";
import type { EventBatches, IngestOptions, PassedOver } from "./ingest.ts";
import { zoneFor } from "./local-zone.ts";
import { type MergeInput, mergeByTime } from "./merge.ts";
import { originsOf } from "./origins.ts";
import { type TextLog, TextFileSource, TextStreamSource } from "./text-source.ts";

/**
 * Every record of files, folders, archives and pipes, in batches. What cannot be read is told by the callbacks and never
 * thrown; the iteration ends early when the signal is aborted.
 */
export async function* readEvents(options: IngestOptions): EventBatches {
  const run = new Run(options);
  try {
    yield* run.batches();
  } finally {
    await run.close();
  }
}

/** So many logs are opened at once without asking when they begin. */
const OPENED_AT_ONCE = 64;

/** One call of readEvents: what all its logs share. */
export class Run {
  readonly #options: IngestOptions;
  readonly #pool = new FilePool();
  readonly #spool: Spool;
  readonly #buffer = new Uint8Array(EVTX_CHUNK_BYTES);
  readonly #memory = new EvtxMemory();
  readonly #breathe = breathing();
  readonly #followed: FollowedFile[] = [];
  readonly #identities = new Set<string>();
  #files = 0;
  #filesDone = 0;
  #bytes = 0;
  #bytesDone = 0;
  #records = 0;

  constructor(options: IngestOptions) {
    this.#options = options;
    this.#spool = new Spool(options.signal);
  }

  async close(): Promise<void> {
    for (const file of this.#followed) file.close();
    this.#pool.close();
    await this.#spool.close();
  }

  async *batches(): EventBatches {
    const inputs = await this.#inputs(this.#options.paths);
    this.#tell();
    yield* this.#passing(this.#inOrder(inputs));
    const { follow, signal, paths } = this.#options;
    if (follow !== true || signal.aborted) return;
    const more = async (): Promise<readonly MergeInput[]> => this.#inputs(paths.filter((path) => path !== "-"));
    yield* this.#passing(followOn(this.#followed, more, signal));
  }

  async *#passing(batches: EventBatches): EventBatches {
    const { signal } = this.#options;
    for await (const batch of batches) {
      if (signal.aborted) return;
      this.#records += batch.length;
      this.#tell();
      if (batch.length > 0) yield batch;
      await this.#breathe();
    }
  }

  #tell(): void {
    this.#options.onProgress?.({
      files: this.#files,
      filesDone: this.#filesDone,
      bytes: this.#bytes,
      bytesDone: this.#bytesDone,
      records: this.#records,
    });
  }

  #passOver(file: PassedOver): void {
    this.#options.onPassedOver?.(file);
  }

  /** Everything that holds events below these paths and was not read before. */
  async #inputs(paths: readonly string[]): Promise<readonly MergeInput[]> {
    const { stdin, format, signal } = this.#options;
    const isFirst = this.#identities.size === 0;
    const collected = await collectLogs({
      paths,
      stdin,
      format,
      signal,
      pool: this.#pool,
      spool: this.#spool,
      onPassedOver: (file) => isFirst && this.#passOver(file),
    });
    const files = await this.#distinct(collected, isFirst);
    const origins = originsOf([...files, ...collected.pipes].map(({ shownAs }) => shownAs));
    this.#files += origins.length;
    const inputs: MergeInput[] = [];
    const isAsked = files.length > OPENED_AT_ONCE && this.#options.order === "time";
    for (const [index, file] of files.entries()) {
      const origin = origins[index] ?? file.shownAs;
      this.#bytes += file.bytes;
      const open = (): EventSource => this.#counted(this.#sourceOf(file, origin));
      inputs.push({ firstMs: isAsked ? await this.#firstMs(file, origin) : undefined, open });
      await this.#breathe();
    }
    for (const [index, pipe] of collected.pipes.entries()) {
      const origin = origins[files.length + index] ?? pipe.shownAs;
      inputs.push({ firstMs: undefined, open: () => this.#counted(this.#pipeSource(pipe, origin)) });
    }
    return inputs;
  }

  /** Logs only, each content once. */
  async #distinct({ files, pipes }: CollectedLogs, isFirst: boolean): Promise<readonly LogFile[]> {
    const logs: LogFile[] = [];
    const followed = new Set(this.#followed.map(({ path }) => path));
    for (const file of files) {
      if (followed.has(file.path)) continue;
      if (this.#identities.has(file.identity)) {
        if (isFirst) this.#passOver({ path: file.shownAs, why: "duplicate" });
        continue;
      }
      this.#identities.add(file.identity);
      const kind = file.content.kind;
      if (kind === "evtx" || kind === "text") logs.push(file);
      else this.#passOver({ path: file.shownAs, why: kind === "empty" ? "empty" : "not-a-log" });
    }
    for (const { shownAs, content } of pipes) {
      if (content.kind !== "text")
        this.#passOver({ path: shownAs, why: content.kind === "empty" ? "empty" : "not-a-log" });
    }
    const duplicates = await findDuplicates(logs, this.#pool, this.#breathe);
    const shownAs = new Map(logs.map((log) => [log.path, log.shownAs]));
    return logs.filter(({ path, shownAs: name }) => {
      const earlier = duplicates.get(path);
      if (earlier === undefined) return true;
      this.#passOver({ path: name, why: "duplicate", detail: shownAs.get(earlier) ?? earlier });
      return false;
    });
  }

  async *#inOrder(inputs: readonly MergeInput[]): EventBatches {
    const [only] = inputs;
    if (this.#options.order === "time" && inputs.length > 1) {
      yield* mergeByTime(inputs);
      return;
    }
    // A single log needs no merge, and a pipe is not waited for until a batch is full.
    if (only === undefined) return;
    for (const input of inputs) {
      const source = input.open();
      for (let batch = await source.next(); batch !== undefined; batch = await source.next()) yield batch;
    }
  }

  #textLog(content: LogFile["content"], shownAs: string, origin: string, notAfterMs: number): TextLog | undefined {
    if (content.kind !== "text") return undefined;
    return {
      origin,
      fileName: shownAs.slice(shownAs.lastIndexOf("/") + 1),
      format: content.format,
      encoding: content.encoding,
      zone: this.#zoneOf(origin),
      notAfterMs,
      filter: this.#options.filter,
      onDamage: (damage) => this.#options.onDamage?.(damage),
      onBytes: (bytes) => (this.#bytesDone += bytes),
      onForeign: (count) => this.#passOver({ path: origin, why: "foreign", detail: String(count) }),
    };
  }

  /** Tells once for a log that its times had to be read in the zone of this machine. */
  #zoneOf(origin: string): LocalZone {
    const zone = zoneFor(this.#options.utcOffsetMinutes);
    if (this.#options.utcOffsetMinutes !== undefined) return zone;
    let isTold = false;
    return (wallClockMs) => {
      if (!isTold) this.#options.onZoneAssumed?.(origin);
      isTold = true;
      return zone(wallClockMs);
    };
  }

  #sourceOf(file: LogFile, origin: string): EventSource {
    const { filter, order, follow } = this.#options;
    const log = this.#textLog(file.content, file.shownAs, origin, file.modifiedMs);
    if (log === undefined) {
      return new EvtxSource({
        path: file.path,
        origin,
        bytes: file.bytes,
        order,
        filter,
        pool: this.#pool,
        buffer: this.#buffer,
        memory: this.#memory,
        onDamage: (damage) => this.#options.onDamage?.(damage),
        onBytes: (bytes) => (this.#bytesDone += bytes),
      });
    }
    if (follow !== true || !file.isOriginal) return new TextFileSource(file.path, this.#pool, log);
    this.#pool.release(file.path);
    const followed = new FollowedFile(file.path, log, (identity) => this.#identities.add(identity));
    this.#followed.push(followed);
    return followed;
  }

  #pipeSource(pipe: PipedLog, origin: string): EventSource {
    const log = this.#textLog(pipe.content, pipe.shownAs, origin, Date.now());
    return log === undefined
      ? { origin, next: async () => undefined }
      : new TextStreamSource(pipe.head, pipe.pieces, log);
  }

  /** A log that turns out unreadable in its middle ends there, and is told. */
  #counted(source: EventSource): EventSource {
    let isDone = false;
    const next = async (): Promise<readonly EventRecord[] | undefined> => {
      try {
        const batch = this.#options.signal.aborted ? undefined : await source.next();
        if (batch !== undefined) return batch;
      } catch (error) {
        this.#passOver({ path: source.origin, why: "unreadable", detail: reasonOf(error) });
      }
      if (!isDone) this.#filesDone++;
      isDone = true;
      return undefined;
    };
    return { origin: source.origin, next };
  }

  /** When a log begins, to open it only when its turn comes. What is damaged there is told when it is read. */
  async #firstMs(file: LogFile, origin: string): Promise<number | undefined> {
    const quiet = new Run({ paths: [], order: this.#options.order, signal: this.#options.signal });
    try {
      const source = quiet.#sourceOf(file, origin);
      const batch = await source.next();
      return batch?.[0]?.timeMs;
    } catch {
      return undefined;
    } finally {
      await quiet.close();
    }
  }
}
