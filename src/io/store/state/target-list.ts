import type { HostState, HostStatus, TargetId, TenantId } from "../../../core/fleet/index.ts";
import type { Database, SqlRow, SqlValue } from "../database/database.ts";
import { STATUS_CODES } from "../results/row-codes.ts";
import type { Page, ResultStore, TargetFilter, TargetView } from "../store.ts";
import { integerIn, places, plainText, textIn } from "./columns.ts";
import { cursorOf, keysOf, pageSize } from "./cursor.ts";
import { wordsOf } from "./dialect.ts";
import { targetOf } from "./target-rows.ts";

/** What the list needs of the results. */
export type TargetStates = Pick<ResultStore, "states">;

/** Worst first. A target that was never checked counts as unknown. */
const STATUS_RANKS: Readonly<Record<HostStatus, number>> = {
  down: 0,
  flapping: 1,
  suspect: 2,
  degraded: 3,
  unknown: 4,
  suppressed: 5,
  up: 6,
};

const HOST_STATUSES = ["down", "flapping", "suspect", "degraded", "unknown", "suppressed", "up"] as const;

const RANK = `CASE status ${HOST_STATUSES.map((status) => `WHEN ${STATUS_CODES[status]} THEN ${STATUS_RANKS[status]}`).join(" ")} END`;

/** A sort key, and what it reads besides the target. */
interface SortKey {
  readonly expression: string;
  readonly kind: "string" | "number";
  readonly needs?: "state" | "facts";
}

interface Query {
  readonly joins: string;
  readonly joinParameters: readonly SqlValue[];
  readonly conditions: string;
  readonly parameters: readonly SqlValue[];
}

/**
 * One page of targets with state and facts. Of several vantages the worst state stands for the target. Sorted and
 * cut in the database by keys, never by counting rows, so that a page far down costs what the first one costs.
 */
export async function listTargets(
  database: Database,
  states: TargetStates,
  tenant: TenantId,
  filter: TargetFilter,
): Promise<Page<TargetView> & { readonly total: number }> {
  const keys = sortKeys(filter.sort ?? "worst");
  const query = queryOf(database, tenant, filter, keys);
  const limit = pageSize(filter.limit);
  const direction = filter.descending === true ? "DESC" : "ASC";
  const keyNames = [...keys.map((_, index) => `key_${index}`), "id"];
  const after = filter.cursor === undefined ? [] : keysOf(filter.cursor, [...keys.map(({ kind }) => kind), "number"]);
  const beyond =
    after.length === 0
      ? ""
      : `WHERE (${keyNames.join(", ")}) ${direction === "ASC" ? ">" : "<"} (${places(after.length)})`;
  const [counted, rows] = await Promise.all([
    database.read(`SELECT count(*) AS total FROM target t ${query.joins} WHERE ${query.conditions}`, [
      ...query.joinParameters,
      ...query.parameters,
    ]),
    database.read(
      `SELECT * FROM (
         SELECT t.id, t.tenant, t.settings, t.origin, t.revision, t.created_ms, t.updated_ms,
           ${keys.map(({ expression }, index) => `${expression} AS key_${index}`).join(", ")}
         FROM target t ${query.joins} WHERE ${query.conditions}
       ) found ${beyond} ORDER BY ${keyNames.map((name) => `${name} ${direction}`).join(", ")} LIMIT ?`,
      [...query.joinParameters, ...query.parameters, ...after, limit + 1],
    ),
  ]);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    items: await viewsOf(database, states, tenant, page),
    next: last === undefined ? null : cursorOf(keyNames.map((name) => last[name] ?? null)),
    total: counted[0] === undefined ? 0 : integerIn(counted[0], "total"),
  };
}

function sortKeys(sort: NonNullable<TargetFilter["sort"]>): readonly SortKey[] {
  const since: SortKey = { expression: "coalesce(s.since_ms, 0)", kind: "number", needs: "state" };
  const name: SortKey = { expression: "t.name_key", kind: "string" };
  switch (sort) {
    case "worst":
      return [{ expression: `coalesce(s.rank, ${STATUS_RANKS.unknown})`, kind: "number", needs: "state" }, since];
    case "name":
      return [name];
    case "host":
      return [{ expression: "t.host_key", kind: "string" }];
    case "site":
      return [{ expression: "t.site", kind: "string" }, name];
    case "since":
      return [since];
    case "total":
      return [{ expression: "coalesce(s.total_us, 0)", kind: "number", needs: "state" }];
    case "certificate": {
      // Without a certificate there is nothing that ends: behind all that have one.
      const expression = `coalesce(f.certificate_not_after_ms, ${Number.MAX_SAFE_INTEGER})`;
      return [{ expression, kind: "number", needs: "facts" }];
    }
  }
}

function queryOf(database: Database, tenant: TenantId, filter: TargetFilter, keys: readonly SortKey[]): Query {
  const words = wordsOf(database.dialect);
  const conditions = ["t.tenant = ?"];
  const parameters: SqlValue[] = [tenant];
  const where = (condition: string, ...values: readonly SqlValue[]): void => {
    conditions.push(condition);
    parameters.push(...values);
  };
  const search = plainText(filter.search?.trim().toLowerCase() ?? "");
  if (search !== "") {
    where(
      `(${[words.contains("t.name_key", "?"), words.contains("t.host_key", "?"), words.contains("t.group_keys", "?")].join(" OR ")})`,
      search,
      search,
      `\n${search}\n`,
    );
  }
  for (const group of ["site", "gateway", "balancer", "pool"] as const) {
    const name = filter[group];
    if (name !== undefined) where(`t.${group} = ?`, plainText(name));
  }
  if (filter.tag !== undefined) {
    where(
      "EXISTS (SELECT 1 FROM target_tag g WHERE g.target = t.id AND g.name = ? AND g.value = ?)",
      ...filter.tag.map(plainText),
    );
  }
  if (filter.status !== undefined) {
    const ranks = filter.status.map((status) => STATUS_RANKS[status]);
    where(
      ranks.length === 0 ? "1 = 0" : `coalesce(s.rank, ${STATUS_RANKS.unknown}) IN (${places(ranks.length)})`,
      ...ranks,
    );
  }
  if (filter.cause !== undefined) where(words.contains("s.causes", "?"), `"id":${JSON.stringify(filter.cause)}`);
  if (filter.build !== undefined) where("f.build = ?", plainText(filter.build));
  const needsFacts = filter.build !== undefined || keys.some(({ needs }) => needs === "facts");
  const needsState =
    needsFacts ||
    filter.status !== undefined ||
    filter.cause !== undefined ||
    keys.some(({ needs }) => needs === "state");
  const joins = [...(needsState ? [STATE_JOIN] : []), ...(needsFacts ? [FACTS_JOIN] : [])];
  return {
    joins: joins.join(" "),
    joinParameters: needsState ? [tenant] : [],
    conditions: conditions.join(" AND "),
    parameters,
  };
}

const STATE_JOIN = `LEFT JOIN (
    SELECT target, vantage, since_ms, total_us, causes, rank FROM (
      SELECT ranked.*, row_number() OVER (PARTITION BY target ORDER BY rank, vantage) AS place FROM (
        SELECT target, vantage, since_ms, total_us, causes, ${RANK} AS rank FROM host_state WHERE tenant = ?
      ) ranked
    ) placed WHERE place = 1
  ) s ON s.target = t.id`;

const FACTS_JOIN = "LEFT JOIN host_facts f ON f.tenant = t.tenant AND f.target = t.id AND f.vantage = s.vantage";

async function viewsOf(
  database: Database,
  states: TargetStates,
  tenant: TenantId,
  rows: readonly SqlRow[],
): Promise<readonly TargetView[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => integerIn(row, "id"));
  const [known, facts] = await Promise.all([
    states.states(tenant, ids),
    database.read(
      `SELECT target, vantage, facts FROM host_facts WHERE tenant = ? AND target IN (${places(ids.length)})`,
      [tenant, ...ids],
    ),
  ]);
  const worst = new Map<TargetId, HostState>();
  for (const state of known) {
    const other = worst.get(state.target);
    if (other === undefined || isWorse(state, other)) worst.set(state.target, state);
  }
  const factsAt = new Map(facts.map((row) => [`${textOfId(row, "target")}/${textOfId(row, "vantage")}`, row]));
  return rows.map((row) => {
    const target = targetOf(row);
    const state = worst.get(target.id) ?? null;
    const factRow = state === null ? undefined : factsAt.get(`${target.id}/${state.vantage}`);
    return { target, state, facts: factRow === undefined ? {} : JSON.parse(textIn(factRow, "facts")) };
  });
}

function isWorse(one: HostState, other: HostState): boolean {
  const difference = STATUS_RANKS[one.status] - STATUS_RANKS[other.status];
  return difference < 0 || (difference === 0 && one.vantage < other.vantage);
}

function textOfId(row: SqlRow, column: string): string {
  return String(integerIn(row, column));
}
