import type {
  FactChange,
  TargetId,
  TenantId,
  VantageId,
  WatchedFactName,
  WatchedFacts,
  WatchedFactValue,
} from "../../../core/fleet/index.ts";
import type { Database, Queries, SqlRow, SqlValue } from "../database/database.ts";
import { integerIn, plainText, textIn } from "../state/columns.ts";
import { cursorOf, keysOf, pageSize } from "../state/cursor.ts";
import type { Page } from "../store.ts";
import { decoded } from "./decoded.ts";
import { keyList, keyParameter } from "./key-list.ts";

const KEY = ["tenant", "target", "vantage"] as const;
const FACT_COLUMNS = [...KEY, "facts", "facts_at", "build", "certificate_not_after_ms"] as const;
const CHANGE_COLUMNS = ["tenant", "at_ms", "target", "vantage", "fact", "detail"] as const;

interface Current {
  readonly key: readonly [tenant: number, target: number, vantage: number];
  readonly facts: Partial<Record<WatchedFactName, WatchedFactValue>>;
  /** When each of them was seen to change. */
  readonly seenMs: Partial<Record<WatchedFactName, number>>;
}

/** Appends changes (one that is there already changes nothing) and brings the current facts of their hosts up to date. */
export async function writeFactChanges(queries: Queries, changes: readonly FactChange[]): Promise<void> {
  if (changes.length === 0) return;
  await queries.bulk({
    table: "fact_change",
    columns: CHANGE_COLUMNS,
    rows: changes.map((change) => [
      change.tenant,
      change.atMs,
      change.target,
      change.vantage,
      change.fact,
      JSON.stringify({
        fact: change.fact,
        before: change.before,
        after: change.after,
        ...(change.judgement === undefined ? {} : { judgement: change.judgement }),
      }),
    ]),
    onConflict: "ON CONFLICT DO NOTHING",
  });
  const hosts = new Map<string, Current>();
  for (const { tenant, target, vantage } of changes) {
    hosts.set(`${tenant}/${target}/${vantage}`, { key: [tenant, target, vantage], facts: {}, seenMs: {} });
  }
  const known = await queries.all(
    `SELECT f.tenant, f.target, f.vantage, f.facts, f.facts_at FROM ${keyList(queries.dialect, KEY)} k
     JOIN host_facts f ON f.tenant = k.tenant AND f.target = k.target AND f.vantage = k.vantage`,
    [keyParameter([...hosts.values()].map(({ key }) => key))],
  );
  for (const row of known) {
    const host = hosts.get(KEY.map((column) => integerIn(row, column)).join("/"));
    if (host === undefined) continue;
    Object.assign(host.facts, factsIn(row, "facts"));
    Object.assign(host.seenMs, factsIn(row, "facts_at"));
  }
  for (const { tenant, target, vantage, fact, after, atMs } of changes) {
    const host = hosts.get(`${tenant}/${target}/${vantage}`);
    // An older change that comes late belongs to the history alone.
    if (host === undefined || (host.seenMs[fact] ?? -Infinity) > atMs) continue;
    host.facts[fact] = after;
    host.seenMs[fact] = atMs;
  }
  await queries.bulk({
    table: "host_facts",
    columns: FACT_COLUMNS,
    rows: [...hosts.values()].map(valuesOf),
    onConflict: `ON CONFLICT (${KEY.join(", ")}) DO UPDATE SET ${FACT_COLUMNS.slice(3)
      .map((column) => `${column} = excluded.${column}`)
      .join(", ")}`,
  });
}

function valuesOf({ key, facts, seenMs }: Current): readonly SqlValue[] {
  const { osBuild, certificateNotAfterMs } = facts;
  return [
    ...key,
    JSON.stringify(facts),
    JSON.stringify(seenMs),
    typeof osBuild === "string" ? plainText(osBuild) : null,
    typeof certificateNotAfterMs === "number" ? Math.round(certificateNotAfterMs) : null,
  ];
}

/** What is known of a target; of several vantages the lowest number speaks first and the others fill in. */
export async function factsOf(
  database: Database,
  tenant: TenantId,
  target: TargetId,
  vantage: VantageId | undefined,
): Promise<WatchedFacts> {
  const rows = await database.read(
    `SELECT facts FROM host_facts WHERE tenant = ? AND target = ? ${vantage === undefined ? "" : "AND vantage = ?"}
     ORDER BY vantage DESC`,
    [tenant, target, ...(vantage === undefined ? [] : [vantage])],
  );
  return Object.assign({}, ...rows.map((row) => factsIn(row, "facts")));
}

export async function allFactsOf(
  database: Database,
  tenant: TenantId | null,
  certificateEndsBeforeMs: number | null,
): Promise<readonly { readonly target: TargetId; readonly vantage: VantageId; readonly facts: WatchedFacts }[]> {
  const conditions = [
    ...(tenant === null ? [] : ["tenant = ?"]),
    ...(certificateEndsBeforeMs === null ? [] : ["certificate_not_after_ms < ?"]),
  ];
  const rows = await database.read(
    `SELECT target, vantage, facts FROM host_facts
     ${conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`} ORDER BY target, vantage`,
    [tenant, certificateEndsBeforeMs].filter((value) => value !== null),
  );
  return rows.map((row) => ({
    target: integerIn(row, "target"),
    vantage: integerIn(row, "vantage"),
    facts: factsIn(row, "facts"),
  }));
}

export interface FactChangeFilter {
  readonly target?: TargetId;
  readonly fact?: string;
  readonly fromMs?: number;
  readonly untilMs?: number;
  readonly limit?: number;
  readonly cursor?: string;
}

/** Newest first. */
export async function factChangesOf(
  database: Database,
  tenant: TenantId,
  filter: FactChangeFilter,
): Promise<Page<FactChange>> {
  const limit = pageSize(filter.limit);
  const conditions = ["tenant = ?"];
  const parameters: SqlValue[] = [tenant];
  const where = (condition: string, ...values: readonly SqlValue[]): void => {
    conditions.push(condition);
    parameters.push(...values);
  };
  if (filter.target !== undefined) where("target = ?", filter.target);
  if (filter.fact !== undefined) where("fact = ?", plainText(filter.fact));
  if (filter.fromMs !== undefined) where("at_ms >= ?", filter.fromMs);
  if (filter.untilMs !== undefined) where("at_ms < ?", filter.untilMs);
  if (filter.cursor !== undefined) {
    where(
      "(at_ms, target, vantage, fact) < (?, ?, ?, ?)",
      ...keysOf(filter.cursor, ["number", "number", "number", "string"]),
    );
  }
  const rows = await database.read(
    `SELECT ${CHANGE_COLUMNS.join(", ")} FROM fact_change WHERE ${conditions.join(" AND ")}
     ORDER BY at_ms DESC, target DESC, vantage DESC, fact DESC LIMIT ?`,
    [...parameters, limit + 1],
  );
  const items = rows.slice(0, limit).map(changeOf);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, next: last === undefined ? null : cursorOf([last.atMs, last.target, last.vantage, last.fact]) };
}

/** Changes before this moment; what is known now stays. */
export async function dropFactChanges(queries: Queries, tenant: TenantId, beforeMs: number): Promise<void> {
  await queries.run("DELETE FROM fact_change WHERE tenant = ? AND at_ms < ?", [tenant, beforeMs]);
}

type ChangeDetail = Pick<FactChange, "fact" | "before" | "after" | "judgement">;

function factsIn(row: SqlRow, column: "facts" | "facts_at"): object {
  return decoded("facts of a host", (): object => JSON.parse(textIn(row, column)));
}

function changeOf(row: SqlRow): FactChange {
  return {
    tenant: integerIn(row, "tenant"),
    target: integerIn(row, "target"),
    vantage: integerIn(row, "vantage"),
    atMs: integerIn(row, "at_ms"),
    ...decoded("a change of a fact", (): ChangeDetail => JSON.parse(textIn(row, "detail"))),
  };
}
