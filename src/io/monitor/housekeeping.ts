import { StoreFailure, type RetentionLimits, type Store } from "../store/index.ts";
import type { Clock } from "./watch-settings.ts";

const DAY_MS = 86_400_000;
const EVERY_MS = 600_000;
const KEPT_CHANGES = 100_000;
const KEPT_DELIVERY_DAYS = 30;
const KEPT_SESSION_DAYS = 30;

/** What of the store is pruned. */
export interface HousekeepingStore {
  readonly results: Pick<Store["results"], "days" | "retain">;
  readonly outbox: Pick<Store["outbox"], "prune">;
  readonly sessions: Pick<Store["sessions"], "prune">;
  readonly changes: Pick<Store["changes"], "prune">;
}

/** After a gap among the days, nothing is dropped until there were results on so many days. */
const DAYS_AFTER_GAP = 3;

/**
 * Drops what is older than it must be kept. Whoever does it first, the others find nothing left to do. A clock that was set
 * a year ahead by mistake would make all of the past too old: the days in between without results show it.
 */
export class Housekeeping {
  readonly #store: HousekeepingStore;
  readonly #clock: Clock;
  readonly #limits: () => RetentionLimits;
  readonly #onTrouble: (failure: StoreFailure) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    store: HousekeepingStore,
    clock: Clock,
    limits: () => RetentionLimits,
    onTrouble: (failure: StoreFailure) => void,
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#limits = limits;
    this.#onTrouble = onTrouble;
  }

  start(): void {
    this.#timer = setInterval(() => void this.tidy(), EVERY_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async tidy(): Promise<void> {
    const nowMs = this.#clock.nowMs();
    try {
      if (isAfterGap(await this.#store.results.days(), nowMs)) return;
      await this.#store.results.retain(this.#limits(), nowMs);
      await this.#store.outbox.prune(nowMs - KEPT_DELIVERY_DAYS * DAY_MS);
      await this.#store.sessions.prune(nowMs - KEPT_SESSION_DAYS * DAY_MS);
      await this.#store.changes.prune(KEPT_CHANGES);
    } catch (error) {
      this.#onTrouble(error instanceof StoreFailure ? error : new StoreFailure("bug", String(error), error));
    }
  }
}

/** Did results begin anew lately, after days without any? `daysMs`: beginnings of days with results, oldest first. */
export function isAfterGap(daysMs: readonly number[], nowMs: number): boolean {
  // Days to come are left from a clock that was ahead.
  const past = daysMs.filter((dayMs) => dayMs <= nowMs);
  const newest = past.at(-1);
  if (newest === undefined || nowMs - newest >= 2 * DAY_MS) return false;
  const lately = past.slice(-DAYS_AFTER_GAP);
  const isWhole = lately.every((dayMs, index) => newest - dayMs === (lately.length - 1 - index) * DAY_MS);
  return !isWhole;
}
