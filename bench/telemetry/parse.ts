// Reading .evtx files: our reader, one thread, every value decoded and summed up, against evtxexport of libevtx writing
// XML to /dev/null. CPU time against CPU time.
import { spawnSync } from "node:child_process";
import { rmSync, statSync } from "node:fs";
import { median } from "../timing.ts";
import { measuredLogs } from "./logs.ts";
import { type ReadLog, readLog } from "./read-log.ts";

const LEAST_BYTES = 1_000_000;
const ROUNDS = 15;
const PEER_ROUNDS = 5;
const WARM_ROUNDS = 5;
const GOAL_EACH = 10;
const GOAL_SUM = 15;
const GOAL_MEGABYTES = 100;

function cpuMs(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** User and system time of one run of evtxexport, in milliseconds, the start of the process included. */
function peerMs(path: string): number {
  const script = 'TIMEFORMAT="%U %S"; time evtxexport -f xml "$0" >/dev/null 2>&1';
  const run = spawnSync("bash", ["-c", script, path], { encoding: "utf8" });
  const [user = Number.NaN, system = Number.NaN] = run.stderr.trim().split(" ").map(Number);
  return (user + system) * 1000;
}

function peerRecords(path: string): number {
  const run = spawnSync("bash", ["-c", 'evtxexport -f xml "$0" 2>/dev/null | grep -c "^<Event "', path], {
    encoding: "utf8",
  });
  return Number(run.stdout.trim());
}

interface Row {
  readonly name: string;
  readonly path: string;
  readonly read: ReadLog;
  readonly firstMs: number;
  readonly timesMs: number[];
}

interface Compared {
  readonly oursMs: number;
  readonly theirsMs: number;
  readonly megabytes: number;
  readonly comparable: boolean;
}

function first(name: string, path: string): Row {
  const before = process.cpuUsage();
  const read = readLog(path);
  const { user, system } = process.cpuUsage(before);
  return { name, path, read, firstMs: (user + system) / 1000, timesMs: [] };
}

function compare({ name, path, read, firstMs, timesMs }: Row): Compared {
  const oursMs = median(timesMs);
  const theirsMs = median(Array.from({ length: PEER_ROUNDS }, () => peerMs(path)));
  const theirs = peerRecords(path);
  // A peer that gives up half-way has done less work: its time is shown, not compared.
  const comparable = theirs === read.records;
  const megabytes = read.usedBytes / 1000 / oursMs;
  const verdict = comparable ? `ratio ${(theirsMs / oursMs).toFixed(1)}` : "not the same records, not compared";
  console.log(
    [
      `${name} (${(statSync(path).size / 1e6).toFixed(1)} MB, ${(read.usedBytes / 1e6).toFixed(2)} MB used)`,
      `  ${read.records} records, ${read.damaged} damaged, checksum ${(read.checksum >>> 0).toString(16)}`,
      `  ours ${oursMs.toFixed(1)} ms (first time ${firstMs.toFixed(1)} ms, fastest ${Math.min(...timesMs).toFixed(1)} ms), ${megabytes.toFixed(0)} MB/s of used chunks, ${((read.records / oursMs) * 1000).toFixed(0)} records/s`,
      `  evtxexport ${theirsMs.toFixed(0)} ms, ${theirs} records: ${verdict}`,
    ].join("\n"),
  );
  return { oursMs, theirsMs, megabytes, comparable };
}

/** Prints figures of every log above 1 MB; true when all goals are reached. */
export function benchParse(): boolean {
  const { logs, source, folder } = measuredLogs(LEAST_BYTES);
  try {
    console.log(`parse: ${source}`);
    console.log(
      `ours: median CPU time (user and system) of ${ROUNDS} rounds over all logs in one process, after ${WARM_ROUNDS} rounds; evtxexport: median of ${PEER_ROUNDS} processes, XML to /dev/null`,
    );
    const rows = logs.map(({ name, path }) => first(name, path));
    for (let round = 1; round < WARM_ROUNDS; round++) for (const { path } of rows) readLog(path);
    for (let round = 0; round < ROUNDS; round++) {
      for (const { path, timesMs } of rows) timesMs.push(cpuMs(() => readLog(path)));
    }
    const all = rows.map(compare);
    const compared = all.filter(({ comparable }) => comparable);
    const sum = (pick: (row: Compared) => number): number => compared.reduce((total, row) => total + pick(row), 0);
    const total = sum(({ theirsMs }) => theirsMs) / sum(({ oursMs }) => oursMs);
    const least = Math.min(...compared.map(({ theirsMs, oursMs }) => theirsMs / oursMs));
    const slowest = Math.min(...all.map(({ megabytes }) => megabytes));
    console.log(
      `${compared.length} of ${rows.length} logs compared; least ratio ${least.toFixed(1)} (goal ${GOAL_EACH}), over the sum ${total.toFixed(1)} (goal ${GOAL_SUM}); slowest ${slowest.toFixed(0)} MB/s (goal ${GOAL_MEGABYTES})`,
    );
    return least >= GOAL_EACH && total >= GOAL_SUM && slowest >= GOAL_MEGABYTES;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
