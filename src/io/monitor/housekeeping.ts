import { StoreFailure, type RetentionLimits, type Store } from "../store/index.ts";
import type { Clock } from "./watch-settings.ts";

const DAY_MS = 86_400_000;
const EVERY_MS = 600_000;
const KEPT_CHANGES = 100_000;
const KEPT_DELIVERY_DAYS = 30;
const KEPT_SESSION_DAYS = 30;

/** Drops what is older than it must be kept. Whoever does it first, the others find nothing left to do. */
export class Housekeeping {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #limits: () => RetentionLimits;
  readonly #onTrouble: (failure: StoreFailure) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(store: Store, clock: Clock, limits: () => RetentionLimits, onTrouble: (failure: StoreFailure) => void) {
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
      await this.#store.results.retain(this.#limits(), nowMs);
      await this.#store.outbox.prune(nowMs - KEPT_DELIVERY_DAYS * DAY_MS);
      await this.#store.sessions.prune(nowMs - KEPT_SESSION_DAYS * DAY_MS);
      await this.#store.changes.prune(KEPT_CHANGES);
    } catch (error) {
      this.#onTrouble(error instanceof StoreFailure ? error : new StoreFailure("bug", String(error), error));
    }
  }
}
