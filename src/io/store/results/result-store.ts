import { randomBytes } from "node:crypto";
import type {
  CheckRow,
  FactChange,
  HostState,
  TargetId,
  TenantId,
  VantageId,
  WatchedFacts,
} from "../../../core/fleet/index.ts";
import type { GroupRollup, HostRollup } from "../../../core/reliability/index.ts";
import type { Database, Queries } from "../database/database.ts";
import type {
  FleetOverview,
  KeptTranscript,
  Lease,
  Page,
  ResultBatch,
  ResultStore,
  RetentionLimits,
} from "../store.ts";
import type { CauseNumbers } from "./cause-sets.ts";
import { CauseSets } from "./cause-sets.ts";
import { addToSheets, dropSheets, totalsOf } from "./count-sheets.ts";
import { heldNames, leaseNamesOf, lockTallies } from "./fences.ts";
import { addToGroups, dropGroupRollups, groupRollupsOf, tenantsWithRollups } from "./group-rollups.ts";
import type { FactChangeFilter } from "./host-facts.ts";
import { allFactsOf, dropFactChanges, factChangesOf, factsOf, writeFactChanges } from "./host-facts.ts";
import { addToHosts, hostRollupsOf } from "./host-rollups.ts";
import { overviewOf, statesOf, statesSince, writeStates } from "./host-states.ts";
import { DAY_MS, dropTables, HOST_DAY_TABLES, HOST_HOUR_TABLES } from "./period-tables.ts";
import { asStored, daysOfRows, dropRows, insertRows, rowsOf } from "./result-rows.ts";
import { sampleChanges } from "./slot-sample.ts";
import type { PackedTranscript } from "./transcripts.ts";
import { limitTranscripts, packed, transcriptsOf, writeTranscripts } from "./transcripts.ts";

/** Results, states, facts and rollups in one database, which also holds the leases. */
export class SqlResultStore implements ResultStore {
  readonly #database: Database;
  readonly #writer: string;
  readonly #causes: CauseSets;

  constructor(database: Database) {
    this.#database = database;
    // A SQLite file has one writer; of the processes on one PostgreSQL each keeps rollups of groups of its own.
    this.#writer = database.dialect === "sqlite" ? "" : randomBytes(4).toString("hex");
    this.#causes = new CauseSets(database);
  }

  async record(batch: ResultBatch, fences: readonly Lease[]): Promise<number> {
    const rows = batch.rows.map(asStored);
    const numberOf = await this.#causes.learn(rows);
    const transcripts = await packed(batch.transcripts);
    return this.#database.transaction(async (queries) => {
      const held = await heldNames(queries, fences);
      const isOurs = ({ target, vantage }: { readonly target: TargetId; readonly vantage: VantageId }): boolean =>
        fences.length === 0 ||
        (batch.leaseOf === undefined
          ? leaseNamesOf(target, vantage).some((name) => held.has(name))
          : held.has(batch.leaseOf(target, vantage)));
      return this.#write(
        queries,
        {
          rows: rows.filter(isOurs),
          facts: batch.facts.filter(isOurs),
          states: batch.states.filter(isOurs),
          groups: batch.groups,
          transcripts: transcripts.filter(({ transcript }) => isOurs(transcript)),
        },
        numberOf,
      );
    });
  }

  async #write(
    queries: Queries,
    batch: Omit<ResultBatch, "transcripts" | "leaseOf"> & { readonly transcripts: readonly PackedTranscript[] },
    numberOf: CauseNumbers,
  ): Promise<number> {
    let fresh: readonly CheckRow[] = [];
    if (batch.rows.length > 0) {
      await lockTallies(
        queries,
        batch.rows.map(({ target }) => target),
        this.#writer,
      );
      const inserted = await insertRows(queries, batch.rows, numberOf, this.#causes);
      fresh = inserted.fresh;
      const changes = sampleChanges(fresh, inserted.before);
      await addToHosts(queries, changes);
      await addToSheets(queries, changes);
      await addToGroups(queries, changes, batch.groups, this.#writer);
    }
    await writeFactChanges(queries, batch.facts);
    await writeTranscripts(queries, batch.transcripts);
    await writeStates(queries, batch.states, batch.groups);
    return fresh.length;
  }

  async states(tenant: TenantId | null, targets?: readonly TargetId[]): Promise<readonly HostState[]> {
    return statesOf(this.#database, tenant, targets);
  }

  async statesSince(version: number): Promise<{ readonly version: number; readonly states: readonly HostState[] }> {
    return statesSince(this.#database, version);
  }

  async facts(tenant: TenantId, target: TargetId, vantage?: VantageId): Promise<WatchedFacts> {
    return factsOf(this.#database, tenant, target, vantage);
  }

  async allFacts(
    tenant: TenantId | null,
    certificateEndsBeforeMs?: number,
  ): Promise<readonly { readonly target: TargetId; readonly vantage: VantageId; readonly facts: WatchedFacts }[]> {
    return allFactsOf(this.#database, tenant, certificateEndsBeforeMs ?? null);
  }

  async factChanges(tenant: TenantId, filter: FactChangeFilter): Promise<Page<FactChange>> {
    return factChangesOf(this.#database, tenant, filter);
  }

  async rows(
    tenant: TenantId,
    target: TargetId,
    fromMs: number,
    untilMs: number,
    limit: number,
    vantage?: VantageId,
  ): Promise<readonly CheckRow[]> {
    return rowsOf(this.#database, this.#causes, { tenant, target, vantage: vantage ?? null, fromMs, untilMs, limit });
  }

  async hostRollups(
    tenant: TenantId,
    targets: readonly TargetId[] | null,
    span: HostRollup["span"],
    fromMs: number,
    untilMs: number,
  ): Promise<readonly HostRollup[]> {
    return hostRollupsOf(this.#database, tenant, targets, span, fromMs, untilMs);
  }

  async hostTotals(
    tenant: TenantId,
    fromMs: number,
    untilMs: number,
  ): Promise<readonly { readonly target: TargetId; readonly checks: number; readonly successes: number }[]> {
    const totals = await totalsOf(this.#database, tenant, fromMs, untilMs);
    return [...totals]
      .map(([target, { checks, successes }]) => ({ target, checks, successes }))
      .toSorted((one, other) => one.target - other.target);
  }

  async groupRollups(
    tenant: TenantId,
    groups: readonly string[] | null,
    span: GroupRollup["span"],
    fromMs: number,
    untilMs: number,
  ): Promise<readonly GroupRollup[]> {
    return groupRollupsOf(this.#database, tenant, groups, span, fromMs, untilMs);
  }

  async transcripts(tenant: TenantId, target: TargetId): Promise<readonly KeptTranscript[]> {
    return transcriptsOf(this.#database, tenant, target);
  }

  async overview(tenant: TenantId): Promise<FleetOverview> {
    return overviewOf(this.#database, tenant);
  }

  async days(): Promise<readonly number[]> {
    return daysOfRows(this.#database);
  }

  async retain(limits: RetentionLimits, nowMs: number): Promise<{ readonly droppedDays: readonly string[] }> {
    const before = (days: number): number => nowMs - days * DAY_MS;
    // One transaction a kind: dropping is quick, and a writer waits only for one of them.
    const dropped = await this.#database.transaction((queries) => dropRows(queries, before(limits.rawDays)));
    await this.#database.transaction((queries) => dropTables(queries, HOST_HOUR_TABLES, before(limits.hourDays)));
    await this.#database.transaction((queries) => dropTables(queries, HOST_DAY_TABLES, before(limits.dayDays)));
    for (const tenant of await tenantsWithRollups(this.#database)) {
      await this.#database.transaction(async (queries) => {
        await dropGroupRollups(queries, tenant, {
          minute: before(limits.minuteDays),
          hour: before(limits.hourDays),
          day: before(limits.dayDays),
        });
        await dropSheets(queries, tenant, before(limits.hourDays), before(limits.dayDays));
        await dropFactChanges(queries, tenant, before(limits.dayDays));
      });
    }
    await this.#database.transaction((queries) => limitTranscripts(queries, limits.transcriptBytes));
    return { droppedDays: dropped };
  }
}
