import type { TargetId, TenantId } from "../../../core/fleet/index.ts";
import { isLasting, type ToldFault, type ToldFaults } from "../../../core/incident/index.ts";
import type { Store } from "../../store/index.ts";

const KIND = "told-faults";
/** A fault that goes on is written again so often: from that its quiet time counts. */
const RENEW_MS = 300_000;
const MOST_OF_HOST = 20;
const MOST_REMEMBERED = 5000;

interface Shelved {
  readonly faults: readonly ToldFault[];
}

type Resources = Pick<Store["resources"], "get" | "list" | "put">;

/**
 * What logs told of the hosts, in the store: whichever process took a log, the one that judges finds it there, also after a
 * kill. One document a host, with at most twenty faults, the oldest of which go first.
 */
export class FaultShelf {
  readonly #resources: Resources;
  readonly #tenant: TenantId;
  readonly #known = new Map<TargetId, readonly ToldFault[]>();

  constructor(resources: Resources, tenant: TenantId) {
    this.#resources = resources;
    this.#tenant = tenant;
  }

  /** Keeps what is news of a host. Rejects with StoreFailure: then nothing was kept. */
  async keep(target: TargetId, told: readonly ToldFault[], nowMs: number): Promise<void> {
    const known = (this.#known.get(target) ?? (await this.#read(target))).filter((fault) => isLasting(fault, nowMs));
    const byKey = new Map(known.map((fault) => [fault.key, fault]));
    let isNews = false;
    for (const each of told) {
      // A host whose clock is ahead would else be attacked for hours after the attack.
      const fault = { ...each, lastMs: Math.min(each.lastMs, nowMs) };
      // A log of last month tells of nothing that lasts.
      if (!isLasting(fault, nowMs)) continue;
      const before = byKey.get(fault.key);
      if (before !== undefined && before.lastMs > fault.lastMs) continue;
      if (before !== undefined && !isOther(before, fault)) continue;
      byKey.set(fault.key, fault);
      isNews = true;
    }
    if (isNews) {
      const faults = [...byKey.values()].toSorted((a, b) => b.lastMs - a.lastMs).slice(0, MOST_OF_HOST);
      await this.#resources.put<Shelved>(this.#tenant, KIND, String(target), { faults }, "api", null, nowMs);
      this.#remember(target, faults);
    } else this.#remember(target, known);
  }

  async #read(target: TargetId): Promise<readonly ToldFault[]> {
    return toldOf(this.#resources, this.#tenant, target);
  }

  #remember(target: TargetId, faults: readonly ToldFault[]): void {
    this.#known.delete(target);
    this.#known.set(target, faults);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MOST_REMEMBERED) break;
      this.#known.delete(oldest);
    }
  }
}

/** What logs told of one host last, the newest first, also what is over. Rejects with StoreFailure. */
export async function toldOf(
  resources: Pick<Store["resources"], "get">,
  tenant: TenantId,
  target: TargetId,
): Promise<readonly ToldFault[]> {
  const found = await resources.get<Shelved>(tenant, KIND, String(target));
  return (found?.doc.faults ?? []).toSorted((a, b) => b.lastMs - a.lastMs);
}

/** What lasts, of all hosts of these tenants. Rejects with StoreFailure. */
export async function toldFaults(
  resources: Pick<Store["resources"], "list">,
  tenants: Iterable<TenantId>,
  nowMs: number,
): Promise<ToldFaults> {
  const all = await Promise.all([...tenants].map(async (tenant) => resources.list<Shelved>(tenant, KIND)));
  const lasting = all
    .flat()
    .map(({ name, doc }): [TargetId, readonly ToldFault[]] => [
      Number(name),
      doc.faults.filter((fault) => isLasting(fault, nowMs)),
    ]);
  return new Map(lasting.filter(([, faults]) => faults.length > 0));
}

function isOther(before: ToldFault, fault: ToldFault): boolean {
  return (
    fault.lastMs - before.lastMs >= RENEW_MS ||
    fault.severity !== before.severity ||
    Math.abs(fault.confidence - before.confidence) > 0.1
  );
}
