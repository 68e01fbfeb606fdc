import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { IncidentRecord, TimelineEntry } from "../../../core/incident/index.ts";
import type { Target } from "../../../core/fleet/index.ts";
import type { Queries, SqlRow } from "../database/database.ts";
import type { StoreDatabases } from "../open-store.ts";
import { ensureTables, HOST_DAY_TABLES, HOST_HOUR_TABLES, tableAt } from "../results/period-tables.ts";
import type { PeriodTables } from "../results/period-tables.ts";
import { integerIn, textIn } from "../state/columns.ts";
import { raised } from "../state/counter.ts";
import { timelineEntryOf } from "../state/incident-rows.ts";
import { writeIncidents, writeTimeline } from "../state/incident-store.ts";
import { targetOf, writeTargets } from "../state/target-rows.ts";
import { ArchiveFailure, errnoOf } from "./archive-failure.ts";
import {
  asStored,
  EXPORT_SCHEMA,
  isRollupTable,
  isStateTable,
  ROLLUP_TABLES,
  STATE_TABLES,
} from "./exported-tables.ts";
import type { RollupTableName, StateTableName } from "./exported-tables.ts";

const BATCH_ROWS = 500;
/** No document of ours comes near it. */
const LONGEST_LINE = 16 * 1024 * 1024;

export interface ImportReport {
  readonly exportedAt: string;
  readonly engine: string;
  readonly rows: Readonly<Record<string, number>>;
}

interface Line {
  readonly number: number;
  readonly text: string;
}

/**
 * Takes an export into an empty store. The file is read to its end and checked before anything is written; the state comes
 * last and in one transaction, so that an import that was cut off can be run again. Rejects with ArchiveFailure or
 * StoreFailure.
 */
export async function importStore(
  { state, results }: Pick<StoreDatabases, "state" | "results">,
  file: string,
): Promise<ImportReport> {
  await refuseFull(state, file);
  const header = await checkedHeader(file);
  const rows: Record<string, number> = {};
  await eachBatch(file, isRollupTable, async (name, batch) => {
    rows[name] = (rows[name] ?? 0) + batch.length;
    await results.transaction(async (queries) => writeRollups(queries, name, batch));
  });
  await state.transaction(async (queries) => {
    await refuseFull(queries, file);
    const version = await raised(queries, "target", 1);
    await raised(queries, "target-id", header.highestTargetId);
    const counted: Record<string, number> = {};
    await eachBatch(file, isStateTable, async (name, batch) => {
      counted[name] = (counted[name] ?? 0) + batch.length;
      await writeState(queries, name, batch, version);
    });
    Object.assign(rows, counted);
  });
  return { exportedAt: header.exportedAt, engine: header.engine, rows };
}

async function refuseFull(queries: Pick<Queries, "all">, file: string): Promise<void> {
  const [row] = await queries.all(
    `SELECT (SELECT count(*) FROM target) + (SELECT count(*) FROM resource) + (SELECT count(*) FROM incident)
       + (SELECT count(*) FROM secret) AS held`,
  );
  if (row !== undefined && integerIn(row, "held") > 0) throw new ArchiveFailure("not-empty", { file });
}

interface Header {
  readonly exportedAt: string;
  readonly engine: string;
  readonly highestTargetId: number;
}

/** Reads everything once: it begins as an export, ends as one, and every line in between can be stored. */
async function checkedHeader(file: string): Promise<Header> {
  const hash = createHash("sha256");
  let header: Header | undefined;
  let end: Readonly<Record<string, unknown>> | undefined;
  let lines = 0;
  for await (const { number, text } of linesOf(file)) {
    if (end !== undefined) throw new ArchiveFailure("damaged", { file, part: `line ${number}` });
    const value = objectIn(text);
    if (number === 1) {
      header = headerFrom(value, file);
      if (header === undefined) throw new ArchiveFailure("not-an-export", { file });
    } else if (value?.["end"] === true) {
      end = value;
      continue;
    } else if (value === undefined || storedRow(value) === null) {
      throw new ArchiveFailure("bad-line", { file, line: number });
    }
    hash.update(`${text}\n`);
    lines += 1;
  }
  if (header === undefined) throw new ArchiveFailure("not-an-export", { file });
  if (end?.["lines"] !== lines || end["sha256"] !== hash.digest("hex")) {
    throw new ArchiveFailure("damaged", { file, part: `line ${lines + 1}` });
  }
  return header;
}

function headerFrom(value: Readonly<Record<string, unknown>> | undefined, file: string): Header | undefined {
  const { schema, exportedAt, engine, highestTargetId } = value ?? {};
  if (typeof schema === "string" && /^rdpulse\.export\/\d+$/u.test(schema) && schema !== EXPORT_SCHEMA) {
    throw new ArchiveFailure("newer", { file, part: schema, version: schema });
  }
  const isOurs =
    schema === EXPORT_SCHEMA &&
    typeof exportedAt === "string" &&
    typeof engine === "string" &&
    typeof highestTargetId === "number" &&
    Number.isSafeInteger(highestTargetId) &&
    highestTargetId >= 0;
  return isOurs ? { exportedAt, engine, highestTargetId } : undefined;
}

/** The row that a line stands for; null when it is none of ours. */
function storedRow(value: Readonly<Record<string, unknown>>): SqlRow | null {
  const name = value["table"];
  if (typeof name !== "string") return null;
  const table = isStateTable(name) ? STATE_TABLES[name] : isRollupTable(name) ? ROLLUP_TABLES[name] : undefined;
  const row = table === undefined ? null : asStored(table, value);
  if (row === null) return null;
  // Of the documents, what the store itself reads of them.
  let isUsable = true;
  if (name === "target") isUsable = isTarget(JSON.parse(textIn(row, "settings")));
  if (name === "incident") isUsable = isIncident(JSON.parse(textIn(row, "doc")), row);
  if (name === "host_hour") isUsable = isInTime(HOST_HOUR_TABLES, row);
  if (name === "host_day") isUsable = isInTime(HOST_DAY_TABLES, row);
  return isUsable ? row : null;
}

const TEXT_SETTINGS = ["name", "site", "gateway", "balancer", "pool"] as const;

function isTarget(settings: unknown): boolean {
  if (!isObject(settings) || typeof settings["host"] !== "string") return false;
  const { port, tags } = settings;
  return (
    TEXT_SETTINGS.every((name) => settings[name] === undefined || typeof settings[name] === "string") &&
    (port === undefined || Number.isSafeInteger(port)) &&
    (tags === undefined || (isObject(tags) && Object.values(tags).every((value) => typeof value === "string")))
  );
}

function isIncident(doc: unknown, row: SqlRow): boolean {
  return (
    isObject(doc) &&
    doc["id"] === row["id"] &&
    ["tenant", "openedMs", "revision"].every((name) => Number.isSafeInteger(doc[name])) &&
    ["state", "severity", "cause"].every((name) => typeof doc[name] === "string") &&
    Array.isArray(doc["members"]) &&
    doc["members"].every(isMember)
  );
}

function isMember(member: unknown): boolean {
  return isObject(member) && Number.isSafeInteger(member["target"]);
}

/** Until the year 2400: of what is later no table can be made. */
const LAST_MS = Date.UTC(2400, 0, 1);

function isInTime(tables: PeriodTables, row: SqlRow): boolean {
  const atMs = integerIn(row, "start") * tables.unitMs;
  return atMs >= 0 && atMs < LAST_MS;
}

/** Gives the rows of the wanted tables in batches of one table each, in the order of the file. */
async function eachBatch<Name extends string>(
  file: string,
  isWanted: (name: string) => name is Name,
  take: (name: Name, rows: readonly SqlRow[]) => Promise<void>,
): Promise<void> {
  let batch: { readonly name: Name; readonly rows: SqlRow[] } | undefined;
  for await (const { text } of linesOf(file)) {
    const value = objectIn(text);
    const name = value?.["table"];
    if (value === undefined || typeof name !== "string" || !isWanted(name)) continue;
    const row = storedRow(value);
    if (row === null) continue;
    if (batch !== undefined && (batch.name !== name || batch.rows.length >= BATCH_ROWS)) {
      await take(batch.name, batch.rows);
      batch = undefined;
    }
    batch ??= { name, rows: [] };
    batch.rows.push(row);
  }
  if (batch !== undefined) await take(batch.name, batch.rows);
}

async function writeState(
  queries: Queries,
  name: StateTableName,
  rows: readonly SqlRow[],
  version: number,
): Promise<void> {
  if (name === "target") {
    const targets: readonly Target[] = rows.map(targetOf);
    await writeTargets(queries, targets, version);
  } else if (name === "incident") {
    const incidents: readonly IncidentRecord[] = rows.map((row) => JSON.parse(textIn(row, "doc")));
    await writeIncidents(queries, incidents);
  } else if (name === "timeline") {
    const entries: readonly TimelineEntry[] = rows.map(timelineEntryOf);
    await writeTimeline(queries, entries);
  } else {
    const columns = Object.keys(STATE_TABLES[name].columns).filter((column) => column !== "position");
    await queries.bulk({ table: name, columns, rows: rows.map((row) => columns.map((column) => row[column] ?? null)) });
  }
}

async function writeRollups(queries: Queries, name: RollupTableName, rows: readonly SqlRow[]): Promise<void> {
  const { columns, key } = ROLLUP_TABLES[name];
  const names = Object.keys(columns);
  const byTable = new Map<string, SqlRow[]>();
  for (const row of rows) {
    const table = await tableFor(queries, name, row);
    const list = byTable.get(table) ?? [];
    byTable.set(table, list);
    list.push(row);
  }
  const rest = names.filter((column) => !key.some((part) => part === column));
  for (const [table, some] of byTable) {
    await queries.bulk({
      table,
      columns: names,
      rows: some.map((row) => names.map((column) => row[column] ?? null)),
      onConflict: `ON CONFLICT (${key.join(", ")}) DO UPDATE SET ${rest
        .map((column) => `${column} = excluded.${column}`)
        .join(", ")}`,
    });
  }
}

async function tableFor(queries: Queries, name: RollupTableName, row: SqlRow): Promise<string> {
  if (name !== "host_hour" && name !== "host_day") return name;
  const tables = name === "host_hour" ? HOST_HOUR_TABLES : HOST_DAY_TABLES;
  const atMs = integerIn(row, "start") * tables.unitMs;
  await ensureTables(queries, tables, [atMs]);
  return tableAt(tables, atMs).table;
}

async function* linesOf(file: string): AsyncGenerator<Line> {
  let rest = "";
  let number = 0;
  try {
    for await (const chunk of createReadStream(file, { encoding: "utf8" })) {
      const parts = (rest + String(chunk)).split("\n");
      rest = parts.pop() ?? "";
      if (rest.length > LONGEST_LINE) throw new ArchiveFailure("bad-line", { file, line: number + parts.length + 1 });
      for (const text of parts) {
        number += 1;
        yield { number, text };
      }
    }
  } catch (error) {
    if (error instanceof Error && "syscall" in error) {
      throw new ArchiveFailure("file-unreadable", { file, errno: errnoOf(error) }, error);
    }
    throw error;
  }
  if (rest !== "") yield { number: number + 1, text: rest };
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
