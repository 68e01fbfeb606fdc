import type { TenantId } from "../../core/fleet/index.ts";
import type { Judge } from "../../io/monitor/index.ts";
import type { Store } from "../../io/store/index.ts";

/** Health score of the fleet, 0 to 100, as it stood at a moment. */
export interface KeptScore {
  readonly atMs: number;
  readonly score: number;
}

export interface ScoreWorld {
  readonly store: Pick<Store, "resources">;
  readonly tenant: TenantId;
  readonly clock: { nowMs(): number };
  readonly judge: Pick<Judge, "isJudge">;
  /** Now; null: not known. */
  readonly score: () => Promise<number | null>;
  readonly onTrouble: (error: unknown) => void;
}

const HOUR_KIND = "score-hour";
const DAY_KIND = "score-day";
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const LOOK_MS = 10 * 60_000;
const KEPT = [
  { kind: HOUR_KIND, ms: HOUR_MS, keptMs: 8 * DAY_MS },
  { kind: DAY_KIND, ms: DAY_MS, keptMs: 400 * DAY_MS },
] as const;

/**
 * Keeps how the health score of the fleet stood at the end of each hour (8 days) and each UTC day (400 days): what it is made of
 * (states, facts, loads) is only known of now, so a score of the past cannot be made later. Only the judge's process does.
 */
export class ScoreKeeper {
  readonly #world: ScoreWorld;
  #timer: NodeJS.Timeout | undefined;
  #look: Promise<void> | undefined;

  constructor(world: ScoreWorld) {
    this.#world = world;
  }

  start(): void {
    this.#timer = setInterval(() => void this.look(), LOOK_MS);
    this.#timer.unref();
  }

  /** Resolves when what is under way has come to its end. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#look;
  }

  /** Notes how it stands now. Never rejects. A second call meanwhile is the first one. */
  async look(): Promise<void> {
    this.#look ??= this.#note().finally(() => (this.#look = undefined));
    return this.#look;
  }

  async #note(): Promise<void> {
    const { store, tenant, clock, judge, score: scoreNow, onTrouble } = this.#world;
    if (!judge.isJudge) return;
    try {
      const score = await scoreNow();
      if (score === null) return;
      const atMs = clock.nowMs();
      for (const { kind, ms, keptMs } of KEPT) {
        await store.resources.put<KeptScore>(tenant, kind, nameAt(atMs, ms), { atMs, score }, "api", null, atMs);
        for (const { name, doc } of await store.resources.list<KeptScore>(tenant, kind)) {
          if (doc.atMs < atMs - keptMs) await store.resources.remove(tenant, kind, name, "api");
        }
      }
    } catch (error) {
      onTrouble(error);
    }
  }
}

/** How the score stood before a time, and in it, oldest first: by the hour where hours are kept, else by the day. */
export async function scoresWithin(
  resources: Pick<Store["resources"], "list">,
  tenant: TenantId,
  fromMs: number,
  untilMs: number,
): Promise<{ readonly before: number | null; readonly trend: readonly KeptScore[] }> {
  const [hours, days] = await Promise.all(
    KEPT.map(async ({ kind }) => (await resources.list<KeptScore>(tenant, kind)).map(({ doc }) => doc)),
  );
  const firstHourMs = Math.min(...(hours ?? []).map(({ atMs }) => atMs));
  const all = [...(days ?? []).filter(({ atMs }) => atMs < firstHourMs), ...(hours ?? [])].toSorted(
    (one, other) => one.atMs - other.atMs,
  );
  return {
    before: all.findLast(({ atMs }) => atMs <= fromMs)?.score ?? null,
    trend: all.filter(({ atMs }) => atMs > fromMs && atMs <= untilMs),
  };
}

function nameAt(atMs: number, ms: number): string {
  return new Date(Math.floor(atMs / ms) * ms).toISOString().slice(0, ms === HOUR_MS ? 13 : 10);
}
