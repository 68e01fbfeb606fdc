// What the store of results takes: time to write, bytes a day, and how long the questions of the pages take. A fresh store
// in a temporary folder: node bench/store.ts [--rows 5000000] [--live-minutes 60] [--postgres URL|start]
// With --postgres the tables are made in that database, which must be empty; "start" starts a server of Debian's package.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openLab, postgresql } from "../lab/index.ts";
import { openPostgres, openSqlite, openStore } from "../src/io/store/index.ts";
import type { Database } from "../src/io/store/index.ts";
import { DAY_MS, makeFleet, NOW_MS } from "./store/fleet.ts";
import { loadHistory, loadLive } from "./store/load.ts";
import type { Loaded } from "./store/load.ts";
import { askAll, questions } from "./store/questions.ts";
import { bytesADay, tableSizes } from "./store/sizes.ts";

/** What the product promises, on both engines. */
const QUESTION_LIMIT_MS = 100;
const DAY_LIMIT_BYTES = 1.5e9;

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "5000000" },
    "live-minutes": { type: "string", default: "60" },
    postgres: { type: "string" },
  },
});
const rows = wholeNumber("rows", values.rows);
const liveMinutes = wholeNumber("live-minutes", values["live-minutes"]);
const lab = values.postgres === "start" ? openLab() : undefined;
// Settings that an administrator would give it, no more.
const settings = { shared_buffers: "256MB", max_wal_size: "4GB" };
const url = lab === undefined ? values.postgres : (await postgresql(lab, { settings })).url;

const folder = await mkdtemp(join(tmpdir(), "rdpulse-bench-store-"));
try {
  const isReached = await bench();
  console.log(isReached ? "store: goal reached" : "store: goal NOT reached");
  if (!isReached) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true });
  await lab?.close();
}

async function bench(): Promise<boolean> {
  const store = await openStore(url === undefined ? { folder } : { folder, url });
  const database =
    url === undefined
      ? await openSqlite(join(folder, "results.db"), { synchronous: "NORMAL" })
      : await openPostgres(url);
  const { engine, version } = await store.health();
  console.log(`${engine} ${version}: ${rows.toLocaleString("en")} results of 10,000 hosts over 30 days`);
  const fleet = await makeFleet(store);
  const history = await loadHistory(store, fleet, rows);
  printLoaded("history, 5,000 a batch", history, engine);
  if (engine === "postgres") await settle(database);
  const before = await tableSizes(database);
  printSizes("bytes a result", before, (bytes) => (bytes / rows).toFixed(1));

  const answers = await askAll(questions(store, database, fleet));
  console.log(`\nquestion                                   lines    median       p95   from rows   ratio`);
  for (const { name, lines, medianMs, p95Ms, naiveMs } of answers) {
    const naive = naiveMs === null ? "" : `${ms(naiveMs, 12)} ${(naiveMs / medianMs).toFixed(0).padStart(6)}x`;
    console.log(`${name.padEnd(40)} ${String(lines).padStart(7)}${ms(medianMs, 10)}${ms(p95Ms, 10)}${naive}`);
  }

  console.log(`\n10,000 hosts a minute for ${liveMinutes} minutes, a batch each second`);
  // On a day of its own, and a whole number of hours after the history.
  const live = await loadLive(store, fleet, NOW_MS + DAY_MS, liveMinutes);
  printLoaded("live", live, engine);
  const day = bytesADay(before, await tableSizes(database), 60 / liveMinutes);
  printSizes("a day", day, (bytes) => `${(bytes / 1e6).toFixed(1)} MB`);
  const total = [...day.values()].reduce((sum, bytes) => sum + bytes, 0);
  const cores = live.cpuMs / ((live.rows / 10_000) * 60_000);
  console.log(
    `all tables: ${(total / 1e9).toFixed(2)} GB a day; this process uses ${(100 * cores).toFixed(1)} % of a core`,
  );
  await Promise.all([store.close(), database.close()]);
  return total <= DAY_LIMIT_BYTES && answers.every(({ medianMs }) => medianMs < QUESTION_LIMIT_MS);
}

/**
 * The history came some hundred times as fast as life, so that autovacuum is far behind, and would not come to the rows of
 * the hour that is measured. Tables without free space in them, too: what the hour takes is seen in full.
 */
async function settle(database: Database): Promise<void> {
  for (const table of ["group_rollup", "count_sheet", "host_state", "host_day_202611"]) {
    await database.run(`VACUUM (FULL, ANALYZE) ${table}`);
  }
}

function printLoaded(name: string, loaded: Loaded, engine: string): void {
  const { rows: count, wallMs, cpuMs, batches, slowestMs, writtenBytes } = loaded;
  const perSecond = Math.round((count / wallMs) * 1000).toLocaleString("en");
  const perCpuSecond = Math.round((count / cpuMs) * 1000).toLocaleString("en");
  const whose = engine === "sqlite" ? "" : " of this process, the server's not counted";
  console.log(
    `${name}: ${perSecond} rows/s, ${perCpuSecond} rows a CPU-second${whose}; a batch ${(wallMs / batches).toFixed(1)} ms, the slowest ${slowestMs.toFixed(0)} ms`,
  );
  if (engine === "sqlite" && writtenBytes !== null) {
    console.log(`${name}: ${(writtenBytes / count / 1000).toFixed(1)} kB given to the disk for each row`);
  }
}

function printSizes(title: string, sizes: ReadonlyMap<string, number>, shown: (bytes: number) => string): void {
  const parts = [...sizes].filter(([, bytes]) => bytes > 0).toSorted(([, one], [, other]) => other - one);
  console.log(
    `${title}: ${parts
      .slice(0, 14)
      .map(([table, bytes]) => `${table} ${shown(bytes)}`)
      .join(", ")}`,
  );
}

function ms(value: number, width: number): string {
  return `${value.toFixed(1)} ms`.padStart(width);
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  console.error(`--${name}: "${text}" is no whole number above 0`);
  process.exit(2);
}
