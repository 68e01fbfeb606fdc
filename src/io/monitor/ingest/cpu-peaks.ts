import type { TargetId, TenantId } from "../../../core/fleet/index.ts";
import type { Store } from "../../store/index.ts";

const KIND = "cpu-peaks";
const DAY_MS = 86_400_000;
const KEPT_DAYS = 92;
/** A peak that is higher by less is not written again. */
const STEP = 0.01;

/** Highest share of each day (UTC), by the number of the day since 1970. */
interface Peaks {
  readonly days: Readonly<Record<string, number>>;
}

/** A day's highest share of the processors of one host. */
export interface CpuPeak {
  readonly target: TargetId;
  readonly dayMs: number;
  readonly share: number;
}

/** The highest share of processors of each host and day, kept in the store: what exporters told outlives a restart. */
export class CpuPeaks {
  readonly #resources: Pick<Store["resources"], "get" | "put">;
  readonly #tenant: TenantId;
  readonly #known = new Map<TargetId, Peaks>();

  constructor(resources: Pick<Store["resources"], "get" | "put">, tenant: TenantId) {
    this.#resources = resources;
    this.#tenant = tenant;
  }

  /** Rejects with StoreFailure: then it counts again with the next reading. */
  async note(target: TargetId, share: number, nowMs: number): Promise<void> {
    const known = this.#known.get(target) ?? (await this.#read(target));
    const day = Math.floor(nowMs / DAY_MS);
    const before = known.days[day];
    if (before !== undefined && share < before + STEP) {
      this.#known.set(target, known);
      return;
    }
    const kept = Object.entries(known.days).filter(([each]) => Number(each) > day - KEPT_DAYS);
    const days = { ...Object.fromEntries(kept), [day]: Math.max(share, before ?? 0) };
    await this.#resources.put<Peaks>(this.#tenant, KIND, String(target), { days }, "api", null, nowMs);
    this.#known.set(target, { days });
  }

  async #read(target: TargetId): Promise<Peaks> {
    const found = await this.#resources.get<Peaks>(this.#tenant, KIND, String(target));
    return found?.doc ?? { days: {} };
  }
}

/** Peaks of all hosts of days that began at or after the day of `fromMs`. Rejects with StoreFailure. */
export async function cpuPeaksSince(
  resources: Pick<Store["resources"], "list">,
  tenant: TenantId,
  fromMs: number,
): Promise<readonly CpuPeak[]> {
  const first = Math.floor(fromMs / DAY_MS);
  const stored = await resources.list<Peaks>(tenant, KIND);
  return stored.flatMap(({ name, doc }) =>
    Object.entries(doc.days)
      .filter(([day]) => Number(day) >= first)
      .map(([day, share]) => ({ target: Number(name), dayMs: Number(day) * DAY_MS, share })),
  );
}
