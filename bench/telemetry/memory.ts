// Memory of reading a log of 1 GB with a million records.
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { EVTX_CHUNK_BYTES, EVTX_HEADER_BYTES, encodeEvtx } from "../../src/core/eventlog/index.ts";
import { exampleEvent } from "./logs.ts";

const CHUNKS = 16_384;
const RECORDS_PER_CHUNK = 62;
const DIFFERENT_CHUNKS = 256;
const GOAL_MEGABYTES = 100;

const child = fileURLToPath(new URL("memory-child.ts", import.meta.url));

const rolldown = fileURLToPath(new URL("../../node_modules/.bin/rolldown", import.meta.url));

interface Told {
  readonly records: number;
  readonly damaged: number;
  readonly cpuMs: number;
  readonly peakKilobytes: number;
}

/** A file of 1 GB: 256 chunks of the encoder, again and again. */
function writeLargeLog(path: string): void {
  const events = Array.from({ length: DIFFERENT_CHUNKS * RECORDS_PER_CHUNK }, (_, index) => exampleEvent(index));
  const block = encodeEvtx(events, { recordsPerChunk: RECORDS_PER_CHUNK });
  const file = openSync(path, "w");
  writeSync(file, block, 0, EVTX_HEADER_BYTES);
  for (let chunk = 0; chunk < CHUNKS; chunk += DIFFERENT_CHUNKS) {
    writeSync(file, block, EVTX_HEADER_BYTES, DIFFERENT_CHUNKS * EVTX_CHUNK_BYTES);
  }
  closeSync(file);
}

/** True when the peak stays below 100 MB. */
export function benchMemory(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "rdpulse-bench-"));
  try {
    const path = join(folder, "large.evtx");
    writeLargeLog(path);
    // Packed, as people run it: Node's own translation of TypeScript alone takes 40 MB.
    const packed = join(folder, "child.mjs");
    const options = ["--platform", "node", "--format", "esm", "--file", packed];
    const built = spawnSync(rolldown, [child, ...options], { encoding: "utf8" });
    if (built.status !== 0) throw new Error(built.stderr);
    const run = spawnSync(process.execPath, [packed, path], { encoding: "utf8" });
    const told: Told = JSON.parse(run.stdout);
    const megabytes = told.peakKilobytes / 1000;
    console.log(
      `memory: ${((CHUNKS * EVTX_CHUNK_BYTES) / 1e9).toFixed(2)} GB, ${told.records} records, ${told.damaged} damaged; ${(told.cpuMs / 1000).toFixed(1)} s CPU time; peak resident ${megabytes.toFixed(0)} MB (goal below ${GOAL_MEGABYTES})`,
    );
    return megabytes < GOAL_MEGABYTES && told.records >= 1_000_000 && told.damaged === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
