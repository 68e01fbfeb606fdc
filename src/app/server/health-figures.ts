import type { GroupHealthFigures, HealthFigures } from "../../core/contract/index.ts";
import {
  groupsOf,
  type HostState,
  LOCAL_VANTAGE,
  type Target,
  type TargetId,
  type TenantId,
  type WatchedFacts,
} from "../../core/fleet/index.ts";
import {
  groupHealth,
  HEALTH_TERM_WORDS,
  healthBand,
  type HealthChange,
  healthChange,
  healthFactTitle,
  type HealthLoad,
  type HealthScore,
  healthScore,
  type HealthTally,
  healthTally,
  type HealthTermScore,
  healthValueText,
  type HealthWeights,
  type HostRollup,
  MISSING_WORDS,
} from "../../core/reliability/index.ts";
import type { Store } from "../../io/store/index.ts";

const DAY_MS = 86_400_000;
/** A score is of the UTC day that runs and the one before it; it is compared with how it stood when an earlier day ended. */
const WINDOW_DAYS = 2;
const MOMENTS = [
  { id: "day", daysAgo: 1 },
  { id: "week", daysAgo: 7 },
] as const;
/** Scores of a whole fleet are made at most so often. */
const FRESH_MS = 5 * 60_000;
const HOSTS_AT_ONCE = 200;
const WORST = 10;

export interface HealthWorld {
  readonly store: Store;
  readonly clock: { nowMs(): number };
  /** What exporters told of hosts last. */
  readonly loads: () => readonly (HealthLoad & { readonly target: TargetId | null })[];
  readonly weights: () => HealthWeights;
}

interface Scored {
  readonly target: Target;
  readonly score: number | null;
  readonly cappedAt: number | null;
  readonly changes: readonly (HealthChange | null)[];
}

interface Fleet {
  readonly atMs: number;
  readonly hosts: readonly Scored[];
}

/** Health of hosts and groups, from day rollups, facts, states and loads. */
export class HealthBook {
  readonly #world: HealthWorld;
  readonly #fleets = new Map<TenantId, Fleet>();
  readonly #making = new Map<TenantId, Promise<Fleet>>();

  constructor(world: HealthWorld) {
    this.#world = world;
  }

  /** The weights are others: what was made with the old ones is forgotten. */
  forget(): void {
    this.#fleets.clear();
    this.#making.clear();
  }

  /** Health of one host now, each term followed to its facts; null: nothing that counts is known. Rejects with `StoreFailure`. */
  async host(tenant: TenantId, target: TargetId, state: HostState | null): Promise<HealthFigures | null> {
    const { store, clock, weights } = this.#world;
    const nowMs = clock.nowMs();
    const vantage = state?.vantage ?? LOCAL_VANTAGE;
    const [facts, rollups] = await Promise.all([
      store.results.facts(tenant, target, vantage),
      this.#rollups(tenant, [target], nowMs),
    ]);
    const own = rollups.filter((rollup) => rollup.vantage === vantage);
    const load = this.#loads().get(target) ?? null;
    const tally = tallyAt(own, 0, nowMs);
    const scored = healthScore({ state, facts, tally, load }, weights(), nowMs);
    return scored.score === null ? null : figuresOf(scored, changesOf(own, weights(), nowMs), nowMs);
  }

  /** Health of a group ("fleet", "site/NAME" …), at most 5 minutes old. Hosts that are not watched do not count. */
  async group(tenant: TenantId, group: string): Promise<GroupHealthFigures> {
    const { atMs, hosts } = await this.#fleet(tenant);
    const members = hosts.filter(({ target }) => groupsOf(target).includes(group));
    const { changes, ...sum } = groupHealth(members);
    const worst = members
      .flatMap(({ target, score, cappedAt }) =>
        score === null ? [] : [{ target: target.id, name: target.name, score, cappedAt, band: healthBand(score) }],
      )
      .toSorted((one, other) => one.score - other.score || one.target - other.target)
      .slice(0, WORST);
    return { group, atMs, ...sum, trend: trendOf(changes, atMs), worst };
  }

  /** Scores as they were made last, for metrics; newer ones are begun when they are old. Never waits. */
  known(tenant: TenantId): ReadonlyMap<TargetId, number> {
    const fleet = this.#fleets.get(tenant);
    // What fails here is told by the store's own trouble; the next one who asks tries again.
    if (!this.#isFresh(fleet)) this.#fleet(tenant).catch(() => undefined);
    return new Map(fleet?.hosts.flatMap(({ target, score }) => (score === null ? [] : [[target.id, score]])));
  }

  #isFresh(fleet: Fleet | undefined): fleet is Fleet {
    return fleet !== undefined && Math.abs(this.#world.clock.nowMs() - fleet.atMs) < FRESH_MS;
  }

  async #fleet(tenant: TenantId): Promise<Fleet> {
    const known = this.#fleets.get(tenant);
    if (this.#isFresh(known)) return known;
    const under = this.#making.get(tenant);
    if (under !== undefined) return under;
    const making = this.#make(tenant);
    this.#making.set(tenant, making);
    try {
      const made = await making;
      if (this.#making.get(tenant) === making) this.#fleets.set(tenant, made);
      return made;
    } finally {
      if (this.#making.get(tenant) === making) this.#making.delete(tenant);
    }
  }

  async #make(tenant: TenantId): Promise<Fleet> {
    const { store, clock, weights } = this.#world;
    const nowMs = clock.nowMs();
    const [all, states, facts] = await Promise.all([
      store.targets.all(),
      store.results.states(tenant),
      store.results.allFacts(tenant),
    ]);
    const targets = all.filter((target) => target.tenant === tenant && target.settings.enabled !== false);
    const stateOf = new Map(localLast(states).map((state) => [state.target, state]));
    const factsOf = new Map(facts.map((one) => [`${one.target}/${one.vantage}`, one.facts]));
    const loads = this.#loads();
    const hosts: Scored[] = [];
    for (let at = 0; at < targets.length; at += HOSTS_AT_ONCE) {
      const some = targets.slice(at, at + HOSTS_AT_ONCE);
      const ids = some.map(({ id }) => id);
      const rollups = Map.groupBy(await this.#rollups(tenant, ids, nowMs), ({ target }) => target);
      for (const target of some) {
        const state = stateOf.get(target.id) ?? null;
        const vantage = state?.vantage ?? LOCAL_VANTAGE;
        const known: WatchedFacts = factsOf.get(`${target.id}/${vantage}`) ?? {};
        const own = (rollups.get(target.id) ?? []).filter((rollup) => rollup.vantage === vantage);
        const load = loads.get(target.id) ?? null;
        const tally = tallyAt(own, 0, nowMs);
        const { score, caps } = healthScore({ state, facts: known, tally, load }, weights(), nowMs);
        const changes = changesOf(own, weights(), nowMs).map(({ change }) => change);
        hosts.push({ target, score, cappedAt: caps[0]?.at ?? null, changes });
      }
    }
    return { atMs: nowMs, hosts };
  }

  async #rollups(tenant: TenantId, targets: readonly TargetId[], nowMs: number): Promise<readonly HostRollup[]> {
    const fromMs = Math.max(0, dayStart(nowMs) - (Math.max(...MOMENTS.map(({ daysAgo }) => daysAgo)) + 1) * DAY_MS);
    return this.#world.store.results.hostRollups(tenant, targets, "day", fromMs, nowMs + 1);
  }

  /** The newest load of each host. */
  #loads(): ReadonlyMap<TargetId, HealthLoad> {
    const newest = this.#world.loads().toSorted((one, other) => (one.atMs ?? 0) - (other.atMs ?? 0));
    return new Map(newest.flatMap((load) => (load.target === null ? [] : [[load.target, load]])));
  }
}

function localLast(states: readonly HostState[]): readonly HostState[] {
  return states.toSorted((a, b) => Number(a.vantage === LOCAL_VANTAGE) - Number(b.vantage === LOCAL_VANTAGE));
}

function dayStart(nowMs: number): number {
  return Math.floor(nowMs / DAY_MS) * DAY_MS;
}

/** The two days that end with the one `daysAgo` before today. */
function tallyAt(rollups: readonly HostRollup[], daysAgo: number, nowMs: number): HealthTally | null {
  const untilMs = dayStart(nowMs) - (daysAgo - 1) * DAY_MS;
  const within = rollups.filter(({ fromMs }) => fromMs >= untilMs - WINDOW_DAYS * DAY_MS && fromMs < untilMs);
  return healthTally(within, Math.min(untilMs, nowMs));
}

function changesOf(
  rollups: readonly HostRollup[],
  weights: HealthWeights,
  nowMs: number,
): readonly { readonly change: HealthChange | null }[] {
  const now = tallyAt(rollups, 0, nowMs);
  return MOMENTS.map(({ daysAgo }) => ({ change: healthChange(now, tallyAt(rollups, daysAgo, nowMs), weights) }));
}

function trendOf(changes: readonly (HealthChange | null)[], nowMs: number): HealthFigures["trend"] {
  return MOMENTS.flatMap(({ id, daysAgo }, at) => {
    const change = changes[at] ?? null;
    return change === null ? [] : [{ id, atMs: dayStart(nowMs) - (daysAgo - 1) * DAY_MS, ...change }];
  });
}

function figuresOf(
  { score, terms, caps }: HealthScore,
  changes: ReturnType<typeof changesOf>,
  nowMs: number,
): HealthFigures {
  const known = score ?? 0;
  return {
    score: known,
    band: healthBand(known),
    atMs: nowMs,
    terms: terms.map(termFigures),
    cappedAt: caps[0]?.at ?? null,
    caps,
    trend: trendOf(
      changes.map(({ change }) => change),
      nowMs,
    ),
  };
}

function termFigures({
  term,
  weight,
  effectiveWeight,
  score,
  inputs,
  missing,
}: HealthTermScore): HealthFigures["terms"][number] {
  const rated = inputs.map(({ points, ...input }) => ({
    ...input,
    points: Math.round(points * 10) / 10,
    title: healthFactTitle(input.fact),
    text: healthValueText(input.fact, input.value),
  }));
  const lacking = missing.map(({ fact, why }) => ({ fact, title: healthFactTitle(fact), why: MISSING_WORDS[why] }));
  return {
    id: term,
    title: HEALTH_TERM_WORDS[term],
    weight,
    effectiveWeight,
    score: score === null ? null : Math.round(score * 10) / 10,
    because: [
      ...rated.map(({ title, text, points }) => ({
        en: `${title.en}: ${text.en} (${points} of 100 points)`,
        zh: `${title.zh}：${text.zh}（${points} 分，满分 100 分）`,
      })),
      ...lacking.map(({ title, why }) => ({ en: `${title.en}: ${why.en}`, zh: `${title.zh}：${why.zh}` })),
    ],
    inputs: rated,
    missing: lacking,
  };
}
