import { DEFAULTS, type DiscoverySettings } from "../../core/configuration/index.ts";
import { nextSweepMs, NO_MEMORY, type SweepMemory } from "../../core/discovery/index.ts";
import { DEFAULT_TENANT, type TenantId } from "../../core/fleet/index.ts";
import { type Lease, type StoredResource, StoreFailure } from "../store/index.ts";
import { type DiscoveryRun, type DiscoveryWorld, MEMORY_KIND, runDiscovery } from "./run-discovery.ts";
import type { SweepProgress } from "./sweep.ts";

export interface DiscoveryScheduleWorld extends Omit<DiscoveryWorld, "signal" | "onProgress"> {
  /** Names this process in leases: of several servers on one store one sweeps. */
  readonly owner: string;
  readonly tenant?: TenantId;
  readonly onRun?: (run: DiscoveryRun) => void;
  /** null: it works again. */
  readonly onTrouble?: (failure: StoreFailure | null) => void;
}

const LOOK_MS = 15_000;
const LEASE_MS = 30_000;
const RENEW_MS = 10_000;

type Declared = StoredResource<DiscoverySettings>;

/** Runs the discoveries that the store holds when they are due: one at a time, so that their manners add up to those of one. */
export class DiscoverySchedule {
  readonly #world: DiscoveryScheduleWorld;
  readonly #tenant: TenantId;
  readonly #asked = new Set<string>();
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> | undefined;
  #progress: { readonly name: string; readonly progress: SweepProgress } | null = null;

  constructor(world: DiscoveryScheduleWorld) {
    this.#world = world;
    this.#tenant = world.tenant ?? DEFAULT_TENANT;
  }

  /** The sweep that runs now, and how far it is. */
  get progress(): { readonly name: string; readonly progress: SweepProgress } | null {
    return this.#progress;
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    this.#timer.unref();
    this.#look();
  }

  /** Ends a running sweep; what it found until then is kept. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stop.abort();
    await this.#work;
  }

  /** Puts one at the head of the queue, also a disabled one; false when there is none of this name. */
  async runNow(name: string): Promise<boolean> {
    const declared = await this.#world.store.resources.get(this.#tenant, "discovery", name);
    if (declared === null) return false;
    this.#asked.add(name);
    this.#look();
    return true;
  }

  /** Runs everything that is due, and resolves when nothing is. */
  async runDue(): Promise<void> {
    this.#look();
    await this.#work;
  }

  #look(): void {
    if (this.#stop.signal.aborted) return;
    this.#work ??= this.#runAll()
      .then(
        () => this.#world.onTrouble?.(null),
        (error: unknown) =>
          this.#world.onTrouble?.(
            error instanceof StoreFailure ? error : new StoreFailure("bug", "a discovery could not be run", error),
          ),
      )
      .finally(() => {
        this.#work = undefined;
      });
  }

  async #runAll(): Promise<void> {
    const tried = new Set<string>();
    for (let next = await this.#next(tried); next !== undefined; next = await this.#next(tried)) {
      tried.add(next.name);
      this.#asked.delete(next.name);
      await this.#runAlone(next);
    }
  }

  async #next(tried: ReadonlySet<string>): Promise<Declared | undefined> {
    if (this.#stop.signal.aborted) return undefined;
    const all = await this.#world.store.resources.list<DiscoverySettings>(this.#tenant, "discovery");
    for (const declared of all) if (this.#asked.has(declared.name)) return declared;
    for (const declared of all) {
      if (tried.has(declared.name) || declared.doc.enabled === false) continue;
      if (await this.#isDue(declared)) return declared;
    }
    return undefined;
  }

  async #isDue({ name, doc }: Declared): Promise<boolean> {
    const { store, clock } = this.#world;
    const memory = (await store.resources.get<SweepMemory>(this.#tenant, MEMORY_KIND, name))?.doc ?? NO_MEMORY;
    const nowMs = clock.nowMs();
    return nextSweepMs(memory, doc.everyMinutes ?? DEFAULTS.discovery.everyMinutes, nowMs) <= nowMs;
  }

  /** Under a lease that is renewed while it runs; when it is lost, somebody else sweeps, and this sweep ends. */
  async #runAlone({ name, doc, origin }: Declared): Promise<void> {
    const { store, owner } = this.#world;
    let leases: readonly Lease[] = await store.leases.claim(owner, [`discovery/${this.#tenant}/${name}`], 1, LEASE_MS);
    if (leases.length === 0) return;
    const lost = new AbortController();
    const renewing = setInterval(() => {
      void store.leases
        .renew(leases, LEASE_MS)
        .catch(() => [])
        .then((held) => {
          leases = held;
          return held.length === 0 ? lost.abort() : undefined;
        });
    }, RENEW_MS);
    try {
      const run = await runDiscovery(this.#tenant, { ...doc, name }, origin, {
        ...this.#world,
        signal: AbortSignal.any([this.#stop.signal, lost.signal]),
        isStillOurs: () => !lost.signal.aborted,
        onProgress: (progress) => {
          this.#progress = { name, progress };
        },
      });
      this.#world.onRun?.(run);
    } finally {
      clearInterval(renewing);
      this.#progress = null;
      await store.leases.release(leases);
    }
  }
}
