import type { HostState, TargetId, TenantId } from "../../../core/fleet/index.ts";
import type { Database, Queries, SqlRow } from "../database/database.ts";
import { integerIn, integerOrNullIn, plainText, textIn } from "../state/columns.ts";
import { StoreFailure } from "../store-failure.ts";
import type { FleetOverview } from "../store.ts";
import { decoded } from "./decoded.ts";
import type { TargetGroups } from "./group-rollups.ts";
import { keyList, keyParameter } from "./key-list.ts";
import { kindCode, kindOf, outcomeCode, outcomeOf, STATUS_CODES, statusOf, worstFirst } from "./row-codes.ts";

const COLUMNS = [
  "tenant",
  "target",
  "vantage",
  "version",
  "status",
  "since_ms",
  "last_slot_ms",
  "last_at_ms",
  "last_kind",
  "last_full_ms",
  "last_success_ms",
  "outcome",
  "total_us",
  "failures",
  "cause",
  "causes",
  "turns",
  "group_keys",
] as const;

/**
 * Writes states that are at least as new as those that are there. Must be the last that a transaction does: until its end
 * every other one waits for the counter, so that versions become visible in their order and `statesSince` misses none.
 */
export async function writeStates(queries: Queries, states: readonly HostState[], groups: TargetGroups): Promise<void> {
  if (states.length === 0) return;
  const [counter] = await queries.all(
    "UPDATE result_counter SET value = value + 1 WHERE name = 'state' RETURNING value",
  );
  if (counter === undefined) throw new StoreFailure("corrupt", "the counter of states is missing");
  const version = integerIn(counter, "value");
  // Twice in one batch: the last one stands.
  const latest = new Map(states.map((state) => [`${state.tenant}/${state.target}/${state.vantage}`, state]));
  await queries.bulk({
    table: "host_state",
    columns: COLUMNS,
    rows: [...latest.values()].map((state) => [
      state.tenant,
      state.target,
      state.vantage,
      version,
      STATUS_CODES[state.status],
      state.sinceMs,
      state.lastSlotMs,
      state.lastAtMs,
      kindCode(state.lastKind),
      state.lastFullMs,
      state.lastSuccessMs,
      outcomeCode({ verdict: state.verdict, failedStage: state.failedStage, excluded: false }),
      Math.round(state.totalUs),
      state.failures,
      state.causes[0]?.id ?? null,
      plainText(JSON.stringify(state.causes)),
      JSON.stringify(state.turnsMs),
      JSON.stringify(groups.get(state.target)?.map(plainText) ?? null),
    ]),
    onConflict: `ON CONFLICT (tenant, target, vantage) DO UPDATE SET ${COLUMNS.slice(3, -1)
      .map((column) => `${column} = excluded.${column}`)
      .join(", ")},
      group_keys = CASE WHEN excluded.group_keys = 'null' THEN host_state.group_keys ELSE excluded.group_keys END
      WHERE (excluded.last_slot_ms, excluded.last_at_ms) >= (host_state.last_slot_ms, host_state.last_at_ms)`,
  });
}

export async function statesOf(
  database: Database,
  tenant: TenantId | null,
  targets: readonly TargetId[] | undefined,
): Promise<readonly HostState[]> {
  const columns = COLUMNS.map((column) => `s.${column}`).join(", ");
  const ofTenant = tenant === null ? "1 = 1" : "s.tenant = ?";
  const parameters = tenant === null ? [] : [tenant];
  const rows =
    targets === undefined
      ? await database.read(`SELECT ${columns} FROM host_state s WHERE ${ofTenant}`, parameters)
      : await database.read(
          // CROSS: SQLite keeps this order, else it goes through all states for each key.
          `SELECT ${columns} FROM ${keyList(database.dialect, ["target"])} k
           CROSS JOIN host_state s WHERE s.target = k.target AND ${ofTenant}`,
          [keyParameter([...new Set(targets)].map((target) => [target])), ...parameters],
        );
  return rows.map(stateOf).toSorted((one, other) => one.target - other.target || one.vantage - other.vantage);
}

/** States written after this version, in the order in which they were written. */
export async function statesSince(
  database: Database,
  version: number,
): Promise<{ readonly version: number; readonly states: readonly HostState[] }> {
  const rows = await database.read(
    `SELECT ${COLUMNS.join(", ")} FROM host_state WHERE version > ? ORDER BY version, target, vantage`,
    [version],
  );
  const last = rows.at(-1);
  return { version: last === undefined ? version : integerIn(last, "version"), states: rows.map(stateOf) };
}

interface Stack {
  readonly status: number;
  readonly cause: string | null;
  readonly groups: readonly string[];
  readonly build: string | null;
  readonly hosts: number;
}

/** Each host once, by the worst of its vantages. */
export async function overviewOf(database: Database, tenant: TenantId): Promise<FleetOverview> {
  const rows = await database.read(
    `SELECT s.status, s.cause, s.group_keys, f.build, count(*) AS hosts
     FROM (SELECT tenant, target, vantage, status, cause, group_keys,
             row_number() OVER (PARTITION BY target ORDER BY ${worstFirst("status", "vantage")}) AS place
           FROM host_state WHERE tenant = ?) s
     LEFT JOIN host_facts f ON f.tenant = s.tenant AND f.target = s.target AND f.vantage = s.vantage
     WHERE s.place = 1 GROUP BY s.status, s.cause, s.group_keys, f.build`,
    [tenant],
  );
  const stacks = rows.map((row): Stack => ({
    status: integerIn(row, "status"),
    cause: row["cause"] === null ? null : textIn(row, "cause"),
    groups: decoded("groups of a host", (): readonly string[] | null => JSON.parse(textIn(row, "group_keys"))) ?? [],
    build: row["build"] === null ? null : textIn(row, "build"),
    hosts: integerIn(row, "hosts"),
  }));
  const statuses: Partial<Record<HostState["status"], number>> = {};
  for (const { status, hosts } of stacks) statuses[statusOf(status)] = (statuses[statusOf(status)] ?? 0) + hosts;
  return {
    statuses,
    causes: counted(stacks, ({ cause }) => (cause === null ? [] : [cause])).map(({ key, hosts }) => ({
      cause: key,
      hosts,
    })),
    groups: counted(stacks, ({ groups }) => groups).map(({ key, hosts, down }) => ({ group: key, hosts, down })),
    builds: counted(stacks, ({ build }) => (build === null ? [] : [build])).map(({ key, hosts, down }) => ({
      build: key,
      hosts,
      down,
    })),
  };
}

/** Most hosts first. */
function counted(
  stacks: readonly Stack[],
  keysOf: (stack: Stack) => readonly string[],
): readonly { readonly key: string; readonly hosts: number; readonly down: number }[] {
  const counts = new Map<string, { key: string; hosts: number; down: number }>();
  for (const stack of stacks) {
    for (const key of new Set(keysOf(stack))) {
      const count = counts.get(key) ?? { key, hosts: 0, down: 0 };
      count.hosts += stack.hosts;
      if (stack.status === STATUS_CODES.down) count.down += stack.hosts;
      counts.set(key, count);
    }
  }
  return [...counts.values()].toSorted((one, other) => other.hosts - one.hosts || (one.key < other.key ? -1 : 1));
}

function stateOf(row: SqlRow): HostState {
  const { verdict, failedStage } = outcomeOf(integerIn(row, "outcome"));
  return {
    tenant: integerIn(row, "tenant"),
    target: integerIn(row, "target"),
    vantage: integerIn(row, "vantage"),
    status: statusOf(integerIn(row, "status")),
    sinceMs: integerIn(row, "since_ms"),
    lastSlotMs: integerIn(row, "last_slot_ms"),
    lastKind: kindOf(integerIn(row, "last_kind")),
    lastAtMs: integerIn(row, "last_at_ms"),
    lastFullMs: integerOrNullIn(row, "last_full_ms"),
    lastSuccessMs: integerOrNullIn(row, "last_success_ms"),
    verdict,
    failedStage,
    causes: decoded("causes of a host", (): HostState["causes"] => JSON.parse(textIn(row, "causes"))),
    totalUs: integerIn(row, "total_us"),
    failures: integerIn(row, "failures"),
    turnsMs: decoded("turns of a host", (): HostState["turnsMs"] => JSON.parse(textIn(row, "turns"))),
  };
}
