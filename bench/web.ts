// The dashboard over 10,000 hosts and 5,000,000 results, in Debian's Chromium: what loads, how soon it is there, how fast it
// answers, what moving the map costs, what an hour of changes leaves in memory. Beside Uptime Kuma with 1,000 monitors.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { noBrowser, openBrowser } from "../tests/e2e/browser.ts";
import { startServe } from "./fleet/running-serve.ts";
import { setup as buildPages } from "../tests/e2e/build-pages.ts";
import { fillStore } from "./web/fill.ts";
import { kumaFigures } from "./web/kuma-page.ts";
import { type DashboardFigures, dashboardFigures } from "./web/dashboard.ts";

const { values } = parseArgs({
  options: {
    results: { type: "string", default: "5000000" },
    /** Keeps the filled store here, so that the next run begins at once. */
    data: { type: "string" },
    /** A folder with an installed Uptime Kuma, or one for it to be installed into. */
    kuma: { type: "string" },
    monitors: { type: "string", default: "1000" },
    /** Changes of an hour of live updates. */
    changes: { type: "string", default: "18000" },
  },
});
const [results, monitors, changes] = [values.results, values.monitors, values.changes].map(Number);
if (noBrowser !== "") throw new Error(`no browser${noBrowser}`);

const folder = values.data ?? mkdtempSync(join(tmpdir(), "rdpulse-bench-web-"));
let isReached = false;
try {
  isReached = await bench();
} finally {
  if (values.data === undefined) rmSync(folder, { recursive: true, force: true });
}
if (!isReached) process.exitCode = 1;

async function bench(): Promise<boolean> {
  buildPages();
  const filled = await fillStore(folder, results ?? 0);
  // A day: nothing that was filled in is called old, and no check begins meanwhile.
  const serve = await startServe({
    bin: join(import.meta.dirname, "..", "bin", "rdpulse.mjs"),
    env: process.env,
    folder,
    configuration: { monitor: { intervalSeconds: 86_400 } },
  });
  const browser = await openBrowser();
  try {
    const own = await dashboardFigures(browser, serve.url, (count) => filled.change(count), changes ?? 0);
    const isWell = print(own);
    if (values.kuma === undefined) console.log("\nUptime Kuma: not compared, --kuma FOLDER was not given");
    else {
      const kuma = await kumaFigures(browser, values.kuma, monitors ?? 0);
      console.log(`\nUptime Kuma with ${monitors} monitors, beside ours with 10,000 hosts (ours / Uptime Kuma)`);
      const rows = [
        ["scripts of the first load", "kB", own.scriptsKb, kuma.scriptsKb],
        ["first useful paint", "ms", own.paintMs, kuma.paintMs],
        ["filter", "ms", own.responses["filter"]?.medianMs, kuma.filterMs],
        ["to one host", "ms", own.responses["to a host"]?.medianMs, kuma.openMs],
        ["heap of scripts", "MB", own.before.heapMb, kuma.memory.heapMb],
        ["process of the tab", "MB", own.before.processMb, kuma.memory.processMb],
      ] as const;
      for (const [name, unit, ours = Number.NaN, theirs] of rows) {
        console.log(`  ${name.padEnd(28)} ${shown(ours)} / ${shown(theirs)} ${unit} = ${(ours / theirs).toFixed(2)}`);
      }
    }
    return isWell;
  } finally {
    await browser.close();
    await serve.stop();
    await filled.close();
  }
}

function print(own: DashboardFigures): boolean {
  let isWell = true;
  const line = (name: string, figure: string, goal: string, reached: boolean): void => {
    isWell &&= reached;
    console.log(`  ${name.padEnd(34)} ${figure.padEnd(34)} ${goal.padEnd(22)} ${reached ? "ok" : "NOT REACHED"}`);
  };
  console.log("the dashboard, 10,000 hosts");
  line("scripts of the first load", `${shown(own.scriptsKb)} kB`, "< 180 kB", own.scriptsKb < 180);
  line("first useful paint of the overview", `${shown(own.paintMs)} ms`, "< 1000 ms", own.paintMs < 1000);
  for (const [name, { medianMs, worstMs }] of Object.entries(own.responses)) {
    line(name, `median ${shown(medianMs)} ms, worst ${shown(worstMs)} ms`, "median < 100 ms", medianMs < 100);
  }
  for (const [name, { p95Ms, framesPerSecond, frames }] of Object.entries(own.moves)) {
    const figure = `p95 ${shown(p95Ms)} ms a frame, ${shown(framesPerSecond)} frames/s`;
    // Moving the map is what has the goal; pointing at cells shall not cost a frame.
    const mostMs = name === "map: hover" ? 16 : 10;
    line(`${name} (${frames} frames)`, figure, `p95 <= ${mostMs} ms`, p95Ms <= mostMs);
  }
  const { before, after } = own;
  line(
    "memory at the beginning",
    `heap ${shown(before.heapMb)} MB, process ${shown(before.processMb)} MB`,
    "process < 200 MB",
    before.processMb < 200,
  );
  line(
    `after ${own.changes.toLocaleString("en")} changes, ${own.asked} answers`,
    `heap ${shown(after.heapMb)} MB, process ${shown(after.processMb)} MB`,
    "< 200 MB, heap + 10 %",
    after.processMb < 200 && after.heapMb < before.heapMb * 1.1 + 1,
  );
  console.log(isWell ? "web: goal reached" : "web: goal NOT reached");
  return isWell;
}

function shown(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0);
}
