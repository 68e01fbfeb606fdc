import type { TargetId } from "../../fleet/index.ts";
import type {
  IncidentChange,
  IncidentId,
  IncidentMember,
  IncidentRecord,
  TimelineEntry,
  TimelineKind,
} from "./incident-record.ts";

const OURSELVES = "rdpulse";

/** The incidents of a desk, what was changed of them since they were last handed over, and who is a member where. */
export class IncidentLedger {
  readonly #records = new Map<IncidentId, IncidentRecord>();
  /** The open incident that checks found a target is hit by. */
  readonly #hitBy = new Map<TargetId, IncidentId>();
  readonly #changed = new Set<IncidentId>();
  #entries: TimelineEntry[] = [];
  #nextId: IncidentId;

  constructor(incidents: readonly IncidentRecord[], nextId: IncidentId) {
    this.#nextId = nextId;
    for (const incident of incidents) this.#keep(incident);
  }

  get open(): readonly IncidentRecord[] {
    return [...this.#records.values()].filter(isOpen);
  }

  /** Those that checks opened. */
  get openByChecks(): readonly IncidentRecord[] {
    return this.open.filter(({ told }) => told === undefined);
  }

  get closed(): readonly IncidentRecord[] {
    return [...this.#records.values()].filter((incident) => !isOpen(incident));
  }

  get(id: IncidentId): IncidentRecord | undefined {
    return this.#records.get(id);
  }

  hitting(target: TargetId): IncidentRecord | undefined {
    const id = this.#hitBy.get(target);
    return id === undefined ? undefined : this.#records.get(id);
  }

  add(incident: Omit<IncidentRecord, "id" | "revision">): IncidentRecord {
    const added = { ...incident, id: this.#nextId++, revision: 0 };
    this.#keep(added);
    this.#changed.add(added.id);
    return added;
  }

  change(id: IncidentId, patch: IncidentPatch): IncidentRecord | undefined {
    const before = this.#records.get(id);
    if (before === undefined) return undefined;
    const after = patched(before, patch);
    this.#keep(after);
    this.#changed.add(id);
    return after;
  }

  forget(id: IncidentId): void {
    this.#records.delete(id);
  }

  tell(
    incident: Pick<IncidentRecord, "id" | "tenant">,
    kind: TimelineKind,
    atMs: number,
    detail: TimelineEntry["detail"] = {},
    by: string = OURSELVES,
  ): void {
    this.#entries.push({ incident: incident.id, tenant: incident.tenant, atMs, kind, by, detail });
  }

  /** What changed since the last time, once each, as it is now. */
  take(): IncidentChange {
    const incidents: IncidentRecord[] = [];
    for (const id of this.#changed) {
      const incident = this.#records.get(id);
      if (incident === undefined) continue;
      const counted = { ...incident, revision: incident.revision + 1 };
      this.#records.set(id, counted);
      incidents.push(counted);
    }
    const entries = this.#entries;
    this.#changed.clear();
    this.#entries = [];
    return { incidents, entries };
  }

  #keep(incident: IncidentRecord): void {
    const before = this.#records.get(incident.id);
    for (const { target } of before?.members ?? []) {
      if (this.#hitBy.get(target) === incident.id) this.#hitBy.delete(target);
    }
    this.#records.set(incident.id, incident);
    // What logs tell of a host stands beside what checks find there: a host that is attacked may be down as well.
    if (!isOpen(incident) || incident.told !== undefined) return;
    for (const { target, leftMs } of incident.members) if (leftMs === undefined) this.#hitBy.set(target, incident.id);
  }
}

export function isOpen({ state }: Pick<IncidentRecord, "state">): boolean {
  return state !== "closed";
}

export function activeMembers({ members }: Pick<IncidentRecord, "members">): readonly IncidentMember[] {
  return members.filter(({ leftMs }) => leftMs === undefined);
}

/** Fields to change; undefined takes an optional one away. */
export type IncidentPatch = { readonly [Field in keyof IncidentRecord]?: IncidentRecord[Field] | undefined };

/** Optional fields are absent or have a value: nobody downstream meets an undefined. */
function patched(before: IncidentRecord, patch: IncidentPatch): IncidentRecord {
  const after = { ...before };
  for (const [field, value] of Object.entries(patch)) {
    if (value === undefined) Reflect.deleteProperty(after, field);
    else Object.assign(after, { [field]: value });
  }
  return after;
}
