// Ours, blackbox_exporter with Prometheus, and Uptime Kuma, one after the other, on the same hosts with the same interval: they
// open a TCP connection, we make the staged check to the certificate and the NTLM challenge.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { openLab } from "../lab/index.ts";
import { type Place, placesOf, startResponder } from "./fleet/fleet-hosts.ts";
import { fleetConfiguration } from "./fleet/measure-fleet.ts";
import { noticeTimes } from "./fleet/notice.ts";
import { usageOf } from "./fleet/process-usage.ts";
import { startPrometheusBlackbox } from "./fleet/prometheus-blackbox.ts";
import { quantile } from "./fleet/punctuality.ts";
import { startServe } from "./fleet/running-serve.ts";
import { installUptimeKuma, startUptimeKuma } from "./fleet/uptime-kuma.ts";
import { packedProgram } from "./packed.ts";

const { values } = parseArgs({
  options: {
    targets: { type: "string", default: "1000" },
    minutes: { type: "string", default: "5" },
    interval: { type: "string", default: "60" },
    /** Of the hosts; they are stopped at the end of each round. */
    stopped: { type: "string", default: "50" },
    /** Where Uptime Kuma is kept for the next run; without it, it is installed into a temporary folder and removed. */
    kuma: { type: "string" },
  },
});
const targets = Number(values.targets);
const minutes = Number(values.minutes);
const intervalMs = Number(values.interval) * 1000;
const stopped = Number(values.stopped);

/** One of them, as it watches these hosts. */
interface Contender {
  readonly pids: readonly number[];
  /** Checks that it has made since its start. */
  readonly checks: () => Promise<number>;
  /** "host:port" of all that it calls down. */
  readonly down: () => Promise<ReadonlySet<string>>;
  readonly stop: () => Promise<void>;
}

interface Figures {
  readonly cpuMsACheck: number;
  readonly residentMb: number;
  readonly noticedMs: readonly number[];
}

const program = packedProgram();
const lab = openLab();
try {
  const prometheus = await round("blackbox_exporter and Prometheus, TCP connect", watchByPrometheus);
  const kuma = await kumaRound();
  const ours = await round("rdpulse serve, X.224, TLS, certificate, NTLM challenge", watchByOurs);
  console.log("");
  printRatios("blackbox_exporter and Prometheus", ours, prometheus);
  if (kuma !== undefined) printRatios("Uptime Kuma", ours, kuma);
} finally {
  await lab.close();
  program.remove();
}

/** Undefined, with the reason printed, where it cannot be had. */
async function kumaRound(): Promise<Figures | undefined> {
  const folder = values.kuma ?? mkdtempSync(join(tmpdir(), "rdpulse-bench-kuma-npm-"));
  try {
    await installUptimeKuma(folder);
    return await round("Uptime Kuma, TCP connect", (places) => startUptimeKuma(folder, places, intervalMs / 1000));
  } catch (error) {
    console.log(`\nUptime Kuma is not compared: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  } finally {
    if (values.kuma === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

function printRatios(name: string, ours: Figures, theirs: Figures): void {
  const ratio = (of: (figures: Figures) => number): string => (of(ours) / of(theirs)).toFixed(2);
  const median = ({ noticedMs }: Figures): number => quantile(noticedMs, 0.5);
  console.log(
    `ours / ${name}: CPU a check ${ratio((one) => one.cpuMsACheck)}, memory ${ratio((one) => one.residentMb)}, time to notice ${ratio(median)}`,
  );
}

async function round(name: string, watch: (places: readonly Place[]) => Promise<Contender>): Promise<Figures> {
  const standing = await startResponder();
  const falling = await startResponder(standing.port + 1);
  try {
    const lost = placesOf(stopped, falling.port, targets - stopped);
    const contender = await watch([...placesOf(targets - stopped, standing.port), ...lost]);
    try {
      await sleep(intervalMs);
      const before = { cpuMs: cpuMsOf(contender), checks: await contender.checks() };
      await sleep(minutes * 60_000);
      const after = { cpuMs: cpuMsOf(contender), checks: await contender.checks() };
      const residents = contender.pids.map((pid) => usageOf(pid).residentMb);
      await falling.stop();
      const names = lost.map(({ host, port }) => `${host}:${port}`);
      const noticedMs = await noticeTimes(names, contender.down, 3 * intervalMs);
      const checks = after.checks - before.checks;
      const figures = {
        cpuMsACheck: (after.cpuMs - before.cpuMs) / checks,
        residentMb: residents.reduce((sum, mb) => sum + mb, 0),
        noticedMs,
      };
      const seconds = (part: number): string => (quantile(noticedMs, part) / 1000).toFixed(1);
      console.log(`\n${name}: ${targets} hosts every ${intervalMs / 1000} s, ${minutes} minutes`);
      console.log(`  checks ${checks}, CPU a check ${figures.cpuMsACheck.toFixed(2)} ms`);
      console.log(`  memory ${figures.residentMb.toFixed(0)} MB (${residents.map((mb) => mb.toFixed(0)).join(" + ")})`);
      console.log(
        `  stopped hosts noticed ${noticedMs.length} of ${stopped}: median ${seconds(0.5)} s, last ${seconds(1)} s`,
      );
      return figures;
    } finally {
      await contender.stop();
    }
  } finally {
    await Promise.all([standing.stop(), falling.stop()]);
  }
}

async function watchByPrometheus(places: readonly Place[]): Promise<Contender> {
  return startPrometheusBlackbox(lab, places, intervalMs / 1000);
}

async function watchByOurs(places: readonly Place[]): Promise<Contender> {
  const folder = mkdtempSync(join(tmpdir(), "rdpulse-bench-peers-"));
  const serve = await startServe({ ...program, folder, configuration: fleetConfiguration(places, intervalMs) });
  return {
    pids: [serve.pid],
    checks: async () => {
      const metrics = await (await fetch(`${serve.url}metrics`)).text();
      return Number(/^rdpulse_checks_total (\d+)/mu.exec(metrics)?.[1]);
    },
    down: async () => {
      const answer = await fetch(`${serve.url}api/v1/hosts?status=down&limit=1000`);
      const { items }: { readonly items: readonly { readonly settings: Place }[] } = JSON.parse(await answer.text());
      return new Set(items.map(({ settings: { host, port } }) => `${host}:${port}`));
    },
    stop: async () => {
      await serve.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function cpuMsOf({ pids }: Contender): number {
  return pids.reduce((sum, pid) => sum + usageOf(pid).cpuMs, 0);
}
