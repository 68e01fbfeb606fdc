import type { CheckRow } from "../../../core/fleet/index.ts";
import type { SqlRow, SqlValue, Statement } from "../database/database.ts";
import type { Dialect } from "../state/dialect.ts";
import type { PeriodTable, PeriodTables } from "./period-tables.ts";

/** A row as a table holds it: its causes are the number of a set. */
export interface StoredCheck {
  readonly row: Omit<CheckRow, "causes">;
  readonly causeSet: number;
}

/** Which rows of one target are asked for; of the vantage null stands for all. */
export interface RowFilter {
  readonly tenant: number;
  readonly target: number;
  readonly vantage: number | null;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly limit: number;
}

/** How the table of a day holds results. */
export interface ResultLayout {
  readonly tables: PeriodTables;
  readonly columns: readonly string[];
  /** Values of `columns` for a row that went through `asStored`. */
  valuesOf(row: CheckRow, causeSet: number): readonly SqlValue[];
  /** Asks for all that the slots of these rows hold. */
  inSlots(dialect: Dialect, table: string, rows: readonly CheckRow[]): Statement;
  /** Asks for rows of one target in order of their slots. */
  ofTarget(one: PeriodTable, filter: RowFilter): Statement;
  checkOf(row: SqlRow, one: PeriodTable): StoredCheck;
}
