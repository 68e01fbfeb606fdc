import type { Delivery } from "../../../core/alerting/index.ts";
import type { TenantId } from "../../../core/fleet/index.ts";
import type { IncidentChange, IncidentId, IncidentRecord, TimelineEntry } from "../../../core/incident/index.ts";
import type { Database, Queries, SqlValue } from "../database/database.ts";
import type { IncidentFilter, IncidentStore, Lease, Page } from "../store.ts";
import { StoreFailure } from "../store-failure.ts";
import { appendLines } from "./change-stream.ts";
import { canonicalJson, chunks, integerIn, places } from "./columns.ts";
import { cursorOf, keysOf, pageSize } from "./cursor.ts";
import {
  INCIDENT_COLUMNS,
  incidentOf,
  incidentRow,
  TIMELINE_COLUMNS,
  timelineEntryOf,
  timelineRow,
} from "./incident-rows.ts";
import { refuseLostLease } from "./lease-store.ts";
import { writeDeliveries } from "./outbox-store.ts";

export class SqlIncidentStore implements IncidentStore {
  readonly #database: Database;
  readonly #leases: Database;

  /** `leases`: the database of the leases, on PostgreSQL the same one. */
  constructor(database: Database, leases: Database) {
    this.#database = database;
    this.#leases = leases;
  }

  async apply(
    change: IncidentChange,
    deliveries: readonly Delivery[],
    fence: Lease | null,
    nowMs: number,
  ): Promise<void> {
    await this.#database.transaction(async (queries) => {
      if (fence !== null) await refuseLostLease(this.#leases === this.#database ? queries : this.#leaseReader(), fence);
      const incidents = await notYetWritten(queries, change.incidents);
      await writeIncidents(queries, incidents);
      await writeTimeline(queries, change.entries);
      await writeDeliveries(queries, deliveries);
      const lines = incidents.map(({ id, tenant, state, severity, cause, members, revision }) => ({
        tenant,
        atMs: nowMs,
        kind: "incident",
        id: String(id),
        detail: { state, severity, cause, members: members.length, revision },
      }));
      await appendLines(queries, lines);
    });
  }

  /** Files: one server works there, so that reading is enough, and waits for nobody who writes results. */
  #leaseReader(): Pick<Queries, "all" | "dialect"> {
    const leases = this.#leases;
    return { dialect: leases.dialect, all: async (sql, parameters) => leases.read(sql, parameters) };
  }

  async highestId(): Promise<IncidentId> {
    const [row] = await this.#database.read("SELECT coalesce(max(id), 0) AS id FROM incident");
    return row === undefined ? 0 : integerIn(row, "id");
  }

  async current(closedWithinMs: number, nowMs: number): Promise<readonly IncidentRecord[]> {
    const rows = await this.#database.read(
      "SELECT doc FROM incident WHERE state <> 'closed' OR closed_ms >= ? ORDER BY id",
      [nowMs - closedWithinMs],
    );
    return rows.map(incidentOf);
  }

  async get(tenant: TenantId, id: IncidentId): Promise<IncidentRecord | null> {
    const [row] = await this.#database.read("SELECT doc FROM incident WHERE tenant = ? AND id = ?", [tenant, id]);
    return row === undefined ? null : incidentOf(row);
  }

  async list(tenant: TenantId, filter: IncidentFilter): Promise<Page<IncidentRecord> & { readonly total: number }> {
    const { conditions, parameters } = conditionsOf(tenant, filter);
    const sort = filter.sort ?? "opened";
    const key = SORT_COLUMNS[sort];
    const limit = pageSize(filter.limit);
    const after = filter.cursor === undefined ? [] : keysOf(filter.cursor, ["number", "number", "number"], sort);
    const beyond = after.length === 0 ? "" : `AND (${key}, opened_ms, id) < (?, ?, ?)`;
    const [counted, rows] = await Promise.all([
      this.#database.read(`SELECT count(*) AS total FROM incident WHERE ${conditions}`, parameters),
      this.#database.read(
        `SELECT doc, ${key} AS sort_key, opened_ms, id FROM incident WHERE ${conditions} ${beyond}
         ORDER BY ${key} DESC, opened_ms DESC, id DESC LIMIT ?`,
        [...parameters, ...after, limit + 1],
      ),
    ]);
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return {
      items: rows.slice(0, limit).map(incidentOf),
      next:
        last === undefined
          ? null
          : cursorOf([integerIn(last, "sort_key"), integerIn(last, "opened_ms"), integerIn(last, "id")], sort),
      total: counted[0] === undefined ? 0 : integerIn(counted[0], "total"),
    };
  }

  async timeline(tenant: TenantId, id: IncidentId): Promise<readonly TimelineEntry[]> {
    const rows = await this.#database.read(
      "SELECT incident, tenant, at_ms, kind, by_whom, detail FROM timeline WHERE tenant = ? AND incident = ? ORDER BY position",
      [tenant, id],
    );
    return rows.map(timelineEntryOf);
  }
}

const SORT_COLUMNS = { opened: "opened_ms", severity: "severity_rank", members: "members" } as const;

function conditionsOf(
  tenant: TenantId,
  filter: IncidentFilter,
): { readonly conditions: string; readonly parameters: readonly SqlValue[] } {
  const conditions = ["tenant = ?"];
  const parameters: SqlValue[] = [tenant];
  const where = (condition: string, ...values: readonly SqlValue[]): void => {
    conditions.push(condition);
    parameters.push(...values);
  };
  if (filter.state !== undefined) where(oneOf("state", filter.state), ...filter.state);
  if (filter.severity !== undefined) where(oneOf("severity", filter.severity), ...filter.severity);
  if (filter.cause !== undefined) where("cause = ?", filter.cause);
  if (filter.assignee !== undefined) where("assignee = ?", filter.assignee);
  if (filter.openedFromMs !== undefined) where("opened_ms >= ?", filter.openedFromMs);
  if (filter.openedUntilMs !== undefined) where("opened_ms < ?", filter.openedUntilMs);
  if (filter.target !== undefined) {
    where("id IN (SELECT incident FROM incident_member WHERE target = ?)", filter.target);
  }
  return { conditions: conditions.join(" AND "), parameters };
}

/** An empty list means none at all. */
function oneOf(column: string, values: readonly string[]): string {
  return values.length === 0 ? "1 = 0" : `${column} IN (${places(values.length)})`;
}

/**
 * Leaves out what is stored exactly so, which makes a change that is applied twice one change. Somebody else's later
 * revision is a conflict: to write over it would undo what he did.
 */
async function notYetWritten(
  queries: Queries,
  incidents: readonly IncidentRecord[],
): Promise<readonly IncidentRecord[]> {
  const stored = new Map<IncidentId, IncidentRecord>();
  for (const some of chunks(incidents)) {
    const ids = some.map(({ id }) => id);
    const rows = await queries.all(`SELECT doc FROM incident WHERE id IN (${places(ids.length)})`, ids);
    for (const row of rows) {
      const incident = incidentOf(row);
      stored.set(incident.id, incident);
    }
  }
  // Of two versions in one change only the last is written: one statement cannot touch a row twice.
  const latest = [...new Map(incidents.map((incident) => [incident.id, incident])).values()];
  return latest.filter((incident) => {
    const before = stored.get(incident.id);
    if (before === undefined || before.revision < incident.revision) return true;
    if (canonicalJson(before) === canonicalJson(incident)) return false;
    throw new StoreFailure(
      "conflict",
      `incident ${incident.id} has revision ${before.revision} already; read it again and repeat the change`,
    );
  });
}

/** Rejects with "conflict" when somebody wrote the same revision in between. */
export async function writeIncidents(queries: Queries, incidents: readonly IncidentRecord[]): Promise<void> {
  const written = await queries.bulk({
    table: "incident",
    columns: INCIDENT_COLUMNS,
    rows: incidents.map(incidentRow),
    onConflict: `ON CONFLICT (id) DO UPDATE SET ${INCIDENT_COLUMNS.slice(1)
      .map((column) => `${column} = excluded.${column}`)
      .join(", ")} WHERE incident.revision < excluded.revision`,
    returning: ["id"],
  });
  if (written.length < incidents.length) {
    throw new StoreFailure("conflict", "somebody else changed an incident at the same time; read it again");
  }
  for (const some of chunks(incidents)) {
    await queries.run(
      `DELETE FROM incident_member WHERE incident IN (${places(some.length)})`,
      some.map(({ id }) => id),
    );
  }
  await queries.bulk({
    table: "incident_member",
    columns: ["incident", "tenant", "target"],
    rows: incidents.flatMap(({ id, tenant, members }) =>
      [...new Set(members.map(({ target }) => target))].map((target) => [id, tenant, target]),
    ),
  });
}

export async function writeTimeline(queries: Queries, entries: readonly TimelineEntry[]): Promise<void> {
  await queries.bulk({
    table: "timeline",
    columns: TIMELINE_COLUMNS,
    rows: entries.map(timelineRow),
    onConflict: "ON CONFLICT (incident, digest) DO NOTHING",
  });
}
