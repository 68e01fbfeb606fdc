import type { CheckRow, FactChange, HostState, TargetId } from "../../core/fleet/index.ts";
import type { ChangeStream, KeptTranscript, Lease, ResultBatch, ResultStore } from "../store/index.ts";
import { StoreFailure } from "../store/index.ts";

/** One finished check, ready to be written. */
export interface Finished {
  readonly row: CheckRow;
  readonly state: HostState;
  readonly facts: readonly FactChange[];
  readonly transcript: KeptTranscript | null;
  readonly groups: readonly string[];
}

/** Rows wait at most this long: what a kill at the worst moment costs. */
const FLUSH_MS = 250;
const BATCH_ROWS = 2000;
/** While the store is away, this many results are kept: 50 minutes of 10,000 hosts a minute. */
const KEPT_ROWS = 500_000;
/** Transcripts are large; of a long outage only so many are kept. */
const KEPT_TRANSCRIPTS = 2000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

/** A batch with more hosts whose facts changed is told as "all of them". */
const MOST_TOLD = 200;

interface BufferedStore {
  readonly results: Pick<ResultStore, "record">;
  readonly changes: Pick<ChangeStream, "append">;
}

/** Results on their way to the store. They are tried again while the store is away, in order, and written once. */
export class ResultBuffer {
  readonly #store: BufferedStore;
  readonly #leases: () => readonly Lease[];
  readonly #onTrouble: (failure: StoreFailure | null) => void;
  #waiting: Finished[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #pauseMs = 0;
  #isClosed = false;
  /** Results that were given up because the store was away for too long. */
  dropped = 0;
  written = 0;

  constructor(store: BufferedStore, leases: () => readonly Lease[], onTrouble: (failure: StoreFailure | null) => void) {
    this.#store = store;
    this.#leases = leases;
    this.#onTrouble = onTrouble;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  add(finished: Finished): void {
    this.#waiting.push(finished);
    if (this.#waiting.length > KEPT_ROWS) {
      this.#waiting.shift();
      this.dropped += 1;
    }
    if (this.#waiting.length >= BATCH_ROWS && this.#pauseMs === 0) void this.flush();
    else this.#arm();
  }

  /** Resolves when all that was added before was written, or could not be. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
      if (this.#waiting.length > 0) this.#arm();
    });
    return this.#writing;
  }

  /** The last attempt: what cannot be written now is lost with the process. */
  async close(): Promise<number> {
    this.#isClosed = true;
    await this.#writing;
    await this.flush();
    clearTimeout(this.#timer);
    return this.#waiting.length;
  }

  #arm(): void {
    if (this.#timer !== undefined || this.#writing !== undefined || this.#isClosed) return;
    this.#timer = setTimeout(() => void this.flush(), Math.max(FLUSH_MS, this.#pauseMs));
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const leases = this.#leases();
      if (leases.length === 0) {
        // Without a lease nothing says that these hosts are ours; they wait until there is one again.
        this.#pauseMs = FIRST_PAUSE_MS;
        return;
      }
      const count = Math.min(this.#waiting.length, BATCH_ROWS);
      const batch = batchOf(this.#waiting.slice(0, count));
      try {
        await this.#store.results.record(batch, leases);
      } catch (error) {
        this.#setBack(error);
        return;
      }
      this.#waiting.splice(0, count);
      this.written += count;
      // The results are safe, and the next ones wait for nobody; a page that misses this finds the facts when it is opened.
      void this.#store.changes.append(factLines(batch)).catch(() => undefined);
      if (this.#pauseMs > 0) this.#onTrouble(null);
      this.#pauseMs = 0;
    }
  }

  #setBack(error: unknown): void {
    const failure = error instanceof StoreFailure ? error : new StoreFailure("bug", String(error), error);
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, this.#pauseMs * 2));
    // A batch that breaks a rule of the schema would break it for ever; everything else passes.
    if (failure.trouble === "bug" || failure.trouble === "conflict") {
      this.dropped += this.#waiting.splice(0, BATCH_ROWS).length;
    }
    this.#onTrouble(failure);
  }
}

/** Lines of the stream of changes for hosts of which something else is known than before. */
function factLines({ facts }: ResultBatch): Parameters<ChangeStream["append"]>[0] {
  const byTarget = Map.groupBy(facts, ({ target }) => target);
  const hosts = [...byTarget].flatMap(([target, [first, ...more]]) =>
    first === undefined
      ? []
      : [
          {
            tenant: first.tenant,
            atMs: first.atMs,
            kind: "facts",
            id: String(target),
            detail: { facts: [first, ...more].map(({ fact }) => fact) },
          },
        ],
  );
  if (hosts.length <= MOST_TOLD) return hosts;
  const byTenant = Map.groupBy(hosts, ({ tenant }) => tenant);
  return [...byTenant].map(([tenant, [first]]) => ({
    tenant,
    atMs: first?.atMs ?? 0,
    kind: "facts",
    id: "*",
    detail: null,
  }));
}

function batchOf(finished: readonly Finished[]): ResultBatch {
  const states = new Map<string, HostState>();
  const groups = new Map<TargetId, readonly string[]>();
  for (const { state, row, groups: of } of finished) {
    states.set(`${state.target}/${state.vantage}`, state);
    groups.set(row.target, of);
  }
  return {
    rows: finished.map(({ row }) => row),
    states: [...states.values()],
    facts: finished.flatMap(({ facts }) => facts),
    transcripts: finished
      .flatMap(({ transcript }) => (transcript === null ? [] : [transcript]))
      .slice(-KEPT_TRANSCRIPTS),
    groups,
  };
}
