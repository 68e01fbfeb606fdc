import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Configuration } from "../../src/core/configuration/index.ts";
import { type Place, placesOf, type Responder } from "./fleet-hosts.ts";
import { busiestThreads, machineBusyMs, usageOf } from "./process-usage.ts";
import { dayBytes, type Punctuality, punctualityOf } from "./punctuality.ts";
import { type ServePlan, startServe } from "./running-serve.ts";

const HOSTS_A_POOL = 50;
const HOSTS_A_SITE = 1000;
/** Longer than any check takes: the last slot's row is written then. */
const LAST_ROW_MS = 15_000;
const SAMPLE_MS = 1000;

export interface FleetPlan {
  readonly program: Pick<ServePlan, "bin" | "env">;
  readonly targets: number;
  readonly intervalMs: number;
  readonly minutes: number;
}

/** CPU as shares of one processor over the window. */
export interface FleetFigures extends Punctuality {
  readonly targets: number;
  readonly serveCpu: number;
  readonly responderCpu: number;
  /** Of everything else on this machine: what disturbed us. */
  readonly otherCpu: number;
  readonly busiest: string;
  /** Most in the window, and most since the start, loading of the fleet included. */
  readonly residentMb: number;
  readonly peakMb: number;
  readonly cpuMsACheck: number;
  readonly dayBytes: number;
}

/** One configuration for these hosts, of which exactly the interval's check is made. */
export function fleetConfiguration(places: readonly Place[], intervalMs: number): Configuration {
  return {
    // A full check of each host on the first day would be a second load beside the one that is measured.
    monitor: { intervalSeconds: intervalMs / 1000, maxFullRunning: 0 },
    targets: places.map((place, index) => ({
      ...place,
      pool: `pool-${Math.floor(index / HOSTS_A_POOL)}`,
      site: `site-${Math.floor(index / HOSTS_A_SITE)}`,
    })),
  };
}

/** Starts a server of its own on an empty store, lets an interval pass, and measures for so many minutes. */
export async function measureFleet(plan: FleetPlan, responder: Responder): Promise<FleetFigures> {
  const { program, targets, intervalMs, minutes } = plan;
  const folder = mkdtempSync(join(tmpdir(), "rdpulse-bench-fleet-"));
  try {
    const configuration = fleetConfiguration(placesOf(targets, responder.port), intervalMs);
    const begunMs = Date.now();
    const serve = await startServe({ ...program, folder, configuration });
    try {
      await sleep(intervalMs);
      const fromMs = Date.now();
      const before = { serve: usageOf(serve.pid), responder: usageOf(responder.pid), busyMs: machineBusyMs() };
      const untilMs = fromMs + minutes * 60_000;
      let residentMb = 0;
      while (Date.now() < untilMs) {
        residentMb = Math.max(residentMb, usageOf(serve.pid).residentMb);
        await sleep(Math.min(SAMPLE_MS, untilMs - Date.now()));
      }
      const after = { serve: usageOf(serve.pid), responder: usageOf(responder.pid), busyMs: machineBusyMs() };
      const spanMs = Date.now() - fromMs;
      await sleep(LAST_ROW_MS);
      const endMs = Date.now();
      await serve.stop();
      const punctuality = await punctualityOf(folder, intervalMs, fromMs, untilMs);
      const serveMs = after.serve.cpuMs - before.serve.cpuMs;
      const responderMs = after.responder.cpuMs - before.responder.cpuMs;
      return {
        ...punctuality,
        targets,
        serveCpu: serveMs / spanMs,
        responderCpu: responderMs / spanMs,
        otherCpu: (after.busyMs - before.busyMs - serveMs - responderMs) / spanMs,
        busiest: busiestThreads(before.serve, after.serve, spanMs, 4),
        residentMb,
        peakMb: after.serve.peakMb,
        cpuMsACheck: serveMs / (punctuality.expected - punctuality.missed),
        dayBytes: await dayBytes(folder, begunMs, endMs),
      };
    } finally {
      await serve.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
