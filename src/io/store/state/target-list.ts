import type { HostState, HostStatus, TargetId, TenantId } from "../../../core/fleet/index.ts";
import type { Database, SqlRow, SqlValue } from "../database/database.ts";
import { isShownBefore, STATUS_CODES, worstFirst } from "../results/row-codes.ts";
import type { Page, ResultStore, TargetFilter, TargetView } from "../store.ts";
import { integerIn, places, plainText, textIn } from "./columns.ts";
import { cursorOf, keysOf, pageSize } from "./cursor.ts";
import { wordsOf } from "./dialect.ts";
import { TARGET_COLUMNS, targetOf } from "./target-rows.ts";

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

function rankOf(column: string): string {
  const ranks = HOST_STATUSES.map((status) => `WHEN ${STATUS_CODES[status]} THEN ${STATUS_RANKS[status]}`);
  return `CASE ${column} ${ranks.join(" ")} ELSE ${STATUS_RANKS.unknown} END`;
}

const RANK = rankOf("s.status");

/** A sort key, and what it reads besides the target. */
interface SortKey {
  readonly expression: string;
  readonly kind: "string" | "number";
  readonly needs?: Need;
}

type Need = "state" | "facts";

interface Conditions {
  readonly text: string;
  readonly parameters: readonly SqlValue[];
  readonly needs: ReadonlySet<Need>;
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
  const sort = filter.sort ?? "worst";
  const keys = sortKeys(sort);
  const conditions = conditionsOf(database, tenant, filter);
  const limit = pageSize(filter.limit);
  const direction = filter.descending === true ? "DESC" : "ASC";
  const order = `${sort} ${direction}`;
  const keyNames = [...keys.map((_, index) => `key_${index}`), "id"];
  const after =
    filter.cursor === undefined ? [] : keysOf(filter.cursor, [...keys.map(({ kind }) => kind), "number"], order);
  const beyond =
    after.length === 0
      ? ""
      : `WHERE (${keyNames.join(", ")}) ${direction === "ASC" ? ">" : "<"} (${places(after.length)})`;
  const needs = new Set([...conditions.needs, ...keys.flatMap((key) => key.needs ?? [])]);
  const [counted, rows] = await Promise.all([
    database.read(
      `SELECT count(*) AS total FROM target t ${joinsFor(conditions.needs)} WHERE ${conditions.text}`,
      conditions.parameters,
    ),
    // Keys alone: what is sorted is small, and the rest is read for one page.
    database.read(
      `SELECT * FROM (
         SELECT t.id, ${keys.map(({ expression }, index) => `${expression} AS key_${index}`).join(", ")}
         FROM target t ${joinsFor(needs)} WHERE ${conditions.text}
       ) found ${beyond} ORDER BY ${keyNames.map((name) => `${name} ${direction}`).join(", ")} LIMIT ? OFFSET ?`,
      [...conditions.parameters, ...after, limit + 1, filter.skip ?? 0],
    ),
  ]);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    items: await viewsOf(
      database,
      states,
      tenant,
      page.map((row) => integerIn(row, "id")),
    ),
    next:
      last === undefined
        ? null
        : cursorOf(
            keyNames.map((name) => last[name] ?? null),
            order,
          ),
    total: counted[0] === undefined ? 0 : integerIn(counted[0], "total"),
  };
}

function sortKeys(sort: NonNullable<TargetFilter["sort"]>): readonly SortKey[] {
  const since: SortKey = { expression: "coalesce(s.since_ms, 0)", kind: "number", needs: "state" };
  const name: SortKey = { expression: "t.name_key", kind: "string" };
  switch (sort) {
    case "worst":
      return [{ expression: RANK, kind: "number", needs: "state" }, since];
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

function conditionsOf(database: Database, tenant: TenantId, filter: TargetFilter): Conditions {
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
    where(ranks.length === 0 ? "1 = 0" : `${RANK} IN (${places(ranks.length)})`, ...ranks);
  }
  if (filter.cause !== undefined) where(words.contains("s.causes", "?"), `"id":${JSON.stringify(filter.cause)}`);
  if (filter.build !== undefined) where("f.build = ?", plainText(filter.build));
  const needs = new Set<Need>();
  if (filter.status !== undefined || filter.cause !== undefined) needs.add("state");
  if (filter.build !== undefined) needs.add("facts");
  return { text: conditions.join(" AND "), parameters, needs };
}

/** Facts are those of the vantage whose state stands for the target. */
function joinsFor(needs: ReadonlySet<Need>): string {
  if (needs.size === 0) return "";
  return needs.has("facts") ? `${STATE_JOIN} ${FACTS_JOIN}` : STATE_JOIN;
}

/** The worst of the states that several vantages have of a target, or the only one. */
const STATE_JOIN = `LEFT JOIN host_state s ON s.tenant = t.tenant AND s.target = t.id AND s.vantage = (
    SELECT w.vantage FROM host_state w WHERE w.tenant = t.tenant AND w.target = t.id
    ORDER BY ${worstFirst("w.status", "w.vantage")} LIMIT 1
  )`;

const FACTS_JOIN = "LEFT JOIN host_facts f ON f.tenant = t.tenant AND f.target = t.id AND f.vantage = s.vantage";

async function viewsOf(
  database: Database,
  states: TargetStates,
  tenant: TenantId,
  ids: readonly TargetId[],
): Promise<readonly TargetView[]> {
  if (ids.length === 0) return [];
  const list = places(ids.length);
  const [rows, known, facts] = await Promise.all([
    database.read(`SELECT ${TARGET_COLUMNS} FROM target WHERE tenant = ? AND id IN (${list})`, [tenant, ...ids]),
    states.states(tenant, ids),
    database.read(`SELECT target, vantage, facts FROM host_facts WHERE tenant = ? AND target IN (${list})`, [
      tenant,
      ...ids,
    ]),
  ]);
  const worst = new Map<TargetId, HostState>();
  for (const state of known) {
    const other = worst.get(state.target);
    if (other === undefined || isShownBefore(state, other)) worst.set(state.target, state);
  }
  const factsAt = new Map(facts.map((row) => [`${textOfId(row, "target")}/${textOfId(row, "vantage")}`, row]));
  const targets = new Map(rows.map(targetOf).map((target) => [target.id, target]));
  // One that was removed between the two reads is left out.
  return ids.flatMap((id) => {
    const target = targets.get(id);
    if (target === undefined) return [];
    const state = worst.get(id) ?? null;
    const row = state === null ? undefined : factsAt.get(`${id}/${state.vantage}`);
    return [{ target, state, facts: row === undefined ? {} : JSON.parse(textIn(row, "facts")) }];
  });
}

function textOfId(row: SqlRow, column: string): string {
  return String(integerIn(row, column));
}
