import { isIP } from "node:net";
import type { TargetId, TenantId } from "../../../core/fleet/index.ts";
import type { Store } from "../../store/index.ts";

const FRESH_MS = 60_000;

/** Which target a host is that sends its logs: by name, by address, by what it called itself over the wire. */
export class HostTargets {
  readonly #store: Pick<Store, "targets" | "results">;
  readonly #tenant: TenantId;
  /** null: several targets have that name. */
  #byName: ReadonlyMap<string, TargetId | null> = new Map();
  #readMs = Number.NEGATIVE_INFINITY;

  constructor(store: Pick<Store, "targets" | "results">, tenant: TenantId) {
    this.#store = store;
    this.#tenant = tenant;
  }

  /** Rejects with StoreFailure. */
  async refresh(nowMs: number): Promise<void> {
    if (nowMs - this.#readMs < FRESH_MS) return;
    const names = new Map<string, TargetId | null>();
    const add = (name: string | undefined, target: TargetId): void => {
      if (name === undefined || name === "") return;
      for (const each of new Set([name.toLowerCase(), shortName(name)])) {
        const known = names.get(each);
        names.set(each, known === undefined || known === target ? target : null);
      }
    };
    for (const { id, tenant, name, settings } of await this.#store.targets.all()) {
      if (tenant !== this.#tenant) continue;
      add(name, id);
      add(settings.host, id);
    }
    for (const { target, facts } of await this.#store.results.allFacts(this.#tenant)) {
      add(facts.dnsName, target);
      add(facts.netbiosName, target);
    }
    this.#byName = names;
    this.#readMs = nowMs;
  }

  targetOf(host: string): TargetId | null {
    return this.#byName.get(host.toLowerCase()) ?? this.#byName.get(shortName(host)) ?? null;
  }
}

function shortName(name: string): string {
  const lower = name.toLowerCase();
  return isIP(lower) === 0 ? (lower.split(".")[0] ?? lower) : lower;
}
