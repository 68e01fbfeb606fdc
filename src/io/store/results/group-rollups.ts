import type { CheckRow, TargetId, TenantId } from "../../../core/fleet/index.ts";
import type { GroupRollup } from "../../../core/reliability/index.ts";
import type { Database, Queries } from "../database/database.ts";
import { integerIn, plainText, textIn } from "../state/columns.ts";
import { keyList, keyParameter } from "./key-list.ts";
import { DAY_MS } from "./period-tables.ts";
import type { SampleChange } from "./slot-sample.ts";
import { TALLY_COLUMNS, TallyDraft } from "./tally-draft.ts";

const SPANS: Readonly<Record<GroupRollup["span"], { readonly code: number; readonly unitMs: number }>> = {
  minute: { code: 0, unitMs: 60_000 },
  hour: { code: 1, unitMs: 3_600_000 },
  day: { code: 2, unitMs: DAY_MS },
};
const UNITS = Object.values(SPANS);
const KEY = ["tenant", "span", "start", "group_key", "writer"] as const;

export type TargetGroups = ReadonlyMap<TargetId, readonly string[]>;

/** "fleet", the groups that the target is in, and one for each cause that the row shows. */
function groupsOf(row: CheckRow, groups: TargetGroups): ReadonlySet<string> {
  const all = new Set(["fleet", ...row.causes.map(({ id }) => `cause/${id}`)]);
  for (const group of groups.get(row.target) ?? []) all.add(plainText(group));
  return all;
}

/**
 * Adds samples to minute, hour and day of each group. Every process has rows of its own (`writer`), so that none waits for
 * another; who reads adds them up.
 */
export async function addToGroups(
  queries: Queries,
  changes: readonly SampleChange[],
  groups: TargetGroups,
  writer: string,
): Promise<void> {
  const deltas = new Map<
    string,
    { readonly key: readonly [number, number, number, string, string]; readonly draft: TallyDraft }
  >();
  for (const { row, times } of changes) {
    for (const group of groupsOf(row, groups)) {
      for (const { code, unitMs } of UNITS) {
        const key = [row.tenant, code, Math.floor(row.slotMs / unitMs), group, writer] as const;
        const text = `${row.tenant} ${code} ${key[2]} ${group}`;
        let delta = deltas.get(text);
        if (delta === undefined) deltas.set(text, (delta = { key, draft: new TallyDraft() }));
        // A minute of a group is one point of a curve: with all stages it would be six times as large.
        delta.draft.count(row, times, code === SPANS.minute.code ? "total" : "stages");
      }
    }
  }
  if (deltas.size === 0) return;
  const known = await queries.all(
    `SELECT ${[...KEY, ...TALLY_COLUMNS].map((column) => `r.${column}`).join(", ")}
     FROM ${keyList(queries.dialect, ["tenant", "span", "start", "group_key", "writer_key"])} k
     JOIN group_rollup r ON r.tenant = k.tenant AND r.span = k.span AND r.start = k.start
       AND r.group_key = k.group_key AND r.writer = k.writer_key`,
    [keyParameter([...deltas.values()].map(({ key }) => key))],
  );
  for (const row of known) {
    const numbers = ["tenant", "span", "start"].map((column) => integerIn(row, column));
    deltas.get(`${numbers.join(" ")} ${textIn(row, "group_key")}`)?.draft.addRow(row);
  }
  await queries.bulk({
    table: "group_rollup",
    columns: [...KEY, ...TALLY_COLUMNS],
    rows: [...deltas.values()].map(({ key, draft }) => [...key, ...draft.values()]),
    onConflict: `ON CONFLICT (${KEY.join(", ")}) DO UPDATE SET ${TALLY_COLUMNS.map(
      (column) => `${column} = excluded.${column}`,
    ).join(", ")}`,
  });
}

/** Rollups whose span begins from `fromMs` until before `untilMs`, in order of time and group; none without a sample. */
export async function groupRollupsOf(
  database: Database,
  tenant: TenantId,
  groups: readonly string[] | null,
  span: GroupRollup["span"],
  fromMs: number,
  untilMs: number,
): Promise<readonly GroupRollup[]> {
  const { code, unitMs } = SPANS[span];
  const columns = [...KEY, ...TALLY_COLUMNS].map((column) => `r.${column}`).join(", ");
  const bounds = [code, Math.ceil(fromMs / unitMs), Math.ceil(untilMs / unitMs)];
  const rows =
    groups === null
      ? await database.read(
          `SELECT ${columns} FROM group_rollup r WHERE r.tenant = ? AND r.span = ? AND r.start >= ? AND r.start < ?`,
          [tenant, ...bounds],
        )
      : await database.read(
          `SELECT ${columns} FROM ${keyList(database.dialect, ["tenant", "group_key"])} k
           JOIN group_rollup r ON r.tenant = k.tenant AND r.group_key = k.group_key
             AND r.span = ? AND r.start >= ? AND r.start < ?`,
          [keyParameter([...new Set(groups.map(plainText))].map((group) => [tenant, group])), ...bounds],
        );
  const merged = new Map<string, { readonly group: string; readonly start: number; readonly draft: TallyDraft }>();
  for (const row of rows) {
    const group = textIn(row, "group_key");
    const start = integerIn(row, "start");
    const key = `${start} ${group}`;
    const known = merged.get(key);
    if (known === undefined) merged.set(key, { group, start, draft: TallyDraft.of(row) });
    else known.draft.addRow(row);
  }
  return [...merged.values()]
    .toSorted((one, other) => one.start - other.start || (one.group < other.group ? -1 : 1))
    .filter(({ draft }) => draft.checks > 0 || draft.excluded > 0)
    .map(({ group, start, draft }) => ({ tenant, group, span, fromMs: start * unitMs, ...draft.tally() }));
}

/** One look into the index for each, however many rollups there are. */
export async function tenantsWithRollups(database: Database): Promise<readonly TenantId[]> {
  const rows = await database.read(
    `WITH RECURSIVE found (tenant) AS (
       SELECT min(tenant) FROM group_rollup UNION ALL
       SELECT (SELECT min(g.tenant) FROM group_rollup g WHERE g.tenant > found.tenant) FROM found
       WHERE found.tenant IS NOT NULL
     ) SELECT tenant FROM found WHERE tenant IS NOT NULL`,
  );
  return rows.map((row) => integerIn(row, "tenant"));
}

/** What began before: minutes, hours and days. */
export async function dropGroupRollups(
  queries: Queries,
  tenant: TenantId,
  beforeMs: Readonly<Record<GroupRollup["span"], number>>,
): Promise<void> {
  for (const span of ["minute", "hour", "day"] as const) {
    const { code, unitMs } = SPANS[span];
    await queries.run("DELETE FROM group_rollup WHERE tenant = ? AND span = ? AND start < ?", [
      tenant,
      code,
      Math.floor(beforeMs[span] / unitMs),
    ]);
  }
}
