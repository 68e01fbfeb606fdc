import { DEFAULTS, type DiscoverySettings } from "../../core/configuration/index.ts";
import {
  afterSweep,
  type DiscoveryEvent,
  endpointKey,
  type FoundHost,
  NO_MEMORY,
  type SweepMemory,
} from "../../core/discovery/index.ts";
import type { Origin, TargetSettings, TenantId } from "../../core/fleet/index.ts";
import { DEFAULT_PORT } from "../../core/plan/index.ts";
import type { Localized } from "../../core/texts/index.ts";
import type { Store } from "../store/index.ts";
import { gatherEndpoints } from "./gather-endpoints.ts";
import { sweep, type SweepOutcome, type SweepWorld } from "./sweep.ts";

export interface DiscoveryWorld extends SweepWorld {
  readonly store: Store;
  readonly clock: { nowMs(): number };
  /** Where relative paths of a discovery that the file declares begin; null where there is no file. */
  readonly folder: string | null;
  /** false: another process sweeps instead, and what this one found is not written. */
  readonly isStillOurs?: () => boolean;
}

/** What one run of a discovery brought. Plain JSON. */
export interface DiscoveryRun extends Omit<SweepOutcome, "hosts" | "askedKeys"> {
  readonly name: string;
  readonly startedMs: number;
  readonly finishedMs: number;
  readonly events: Readonly<Partial<Record<DiscoveryEvent["event"], number>>>;
  /** Targets that are watched from now on. */
  readonly added: number;
  readonly troubles: readonly Localized[];
}

/** Memory and last run of a discovery are documents beside its settings. */
export const MEMORY_KIND = "discovery-memory";
export const RUN_KIND = "discovery-run";

/** A first sweep of a large network must not flood those who follow the stream; the run tells the numbers. */
const MOST_LINES = 1000;

/** Gathers, sweeps, remembers, tells the change stream, and adds what is to be watched. Rejects with StoreFailure. */
export async function runDiscovery(
  tenant: TenantId,
  settings: DiscoverySettings,
  origin: Origin,
  world: DiscoveryWorld,
): Promise<DiscoveryRun> {
  const { store, clock } = world;
  const { name } = settings;
  const startedMs = clock.nowMs();
  const filesFrom = origin === "file" ? world.folder : null;
  const gathered = await gatherEndpoints(settings, { filesFrom });
  const swept = await sweep(gathered.endpoints, settings, world);
  const memory = (await store.resources.get<SweepMemory>(tenant, MEMORY_KIND, name))?.doc ?? NO_MEMORY;
  const after = afterSweep(
    memory,
    {
      startedMs,
      found: swept.hosts,
      asked: swept.askedKeys,
      listed: gathered.isWhole ? new Set(gathered.endpoints.map(endpointKey)) : null,
    },
    settings.missedSweeps ?? DEFAULTS.discovery.missedSweeps,
  );
  const nowMs = clock.nowMs();
  const { hosts: _hosts, askedKeys: _askedKeys, ...counts } = swept;
  const run = { name, ...counts, startedMs, finishedMs: nowMs, troubles: gathered.troubles };
  if (world.isStillOurs?.() === false) return { ...run, events: {}, added: 0 };
  // First the targets: events that were told must not be the only trace of a host when the process ends here.
  const added = settings.add === true ? await addTargets(store, tenant, settings, swept.hosts, nowMs) : 0;
  // One that was cancelled is due again at once.
  const lastStartedMs = swept.ended === "cancelled" ? memory.lastStartedMs : startedMs;
  const remembered: SweepMemory = { ...after.memory, lastStartedMs };
  await store.resources.put(tenant, MEMORY_KIND, name, remembered, "discovery", null, nowMs);
  await tell(store, tenant, name, after.events, nowMs);
  const done: DiscoveryRun = { ...run, events: countsOf(after.events), added };
  await store.resources.put(tenant, RUN_KIND, name, done, "discovery", null, nowMs);
  const detail = { event: "swept", ...counts, added };
  await store.changes.append([{ tenant, atMs: nowMs, kind: "discovery", id: name, detail }]);
  return done;
}

async function tell(
  store: Store,
  tenant: TenantId,
  name: string,
  events: readonly DiscoveryEvent[],
  atMs: number,
): Promise<void> {
  if (events.length === 0) return;
  await store.changes.append(
    events.slice(0, MOST_LINES).map((event) => {
      const { host, port, name: self } = event.host;
      const before = event.event === "renamed" ? { before: event.before } : {};
      return {
        tenant,
        atMs,
        kind: "discovery",
        id: name,
        detail: { event: event.event, host, port, name: self, ...before },
      };
    }),
  );
}

function countsOf(events: readonly DiscoveryEvent[]): DiscoveryRun["events"] {
  const counts: Partial<Record<DiscoveryEvent["event"], number>> = {};
  for (const { event } of events) counts[event] = (counts[event] ?? 0) + 1;
  return counts;
}

/** Hosts that no target points at yet, whoever declared it. A name that is taken gives way to the address. */
async function addTargets(
  store: Store,
  tenant: TenantId,
  settings: DiscoverySettings,
  found: readonly FoundHost[],
  nowMs: number,
): Promise<number> {
  const targets = (await store.targets.all()).filter((target) => target.tenant === tenant);
  const watched = new Set(targets.map(({ settings: { host, port = DEFAULT_PORT } }) => endpointKey({ host, port })));
  const names = new Set(targets.map(({ name }) => name));
  const fresh: TargetSettings[] = [];
  for (const each of found) {
    if (watched.has(endpointKey(each))) continue;
    const label = `${each.host}:${each.port}`;
    const named = each.name !== null && !names.has(each.name) && each.name !== label ? { name: each.name } : {};
    const name = named.name ?? label;
    if (names.has(name)) continue;
    names.add(name);
    const port = each.port === DEFAULT_PORT ? {} : { port: each.port };
    fresh.push({ ...settings.settings, ...named, host: each.host, ...port });
  }
  if (fresh.length > 0) await store.targets.putAll(tenant, fresh, "discovery", nowMs);
  return fresh.length;
}
