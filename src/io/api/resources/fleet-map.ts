import { api, type FleetMapDocument } from "../../../core/contract/index.ts";
import type { HostState, HostStatus, Target, TargetId, TenantId, WatchedFacts } from "../../../core/fleet/index.ts";
import { LOCAL_VANTAGE } from "../../../core/fleet/index.ts";
import { causes, isCauseId } from "../../../core/knowledge/index.ts";
import type { Store } from "../../store/index.ts";
import { operation, type Resource } from "../operation.ts";

/** Builds and issuers change seldom, and reading them of all hosts is the dearest part. */
const FACTS_LAST_MS = 30_000;

/** What is kept between two questions: each reads only what changed since. */
interface Kept {
  readonly targets: Map<TargetId, Target>;
  readonly states: Map<TargetId, HostState>;
  readonly facts: Map<TargetId, WatchedFacts>;
  targetsVersion: number;
  statesVersion: number;
  factsMs: number;
  turn: Promise<void>;
}

const keptOf: WeakMap<Store, Kept> = new WeakMap();

/** Names by their place, in the order in which they are first seen. */
class Names {
  readonly list: string[] = [];
  readonly #places = new Map<string, number>();

  placeOf(name: string | undefined): number {
    if (name === undefined || name === "") return -1;
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    this.#places.set(name, this.list.length);
    return this.list.push(name) - 1;
  }
}

async function current(store: Store, nowMs: number): Promise<Kept> {
  const kept: Kept = keptOf.get(store) ?? {
    targets: new Map(),
    states: new Map(),
    facts: new Map(),
    targetsVersion: 0,
    statesVersion: 0,
    factsMs: -FACTS_LAST_MS,
    turn: Promise.resolve(),
  };
  keptOf.set(store, kept);
  // Two who ask at once read the store once.
  kept.turn = kept.turn.catch(() => undefined).then(() => renew(store, kept, nowMs));
  await kept.turn;
  return kept;
}

async function renew(store: Store, kept: Kept, nowMs: number): Promise<void> {
  const { version, changed, removed } = await store.targets.changedSince(kept.targetsVersion);
  for (const target of changed) kept.targets.set(target.id, target);
  for (const id of removed) {
    kept.targets.delete(id);
    kept.states.delete(id);
    kept.facts.delete(id);
  }
  kept.targetsVersion = version;
  const news = await store.results.statesSince(kept.statesVersion);
  for (const state of news.states) {
    const isOwn = state.vantage === LOCAL_VANTAGE;
    if (isOwn || kept.states.get(state.target)?.vantage !== LOCAL_VANTAGE) kept.states.set(state.target, state);
  }
  kept.statesVersion = news.version;
  if (nowMs - kept.factsMs < FACTS_LAST_MS) return;
  kept.factsMs = nowMs;
  for (const { target, vantage, facts } of await store.results.allFacts(null)) {
    if (vantage === LOCAL_VANTAGE || !kept.facts.has(target)) kept.facts.set(target, facts);
  }
}

function mapOf({ targets, states, facts }: Kept, tenant: TenantId, nowMs: number): FleetMapDocument {
  const statuses: readonly HostStatus[] = ["unknown", "up", "degraded", "suspect", "down", "flapping", "suppressed"];
  const places = new Map(statuses.map((status, place) => [status, place]));
  const sites = new Names();
  const gateways = new Names();
  const pools = new Names();
  const builds = new Names();
  const issuers = new Names();
  const faults = new Names();
  const rows = [...targets.values()].filter((target) => target.tenant === tenant);
  const own = rows.map(({ id }) => ({ state: states.get(id), known: facts.get(id) }));
  return {
    atMs: nowMs,
    id: rows.map(({ id }) => id),
    name: rows.map(({ name }) => name),
    status: own.map(({ state }) => places.get(state?.status ?? "unknown") ?? 0),
    sinceMs: own.map(({ state }) => state?.sinceMs ?? 0),
    totalUs: own.map(({ state }) => Math.round(state?.totalUs ?? 0)),
    cause: own.map(({ state }) => faults.placeOf(state?.causes[0]?.id)),
    site: rows.map(({ settings }) => sites.placeOf(settings.site)),
    gateway: rows.map(({ settings }) => gateways.placeOf(settings.gateway)),
    pool: rows.map(({ settings }) => pools.placeOf(settings.pool)),
    build: own.map(({ known }) => builds.placeOf(known?.osBuild)),
    issuer: own.map(({ known }) => issuers.placeOf(known?.certificateIssuer)),
    statuses,
    sites: sites.list,
    gateways: gateways.list,
    pools: pools.list,
    builds: builds.list,
    issuers: issuers.list,
    causes: faults.list.map((id) => ({ id, title: isCauseId(id) ? causes[id].title : { en: id, zh: id } })),
  };
}

export const fleetMap: Resource = {
  name: "fleet-map",
  about: "Every host in one answer, for a picture of all of them.",
  operations: [
    operation({
      id: "getFleetMap",
      method: "GET",
      path: "/fleet-map",
      summary: "All hosts as columns of equal length, groups by their place in lists of names",
      scope: "read",
      answers: { 200: api.fleetMap },
      run: async ({ services, tenant, nowMs }) => ({
        body: mapOf(await current(services.store, nowMs), tenant, nowMs),
      }),
    }),
  ],
};
