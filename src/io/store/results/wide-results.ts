import { TIMED_STAGES } from "../../../core/fleet/index.ts";
import type { TimedStage } from "../../../core/fleet/index.ts";
import { integerIn } from "../state/columns.ts";
import { keyList, keyParameter } from "./key-list.ts";
import { RESULT_TABLES } from "./period-tables.ts";
import type { ResultLayout } from "./result-layout.ts";
import { kindCode, kindOf, outcomeCode, outcomeOf } from "./row-codes.ts";

const COLUMNS = [
  "tenant",
  "target",
  "vantage",
  "slot_ms",
  "kind",
  "late_ms",
  "outcome",
  "causes",
  "total_us",
  ...TIMED_STAGES.map((stage) => `${stage}_us` as const),
] as const;

/** A stage that did not complete. */
const NO_TIME = -1;
/** Every kind there is: PostgreSQL's key has it before the slot. */
const ALL_KINDS = "kind IN (0, 1, 2, 3)";

/** A column for each value: on SQLite small numbers take few bytes. On PostgreSQL the days from before version 2 are so. */
export const WIDE_RESULTS: ResultLayout = {
  tables: RESULT_TABLES,
  columns: COLUMNS,

  valuesOf: (row, causeSet) => [
    row.tenant,
    row.target,
    row.vantage,
    row.slotMs,
    kindCode(row.kind),
    row.atMs - row.slotMs,
    outcomeCode(row),
    causeSet,
    row.totalUs,
    ...TIMED_STAGES.map((stage) => row.stagesUs[stage] ?? NO_TIME),
  ],

  inSlots: (dialect, table, rows) => ({
    sql: `SELECT ${COLUMNS.map((column) => `r.${column}`).join(", ")}
      FROM ${keyList(dialect, ["tenant", "target", "vantage", "slot_ms"])} k
      JOIN ${table} r ON r.tenant = k.tenant AND r.target = k.target AND r.vantage = k.vantage
        AND r.slot_ms = k.slot_ms AND r.${ALL_KINDS}`,
    parameters: [keyParameter(rows.map((row) => [row.tenant, row.target, row.vantage, row.slotMs]))],
  }),

  ofTarget: ({ table }, { tenant, target, vantage, fromMs, untilMs, limit }) => ({
    sql: `SELECT ${COLUMNS.join(", ")} FROM ${table}
      WHERE tenant = ? AND target = ? AND slot_ms >= ? AND slot_ms < ? AND ${ALL_KINDS}
      ${vantage === null ? "" : "AND vantage = ?"} ORDER BY slot_ms, vantage, kind LIMIT ?`,
    parameters: [tenant, target, fromMs, untilMs, ...(vantage === null ? [] : [vantage]), limit],
  }),

  checkOf: (row) => {
    const slotMs = integerIn(row, "slot_ms");
    const stagesUs: Partial<Record<TimedStage, number>> = {};
    for (const stage of TIMED_STAGES) {
      const us = integerIn(row, `${stage}_us`);
      if (us !== NO_TIME) stagesUs[stage] = us;
    }
    return {
      row: {
        tenant: integerIn(row, "tenant"),
        target: integerIn(row, "target"),
        vantage: integerIn(row, "vantage"),
        slotMs,
        kind: kindOf(integerIn(row, "kind")),
        atMs: slotMs + integerIn(row, "late_ms"),
        ...outcomeOf(integerIn(row, "outcome")),
        stagesUs,
        totalUs: integerIn(row, "total_us"),
      },
      causeSet: integerIn(row, "causes"),
    };
  },
};
