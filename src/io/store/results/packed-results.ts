import type { CheckRow } from "../../../core/fleet/index.ts";
import { bytesIn, integerIn } from "../state/columns.ts";
import { keyList, keyParameter } from "./key-list.ts";
import { packFindings, unpackFindings } from "./packed-check.ts";
import { DAY_MS, PACKED_RESULT_TABLES } from "./period-tables.ts";
import type { ResultLayout } from "./result-layout.ts";
import { kindCode, kindOf } from "./row-codes.ts";

/** In the order in which PostgreSQL needs no padding between them. */
const COLUMNS = ["target", "slot", "tenant", "vantage", "findings"] as const;
/** Kinds of check for which a slot has room. */
const KINDS = 4;

/** The index has one entry for each 2^22 of a target's slots, 17 minutes, with a list of the rows in it. */
const SPAN = 2 ** 22;

/**
 * For PostgreSQL, where each row costs 28 bytes before anything is in it, and each entry of a unique index at least 20 that
 * fill two thirds of its pages: `slot` is 4 times the milliseconds since the day began plus the kind, what the check found is
 * one value (packed-check.ts), and the index is not unique, so that it takes 6 bytes a row and not 40. That no row is there
 * twice follows from the locks that its writer holds (insertRows).
 */
export const PACKED_RESULTS: ResultLayout = {
  tables: PACKED_RESULT_TABLES,
  columns: COLUMNS,

  valuesOf: (row, causeSet) => [
    row.target,
    firstOf(row) + kindCode(row.kind),
    row.tenant,
    row.vantage,
    packFindings({ ...row, causeSet, lateMs: row.atMs - row.slotMs }),
  ],

  inSlots: (dialect, table, rows) => ({
    // OFFSET: each key is looked up in the index by itself, whatever the statistics of a table that is new say.
    sql: `SELECT r.* FROM ${keyList(dialect, ["target", "vantage", "first_slot"])} k CROSS JOIN LATERAL (
        SELECT ${COLUMNS.join(", ")} FROM ${table} h
        WHERE h.target = k.target AND ${spanOf("h.slot")} = CAST(k.first_slot / ${SPAN} AS INTEGER)
          AND h.slot >= k.first_slot AND h.slot < k.first_slot + ${KINDS} AND h.vantage = k.vantage
        OFFSET 0) r`,
    parameters: [keyParameter(rows.map((row) => [row.target, row.vantage, firstOf(row)]))],
  }),

  ofTarget: ({ table, fromMs: dayMs }, { tenant, target, vantage, fromMs, untilMs, limit }) => {
    const bounds = [fromMs, untilMs].map((ms) => KINDS * Math.min(DAY_MS, Math.max(0, Math.ceil(ms - dayMs))));
    return {
      // Of one slot those of a lower vantage first, as in the other layout.
      sql: `SELECT ${COLUMNS.join(", ")} FROM ${table}
        WHERE tenant = ? AND target = ? AND ${spanOf("slot")} >= ? AND ${spanOf("slot")} <= ? AND slot >= ? AND slot < ?
        ${vantage === null ? "" : "AND vantage = ?"} ORDER BY slot / ${KINDS}, vantage, slot LIMIT ?`,
      parameters: [
        tenant,
        target,
        ...bounds.map((slot) => Math.floor(slot / SPAN)),
        ...bounds,
        ...(vantage === null ? [] : [vantage]),
        limit,
      ],
    };
  },

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

/** As the index has it. */
function spanOf(column: string): string {
  return `(${column} / ${SPAN})`;
}
