import type { SqlRow, SqlValue } from "../database/database.ts";
import { bytesIn, canonicalJson, integerIn, textIn } from "../state/columns.ts";
import { TALLY_COLUMNS } from "../results/tally-draft.ts";

// What an export holds, table by table, in words that both engines share: numbers, texts, JSON, and bytes as base64.

export const EXPORT_SCHEMA = "rdpulse.export/1";

export type ColumnKind = "integer" | "text" | "json" | "bytes";

export interface ExportedTable {
  readonly columns: Readonly<Record<string, ColumnKind>>;
  /** Order in which it is read, page by page; unique. */
  readonly key: readonly string[];
}

const TALLY: Readonly<Record<string, ColumnKind>> = Object.fromEntries(
  TALLY_COLUMNS.map((column) => [column, column === "times" ? "bytes" : "integer"] as const),
);

const HOST_ROLLUP: ExportedTable = {
  columns: { tenant: "integer", start: "integer", target: "integer", vantage: "integer", ...TALLY },
  key: ["tenant", "start", "target", "vantage"],
};

export type StateTableName = "target" | "resource" | "secret" | "incident" | "timeline" | "audit_trail";

/** Tables of the state: configuration and incidents. */
export const STATE_TABLES: Readonly<Record<StateTableName, ExportedTable>> = {
  target: {
    columns: {
      id: "integer",
      tenant: "integer",
      settings: "json",
      origin: "text",
      revision: "integer",
      created_ms: "integer",
      updated_ms: "integer",
    },
    key: ["id"],
  },
  resource: {
    columns: {
      tenant: "integer",
      kind: "text",
      name: "text",
      doc: "json",
      origin: "text",
      revision: "integer",
      created_ms: "integer",
      updated_ms: "integer",
    },
    key: ["tenant", "kind", "name"],
  },
  secret: {
    columns: {
      tenant: "integer",
      name: "text",
      key_id: "text",
      nonce: "bytes",
      box: "bytes",
      updated_ms: "integer",
    },
    key: ["tenant", "name"],
  },
  incident: { columns: { id: "integer", doc: "json" }, key: ["id"] },
  timeline: {
    columns: {
      position: "integer",
      incident: "integer",
      tenant: "integer",
      at_ms: "integer",
      kind: "text",
      by_whom: "text",
      detail: "json",
    },
    key: ["position"],
  },
  audit_trail: {
    columns: {
      position: "integer",
      tenant: "integer",
      at_ms: "integer",
      by_whom: "text",
      action: "text",
      subject: "text",
      detail: "json",
    },
    key: ["position"],
  },
};

export type RollupTableName = "host_hour" | "host_day" | "group_rollup" | "count_sheet";

/** Tables of the results: rollups alone. host_hour and host_day stand for all their tables of a day or a month. */
export const ROLLUP_TABLES: Readonly<Record<RollupTableName, ExportedTable>> = {
  host_hour: HOST_ROLLUP,
  host_day: HOST_ROLLUP,
  group_rollup: {
    columns: { tenant: "integer", span: "integer", start: "integer", group_key: "text", writer: "text", ...TALLY },
    key: ["tenant", "span", "start", "group_key", "writer"],
  },
  count_sheet: {
    columns: { tenant: "integer", span: "integer", start: "integer", shard: "integer", counts: "bytes" },
    key: ["tenant", "span", "start", "shard"],
  },
};

export function isStateTable(name: string): name is StateTableName {
  return Object.hasOwn(STATE_TABLES, name);
}

export function isRollupTable(name: string): name is RollupTableName {
  return Object.hasOwn(ROLLUP_TABLES, name);
}

/** A row as a line of an export shows it. */
export function asExported({ columns }: ExportedTable, row: SqlRow): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(columns).map(([name, kind]) => [name, shown(kind, row, name)]));
}

function shown(kind: ColumnKind, row: SqlRow, name: string): unknown {
  if (kind === "json") return JSON.parse(textIn(row, name));
  if (kind === "bytes") return Buffer.from(bytesIn(row, name)).toString("base64");
  return kind === "integer" ? integerIn(row, name) : textIn(row, name);
}

/** What a line holds as values of its columns; null when a value is missing or of another kind. */
export function asStored({ columns }: ExportedTable, line: Readonly<Record<string, unknown>>): SqlRow | null {
  const row: Record<string, SqlValue> = {};
  for (const [name, kind] of Object.entries(columns)) {
    const value = storedValue(kind, line[name]);
    if (value === undefined) return null;
    row[name] = value;
  }
  return row;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/u;

function storedValue(kind: ColumnKind, value: unknown): SqlValue | undefined {
  if (kind === "json") return value === undefined ? undefined : canonicalJson(value);
  if (kind === "integer") return typeof value === "number" && Number.isSafeInteger(value) ? value : undefined;
  if (typeof value !== "string") return undefined;
  if (kind === "bytes") return BASE64.test(value) ? Buffer.from(value, "base64") : undefined;
  return value.includes("\0") ? undefined : value;
}
