import { createHash } from "node:crypto";
import type { Target, VantageId } from "../../../core/fleet/index.ts";
import type { Store } from "../../store/index.ts";
import { FleetWatch, type FleetWatchWorld } from "../fleet-watch.ts";
import { SingleKeeper } from "../shard-keeper.ts";
import { Watcher, type WatcherWorld } from "../watcher.ts";
import type { Clock, WatchSettings } from "../watch-settings.ts";
import { RemoteProber, type HandedTask, type VantageAnswer } from "./remote-prober.ts";
import type { SharedProber } from "./shared-prober.ts";

/** How a vantage takes part: it makes a *share* of the fleet's checks, or *repeats* those of the targets that name it. */
export type VantageMode = "share" | "repeat";

/** What is stored of a vantage; its name is the resource's. */
export interface VantageDocument {
  readonly id: VantageId;
  readonly mode: VantageMode;
  readonly joinedMs: number;
}

export interface VantageNow extends VantageDocument {
  readonly name: string;
  readonly isAlive: boolean;
  /** null: not since this process started. */
  readonly lastSeenMs: number | null;
  readonly running: number;
}

export interface VantageDeskWorld {
  readonly store: Store;
  readonly clock: Clock;
  readonly owner: string;
  readonly shared: SharedProber;
  readonly watching: Omit<WatcherWorld, "prober" | "vantage" | "settings">;
  readonly settings: () => WatchSettings;
  readonly onTrouble: FleetWatchWorld["onTrouble"];
  /** A vantage came or fell silent. */
  readonly onTurn?: (name: string, isAlive: boolean) => void;
}

interface Seat {
  readonly name: string;
  readonly watcher: Watcher | undefined;
  readonly document: VantageDocument;
  readonly prober: RemoteProber;
  readonly watch: FleetWatch | undefined;
  wasAlive: boolean;
}

/** Apart from the vantages that a configuration declares: this is what one became when it joined. */
const KIND = "vantage-seat";
const SWEEP_MS = 2000;
const STOP_GRACE_MS = 500;
/** Numbers of vantages fit the 31 bits of an INTEGER column, and 0 is this machine. */
const ID_SPACE = 2 ** 31 - 2;

/** Vantages as this process sees them: who is there, what they are asked, and who takes over when one falls silent. */
export class VantageDesk {
  readonly #world: VantageDeskWorld;
  readonly #seats = new Map<string, Promise<Seat>>();
  #timer: NodeJS.Timeout | undefined;

  constructor(world: VantageDeskWorld) {
    this.#world = world;
  }

  start(): void {
    this.#timer = setInterval(() => void this.#sweep(), SWEEP_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    for (const seat of await this.#known()) {
      await seat.prober.close();
      await seat.watch?.stop(STOP_GRACE_MS);
    }
    this.#seats.clear();
  }

  /** Intervals, deadlines and what counts as down from now on, also from elsewhere. */
  async configure(): Promise<void> {
    for (const { watcher } of await this.#known()) watcher?.configure(this.#world.settings());
  }

  /**
   * Work for a vantage, at most `most`; waits for the first up to `waitMs`. A new name joins with it. `isFresh`: its process
   * just started and has no work yet.
   */
  async handOut(
    tenant: number,
    name: string,
    mode: VantageMode,
    most: number,
    waitMs: number,
    isFresh = false,
  ): Promise<readonly HandedTask[]> {
    const seat = await this.#seat(tenant, name, mode);
    if (isFresh) seat.prober.startAnew();
    seat.prober.seen();
    this.#turn(seat);
    return seat.prober.handOut(most, waitMs);
  }

  async report(tenant: number, name: string, answers: readonly VantageAnswer[]): Promise<void> {
    const seat = await this.#seats.get(name);
    // After a restart the vantage reports work that nobody remembers: its hosts are due again anyway.
    if (seat === undefined) return;
    seat.prober.report(answers);
  }

  async list(tenant: number): Promise<readonly VantageNow[]> {
    const stored = await this.#world.store.resources.list<VantageDocument>(tenant, KIND);
    const here = new Map((await this.#known()).map((seat) => [seat.name, seat]));
    return stored.map(({ name, doc }) => {
      const prober = here.get(name)?.prober;
      return {
        ...doc,
        name,
        isAlive: prober?.isAlive ?? false,
        lastSeenMs: prober?.lastSeenMs ?? null,
        running: prober?.load ?? 0,
      };
    });
  }

  async #seat(tenant: number, name: string, mode: VantageMode): Promise<Seat> {
    const known = this.#seats.get(name);
    if (known !== undefined) {
      const seat = await known;
      if (seat.document.mode === mode) return seat;
      if (this.#seats.get(name) === known) await this.#leave(seat);
      return this.#seat(tenant, name, mode);
    }
    const seat = this.#take(tenant, name, mode);
    this.#seats.set(name, seat);
    // What failed once may work the next time the vantage asks.
    seat.catch(() => this.#seats.delete(name));
    return seat;
  }

  async #take(tenant: number, name: string, mode: VantageMode): Promise<Seat> {
    const { store, clock, owner, shared, watching, settings, onTrouble } = this.#world;
    const stored = await store.resources.get<VantageDocument>(tenant, KIND, name);
    const joined = stored?.doc ?? { id: vantageId(tenant, name), mode, joinedMs: clock.nowMs() };
    const document = { ...joined, mode };
    if (stored?.doc.mode !== mode) {
      await store.resources.put(tenant, KIND, name, document, "api", stored?.revision ?? 0, clock.nowMs());
    }
    const prober = new RemoteProber(clock);
    if (document.mode === "share") {
      shared.join(name, prober);
      return { name, document, prober, watcher: undefined, watch: undefined, wasAlive: false };
    }
    const watcher = new Watcher({ ...watching, settings: settings(), prober, vantage: document.id });
    const watch = new FleetWatch({
      store,
      watcher,
      keeper: new SingleKeeper(store.leases, owner, `vantage/${document.id}`),
      vantage: document.id,
      isChecked: (target: Target) => target.tenant === tenant && isAskedOf(target, name),
      onTrouble,
    });
    await watch.start();
    return { name, document, prober, watcher, watch, wasAlive: false };
  }

  /** It takes part in another way now. */
  async #leave(seat: Seat): Promise<void> {
    this.#seats.delete(seat.name);
    this.#world.shared.leave(seat.name);
    await seat.prober.close();
    await seat.watch?.stop(STOP_GRACE_MS);
  }

  async #known(): Promise<readonly Seat[]> {
    const seats = await Promise.allSettled(this.#seats.values());
    return seats.flatMap((seat) => (seat.status === "fulfilled" ? [seat.value] : []));
  }

  async #sweep(): Promise<void> {
    for (const seat of await this.#known()) {
      seat.prober.sweep();
      this.#turn(seat);
    }
  }

  #turn(seat: Seat): void {
    const { isAlive } = seat.prober;
    if (isAlive === seat.wasAlive) return;
    seat.wasAlive = isAlive;
    this.#world.onTurn?.(seat.name, isAlive);
  }
}

function isAskedOf({ settings: { enabled = true, vantages = [] } }: Target, name: string): boolean {
  return enabled && vantages.includes(name);
}

/** The same for the same name wherever it joins, so that no counter must be shared. */
function vantageId(tenant: number, name: string): VantageId {
  return 1 + (createHash("sha256").update(`${tenant}/${name}`).digest().readUInt32BE(0) % ID_SPACE);
}
