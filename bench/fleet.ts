// A whole server with a fleet of many hosts on this machine: does every check begin in its time, and what does it take?
import { spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startResponder } from "./fleet/fleet-hosts.ts";
import { type FleetFigures, measureFleet } from "./fleet/measure-fleet.ts";
import { quantile } from "./fleet/punctuality.ts";
import { packedProgram } from "./packed.ts";

/** What the product promises. */
const LATE_P99_LIMIT_MS = 2000;
const MEMORY_LIMIT_MB = 500;
const DAY_LIMIT_BYTES = 1.5e9;

const INTERVAL_MS = 60_000;
const GROW_BY = 5000;
const GROW_UNTIL = 200_000;

const { values } = parseArgs({
  options: {
    targets: { type: "string", default: "10000" },
    minutes: { type: "string", default: "10" },
    /** How far it goes: 5,000 more in each round, until one does not hold. */
    grow: { type: "boolean", default: false },
    /** Compares with the peers at the end, see bench/fleet-peers.ts. */
    peers: { type: "boolean", default: true },
    /** The checkout as it is, not packed: for work on the server itself. */
    source: { type: "boolean", default: false },
  },
  allowNegative: true,
});

const targets = Number(values.targets);
const minutes = Number(values.minutes);
if (!(targets > 0 && minutes > 0)) throw new RangeError("--targets and --minutes are numbers above 0");

const packed = values.source ? undefined : packedProgram();
const program = packed ?? { bin: join(import.meta.dirname, "..", "bin", "rdpulse.mjs"), env: process.env };
const responder = await startResponder();
try {
  console.log(`${cpus()[0]?.model ?? "processor"}, ${availableParallelism()} processors, Node ${process.version}`);
  process.exitCode = (await (values.grow ? grow() : measureOnce())) ? 0 : 1;
} finally {
  await responder.stop();
  packed?.remove();
}
if (values.peers && !values.grow) {
  const peers = spawn(process.execPath, [join(import.meta.dirname, "fleet-peers.ts")], { stdio: "inherit" });
  const [code] = await once(peers, "exit");
  if (code !== 0) process.exitCode = 1;
}

async function measureOnce(): Promise<boolean> {
  const figures = await measureFleet({ program, targets, minutes, intervalMs: INTERVAL_MS }, responder);
  print(figures);
  const isReached = isInTime(figures) && figures.peakMb < MEMORY_LIMIT_MB && figures.dayBytes <= DAY_LIMIT_BYTES;
  console.log(isReached ? "fleet: goal reached" : "fleet: goal NOT reached");
  return isReached;
}

/** Prints the largest fleet that held, and what stood in the way of the next one. */
async function grow(): Promise<boolean> {
  let held: FleetFigures | undefined;
  for (let count = targets; count <= GROW_UNTIL; count += GROW_BY) {
    const figures = await measureFleet({ program, targets: count, minutes, intervalMs: INTERVAL_MS }, responder);
    print(figures);
    if (!isInTime(figures)) {
      const cpu = figures.serveCpu + figures.responderCpu + figures.otherCpu;
      const share = `${(100 * cpu).toFixed(0)} % of ${100 * availableParallelism()} %`;
      console.log(`did not hold: ${count} hosts; processors ${share}, busiest threads ${figures.busiest}`);
      break;
    }
    held = figures;
  }
  console.log(held === undefined ? "fleet: none held" : `fleet: the largest that held has ${held.targets} hosts`);
  return held !== undefined;
}

function isInTime({ missed, failed, latenessMs }: FleetFigures): boolean {
  return missed === 0 && failed === 0 && quantile(latenessMs, 0.99) < LATE_P99_LIMIT_MS;
}

function print(figures: FleetFigures): void {
  const { latenessMs, tookMs } = figures;
  console.log(`\n${figures.targets} hosts every ${INTERVAL_MS / 1000} s, ${minutes} minutes`);
  console.log(`  slots ${figures.expected}, missed ${figures.missed}, failed ${figures.failed}`);
  console.log(`  late p50, p99, max   ${spread(latenessMs)} (goal: p99 below ${LATE_P99_LIMIT_MS} ms)`);
  console.log(`  a check took         ${spread(tookMs)}`);
  console.log(
    `  CPU of one processor serve ${percent(figures.serveCpu)}, the hosts ${percent(figures.responderCpu)}, all others ${percent(figures.otherCpu)}`,
  );
  console.log(`  CPU a check          ${figures.cpuMsACheck.toFixed(2)} ms; busiest threads ${figures.busiest}`);
  console.log(
    `  memory               ${figures.residentMb.toFixed(0)} MB, with the start ${figures.peakMb.toFixed(0)} MB (goal: below ${MEMORY_LIMIT_MB} MB)`,
  );
  console.log(`  disk a day           ${(figures.dayBytes / 1e9).toFixed(2)} GB`);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function spread(sorted: readonly number[]): string {
  return [0.5, 0.99, 1].map((part) => `${quantile(sorted, part).toFixed(0)} ms`).join(", ");
}
