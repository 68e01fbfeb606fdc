import {
  checkSeries,
  FAMILIES_OF_CHECKS,
  type MetricsSnapshot,
  seriesOf,
  type WriteSeries,
} from "../../core/exposition/index.ts";
import type { Target, TenantId } from "../../core/fleet/index.ts";
import type { Store } from "../store/index.ts";
import { type CursorPosition, ExportCursor, type ExportWindow } from "./export-cursor.ts";
import { Receiver, type ReceiverOptions } from "./receiver.ts";

export interface RemoteWriterOptions extends Omit<ReceiverOptions, "nowMs"> {
  readonly store: Pick<Store, "resources" | "results" | "targets" | "leases">;
  readonly tenant: TenantId;
  readonly clock: { nowMs(): number };
  /** Which process this is: one of those on a store sends. */
  readonly owner: string;
  /** What is told as it is now, beside the checks. */
  readonly snapshot: () => Promise<MetricsSnapshot>;
  /** false: results still wait for the store, and what is read now would be left out for ever. */
  readonly isSettled: () => boolean;
  /** How long rows are kept: what is older is not looked for. */
  readonly keptMs: number;
  /** Told when a receiver cannot be reached or refuses, once; null when it takes again. */
  readonly onTrouble?: (receiver: string, why: string | null) => void;
}

export interface RemoteWriteCounts {
  /** Samples that were taken. */
  readonly taken: number;
  /** Samples that the receiver will never take, such as those older than it allows. */
  readonly refused: number;
}

/** What a turn came to. `waitMs`: when to try again. */
interface Turn {
  readonly waitMs: number;
}

/** A check begins late, lasts, and is written: what is this old is in the store. */
const SETTLED_AFTER_MS = 60_000;
const LONGEST_WINDOW_MS = 5 * 60_000;
const SAMPLES_A_REQUEST = 5000;
const TARGETS_AT_ONCE = 64;
const ROWS_MOST = 10_000;
const LEASE_MS = 60_000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
const USUAL_EVERY_S = 15;

/**
 * Sends every check of the store to one receiver, in order, and after those what stands at the moment. How far it came is
 * kept in the store: a receiver that was away is told what it missed, as long as rows are kept; a kill repeats at most one
 * request, which the receiver knows already.
 */
export class RemoteWriter {
  readonly #options: RemoteWriterOptions;
  readonly #receiver: Receiver;
  readonly #cursor: ExportCursor;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #isStopping = false;
  #failures = 0;
  #taken = 0;
  #refused = 0;
  #trouble: string | null = null;

  constructor(options: RemoteWriterOptions) {
    this.#options = options;
    this.#receiver = new Receiver({ ...options, nowMs: () => options.clock.nowMs() });
    this.#cursor = new ExportCursor(options.store.resources, options.tenant, options.settings.name);
  }

  get counts(): RemoteWriteCounts {
    return { taken: this.#taken, refused: this.#refused };
  }

  get #everyMs(): number {
    return (this.#options.settings.everySeconds ?? USUAL_EVERY_S) * 1000;
  }

  start(): void {
    this.#arm(0);
  }

  /** Resolves when what was under way has ended. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** Sends all that is due. Never rejects; gives how long to wait. */
  async turn(): Promise<number> {
    const everyMs = this.#everyMs;
    try {
      if (!(await this.#isOurs())) return everyMs;
      const turn = await this.#checks();
      if (turn !== null) return turn.waitMs;
      await this.#moment();
      return everyMs;
    } catch (error) {
      // Only the store rejects: it is told elsewhere, and tried again here.
      this.#tell(error instanceof Error ? error.message : String(error));
      return everyMs;
    }
  }

  #arm(waitMs: number): void {
    if (this.#isStopping) return;
    this.#timer = setTimeout(() => {
      this.#running = this.turn().then((nextMs) => this.#arm(nextMs));
    }, waitMs);
    this.#timer.unref();
  }

  async #isOurs(): Promise<boolean> {
    const { store, owner, settings } = this.#options;
    const held = await store.leases.claim(owner, [`export/${settings.name}`], 1, LEASE_MS);
    return held.length > 0;
  }

  /** null: everything up to now was sent, or may not be looked at yet. */
  async #checks(): Promise<Turn | null> {
    const { clock, keptMs } = this.#options;
    let position = (await this.#cursor.read()) ?? (await this.#begin());
    while (position !== null && !this.#isStopping && (await this.#isOurs())) {
      const window = position.window ?? this.#next(position, clock.nowMs() - keptMs);
      if (window === null) return null;
      // Kept before it is sent: after a kill the same request is made again, and nothing else.
      if (position.window === null) {
        const began = { untilMs: position.untilMs, window };
        if (!(await this.#cursor.move(began, clock.nowMs()))) return null;
      }
      const sent = await this.#window(window);
      if (sent !== true) return sent;
      position = { untilMs: window.untilMs, window: null };
      if (!(await this.#cursor.move(position, clock.nowMs()))) return null;
    }
    return null;
  }

  async #begin(): Promise<CursorPosition | null> {
    const nowMs = this.#options.clock.nowMs();
    const position = { untilMs: nowMs - SETTLED_AFTER_MS, window: null };
    return (await this.#cursor.move(position, nowMs)) ? position : null;
  }

  #next({ untilMs }: CursorPosition, oldestMs: number): ExportWindow | null {
    const { clock, isSettled } = this.#options;
    const fromMs = Math.max(untilMs, oldestMs);
    const endMs = Math.min(fromMs + LONGEST_WINDOW_MS, clock.nowMs() - SETTLED_AFTER_MS);
    // Time goes on while this runs: windows of milliseconds would follow each other for ever.
    return endMs - fromMs >= this.#everyMs && isSettled() ? { fromMs, untilMs: endMs, after: 0 } : null;
  }

  /** true when all of it was taken or refused for good. */
  async #window(window: ExportWindow): Promise<true | Turn | null> {
    const { tenant, store, clock } = this.#options;
    const all = await store.targets.all();
    const targets = all.filter(({ id, tenant: whose }) => whose === tenant && id > window.after);
    let waiting: WriteSeries[] = [];
    let samples = 0;
    for (let at = 0; at < targets.length; at += TARGETS_AT_ONCE) {
      const some = targets.slice(at, at + TARGETS_AT_ONCE);
      const found = await Promise.all(some.map(async (target) => this.#seriesOf(target, window)));
      for (const series of found.flat()) {
        waiting.push(series);
        samples += series.samples.length;
      }
      const isLast = at + TARGETS_AT_ONCE >= targets.length;
      if (samples < SAMPLES_A_REQUEST && !isLast) continue;
      const turn = await this.#send(waiting, samples);
      if (turn !== null) return turn;
      waiting = [];
      samples = 0;
      const position = { untilMs: window.fromMs, window: { ...window, after: some.at(-1)?.id ?? window.after } };
      if (!isLast && !(await this.#cursor.move(position, clock.nowMs()))) return null;
    }
    return true;
  }

  async #seriesOf(target: Target, { fromMs, untilMs }: ExportWindow): Promise<readonly WriteSeries[]> {
    const { results } = this.#options.store;
    return checkSeries(target, await results.rows(target.tenant, target.id, fromMs, untilMs, ROWS_MOST));
  }

  /** What stands now; nothing of it is sent later, because then something else stands. */
  async #moment(): Promise<void> {
    let waiting: WriteSeries[] = [];
    for (const series of seriesOf(await this.#options.snapshot(), FAMILIES_OF_CHECKS)) {
      waiting.push(series);
      if (waiting.length < SAMPLES_A_REQUEST) continue;
      if ((await this.#send(waiting, waiting.length)) !== null) return;
      waiting = [];
    }
    await this.#send(waiting, waiting.length);
  }

  /** null: it is done with. */
  async #send(series: readonly WriteSeries[], samples: number): Promise<Turn | null> {
    if (series.length === 0) return null;
    const { kind, why, retryAfterMs } = await this.#receiver.send(series);
    if (kind === "later") {
      this.#failures += 1;
      this.#tell(why);
      return {
        waitMs: retryAfterMs ?? Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(10, this.#failures - 1)),
      };
    }
    this.#failures = 0;
    if (kind === "taken") this.#taken += samples;
    else this.#refused += samples;
    this.#tell(kind === "taken" ? null : why);
    return null;
  }

  #tell(why: string | null): void {
    if ((why === null) === (this.#trouble === null)) return;
    this.#trouble = why;
    this.#options.onTrouble?.(this.#options.settings.name, why);
  }
}
