import type { HostSample } from "../../core/exposition/index.ts";
import { DEFAULT_TENANT, type Target, type TargetId } from "../../core/fleet/index.ts";
import type { Watcher } from "../../io/monitor/index.ts";
import type { Store } from "../../io/store/index.ts";
import type { HealthBook } from "./health-figures.ts";
import type { Lateness } from "./lateness.ts";
import { readMetrics } from "./metrics-reader.ts";

export interface ServerMoment {
  readonly store: Store;
  readonly version: string;
  readonly nowMs: number;
  /** Checks since the start. */
  readonly checks: number;
  readonly counts: Watcher["counts"];
  readonly targets: ReadonlyMap<TargetId, Target>;
  readonly stagesUs: ReadonlyMap<TargetId, HostSample["stagesUs"]>;
  readonly hasTrouble: boolean;
  readonly lateness: Lateness;
  readonly health: HealthBook;
}

/** Most deliveries that are counted: more than this is trouble however many they are. */
const MOST_DELIVERIES = 1000;

/** The metrics of this server and its fleet as they are now. Rejects with StoreFailure. */
export async function serverMetrics(moment: ServerMoment): ReturnType<typeof readMetrics> {
  const { store, version, nowMs, checks, counts, targets, stagesUs, hasTrouble, lateness, health } = moment;
  const limit = MOST_DELIVERIES;
  const waiting = await store.outbox.list(DEFAULT_TENANT, { state: "waiting", limit });
  const dead = await store.outbox.list(DEFAULT_TENANT, { state: "dead", limit });
  return readMetrics(
    store,
    DEFAULT_TENANT,
    nowMs,
    targets.values(),
    stagesUs,
    {
      version,
      checks,
      skippedSlots: counts.skipped,
      buffered: counts.buffered,
      dropped: counts.dropped,
      running: counts.running,
      deliveriesWaiting: waiting.items.length,
      deliveriesDead: dead.items.length,
      storeTrouble: hasTrouble ? 1 : 0,
      lateness: lateness.all,
    },
    health.known(DEFAULT_TENANT),
  );
}
