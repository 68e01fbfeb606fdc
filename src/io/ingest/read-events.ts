import {
  EVTX_CHUNK_BYTES,
  EvtxMemory,
  type EventRecord,
  type EventTime,
  type LocalZone,
} from "../../core/eventlog/index.ts";
import { Spool } from "./archive.ts";
import type { TimedLine } from "./block-protocol.ts";
import type { Renderer } from "./block-server.ts";
import { LazyWorkers, type WorkerPlan } from "./block-workers.ts";
import { breathing } from "./breath.ts";
import { type CollectedLogs, collectLogs, type LogFile, type PipedLog } from "./collect-logs.ts";
import { findDuplicates } from "./duplicates.ts";
import type { EventSource } from "./event-source.ts";
import { type EvtxFile, EvtxSource, plainOffsets } from "./evtx-source.ts";
import { FilePool } from "./file-pool.ts";
import { reasonOf } from "./find-files.ts";
import { FollowedFile } from "./follow.ts";
import { followOn } from "./follow-on.ts";
import type { EventBatches, IngestOptions, PassedOver } from "./ingest.ts";
import { zoneFor } from "./local-zone.ts";
import { type MergeInput, mergeByTime } from "./merge.ts";
import { originsOf } from "./origins.ts";
import { WorkerSource } from "./worker-source.ts";
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

export interface LineOptions extends IngestOptions {
  /** Workers must be given the same one. */
  readonly renderer: Renderer;
  readonly workers?: WorkerPlan;
}

/**
 * As `readEvents`, with a line of output in place of each record. Large .evtx files are read, filtered and rendered by
 * workers, which are started only for such a file; if they fail, everything is done here.
 */
export async function* readLines(options: LineOptions): AsyncGenerator<readonly TimedLine[]> {
  const run = new Run(options);
  try {
    yield* run.lines(options.renderer, options.workers);
  } finally {
    await run.close();
  }
}

/** A log of a run, and its file where that is an .evtx file. */
interface LogInput extends MergeInput<EventRecord> {
  readonly evtx: EvtxFile | undefined;
}

/** So many logs are opened at once without asking when they begin. */
const OPENED_AT_ONCE = 64;

/** One call of readEvents: what all its logs share. */
class Run {
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

  batches(): EventBatches {
    return this.#all(
      (input) => input,
      (records) => records,
    );
  }

  /** As `batches`, with a line in place of each record; large logs are read by workers where there are any. */
  async *lines(renderer: Renderer, plan: WorkerPlan | undefined): AsyncGenerator<readonly TimedLine[]> {
    const workers = plan === undefined ? undefined : new LazyWorkers(plan);
    const rendered = (records: readonly EventRecord[]): readonly TimedLine[] =>
      records.flatMap((record) => {
        const line = renderer.render(record);
        const { timeMs, timeTicks } = record;
        return line === undefined ? [] : [{ timeMs, timeTicks, line, records: 1 }];
      });
    try {
      yield* this.#all(
        (input) => ({ firstMs: input.firstMs, open: () => this.#lineSource(input, renderer, rendered, workers) }),
        rendered,
      );
    } finally {
      await workers?.close();
    }
  }

  #lineSource(
    input: LogInput,
    renderer: Renderer,
    rendered: (records: readonly EventRecord[]) => readonly TimedLine[],
    workers: LazyWorkers | undefined,
  ): EventSource<TimedLine> {
    const offsets =
      input.evtx === undefined || workers === undefined || input.evtx.bytes < workers.fromBytes
        ? undefined
        : plainOffsets(input.evtx);
    if (input.evtx !== undefined && workers !== undefined && offsets !== undefined) {
      const isAlone = this.#options.order === "file" || this.#files === 1;
      return this.#counted(new WorkerSource({ ...input.evtx, offsets, renderer, isAlone }, workers.get()));
    }
    const source = input.open();
    return {
      origin: source.origin,
      next: async () => {
        const records = await source.next();
        return records === undefined ? undefined : rendered(records);
      },
    };
  }

  async *#all<Item extends EventTime>(
    inputFor: (input: LogInput) => MergeInput<Item>,
    itemsOf: (records: readonly EventRecord[]) => readonly Item[],
  ): AsyncGenerator<readonly Item[]> {
    const inputs = await this.#inputs(this.#options.paths);
    this.#tell();
    yield* this.#passing(this.#inOrder(inputs.map(inputFor)));
    const { follow, signal, paths } = this.#options;
    if (follow !== true || signal.aborted) return;
    const more = async (): Promise<readonly LogInput[]> => this.#inputs(paths.filter((path) => path !== "-"));
    for await (const records of followOn(this.#followed, more, signal)) yield* this.#passing([itemsOf(records)]);
  }

  async *#passing<Item>(
    batches: AsyncIterable<readonly Item[]> | Iterable<readonly Item[]>,
  ): AsyncGenerator<readonly Item[]> {
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
  async #inputs(paths: readonly string[]): Promise<readonly LogInput[]> {
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
      onWaiting: this.#options.onWaiting,
      takesPipes: true,
    });
    const files = await this.#distinct(collected, isFirst);
    const pipes = collected.pipes.filter(({ content }) => content.kind === "text");
    const origins = originsOf([...files, ...pipes].map(({ shownAs }) => shownAs));
    this.#files += origins.length;
    const inputs: LogInput[] = [];
    const isAsked = files.length > OPENED_AT_ONCE && this.#options.order === "time";
    for (const [index, file] of files.entries()) {
      const origin = origins[index] ?? file.shownAs;
      this.#bytes += file.bytes;
      const open = (): EventSource => this.#counted(this.#sourceOf(file, origin));
      const firstMs = isAsked ? await this.#firstMs(file, origin) : undefined;
      inputs.push({ firstMs, open, evtx: file.content.kind === "evtx" ? this.#evtxFile(file, origin) : undefined });
      await this.#breathe();
    }
    for (const [index, pipe] of pipes.entries()) {
      const origin = origins[files.length + index] ?? pipe.shownAs;
      inputs.push({ firstMs: undefined, open: () => this.#counted(this.#pipeSource(pipe, origin)), evtx: undefined });
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

  async *#inOrder<Item extends EventTime>(inputs: readonly MergeInput<Item>[]): AsyncGenerator<readonly Item[]> {
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

  #evtxFile(file: LogFile, origin: string): EvtxFile {
    const { filter, order } = this.#options;
    return {
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
    };
  }

  #sourceOf(file: LogFile, origin: string): EventSource {
    const { follow } = this.#options;
    const log = this.#textLog(file.content, file.shownAs, origin, file.modifiedMs);
    if (log === undefined) return new EvtxSource(this.#evtxFile(file, origin));
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
  #counted<Item extends EventTime>(source: EventSource<Item>): EventSource<Item> {
    let isDone = false;
    const next = async (): Promise<readonly Item[] | undefined> => {
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
