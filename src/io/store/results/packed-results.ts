import type { CheckRow } from "../../../core/fleet/index.ts";
import { bytesIn, integerIn } from "../state/columns.ts";
import { keyList, keyParameter } from "./key-list.ts";
import { packFindings, unpackFindings } from "./packed-check.ts";
import { DAY_MS, PACKED_RESULT_TABLES } from "./period-tables.ts";
import type { ResultLayout } from "./result-layout.ts";
import { kindCode, kindOf } from "./row-codes.ts";

const COLUMNS = ["target", "slot", "tenant", "vantage", "findings"] as const;
/** Kinds of check for which a slot has room. */
const KINDS = 4;

/**
 * For PostgreSQL, where each row costs 28 bytes before anything is in it and each entry of an index 12: `slot` is 4 times the
 * milliseconds since the day began plus the kind, and what the check found is one value (packed-check.ts). So a row and its
 * entry take about 90 bytes in place of 120.
 */
export const PACKED_RESULTS: ResultLayout = {
  tables: PACKED_RESULT_TABLES,
  columns: COLUMNS,
  key: ["target", "slot", "vantage"],

  valuesOf: (row, causeSet) => [
    row.target,
    firstOf(row) + kindCode(row.kind),
    row.tenant,
    row.vantage,
    packFindings({ ...row, causeSet, lateMs: row.atMs - row.slotMs }),
  ],

  besides: (dialect, table, rows) => ({
    sql: `SELECT ${COLUMNS.map((column) => `r.${column}`).join(", ")}
      FROM ${keyList(dialect, ["target", "vantage", "first_slot", "new_slot"])} k
      JOIN ${table} r ON r.target = k.target AND r.slot >= k.first_slot AND r.slot < k.first_slot + ${KINDS}
        AND r.vantage = k.vantage AND r.slot <> k.new_slot`,
    parameters: [
      keyParameter(
        rows.map((row) => [row.target, row.vantage, firstOf(row), firstOf(row) + kindCode(row.kind)] as const),
      ),
    ],
  }),

  ofTarget: ({ table, fromMs: dayMs }, { tenant, target, vantage, fromMs, untilMs, limit }) => ({
    // Of one slot those of a lower vantage first, as in the other layout.
    sql: `SELECT ${COLUMNS.join(", ")} FROM ${table} WHERE tenant = ? AND target = ? AND slot >= ? AND slot < ?
      ${vantage === null ? "" : "AND vantage = ?"} ORDER BY slot / ${KINDS}, vantage, slot LIMIT ?`,
    parameters: [
      tenant,
      target,
      KINDS * within(Math.ceil(fromMs - dayMs)),
      KINDS * within(Math.ceil(untilMs - dayMs)),
      ...(vantage === null ? [] : [vantage]),
      limit,
    ],
  }),

  checkOf: (row, { fromMs: dayMs }) => {
    const slot = integerIn(row, "slot");
    const slotMs = dayMs + Math.floor(slot / KINDS);
    const { causeSet, lateMs, ...found } = unpackFindings(bytesIn(row, "findings"));
    return {
      row: {
        tenant: integerIn(row, "tenant"),
        target: integerIn(row, "target"),
        vantage: integerIn(row, "vantage"),
        slotMs,
        kind: kindOf(slot % KINDS),
        atMs: slotMs + lateMs,
        ...found,
      },
      causeSet,
    };
  },
};

/** Value of `slot` for the first kind. */
function firstOf({ slotMs }: CheckRow): number {
  return KINDS * (slotMs - Math.floor(slotMs / DAY_MS) * DAY_MS);
}

/** Milliseconds of a day, its end included. */
function within(ms: number): number {
  return Math.min(DAY_MS, Math.max(0, ms));
}
