import { readFileSync } from "node:fs";
import type { Browser, CDPSession, Page } from "playwright-core";

/** Longer than anybody waits: the page of a peer may take so long, and is to be measured all the same. */
const PATIENCE_MS = 120_000;

/** What a tab holds, in megabytes: the heap of its scripts, and the private memory of its process. */
export interface TabMemory {
  readonly heapMb: number;
  readonly processMb: number;
}

/** Scripts that a page loaded, in kilobytes as they came over the wire. */
export interface Scripts {
  readonly kilobytes: () => number;
}

/** Counts scripts from now on. */
export async function watchScripts(session: CDPSession): Promise<Scripts> {
  const scripts = new Set<string>();
  let bytes = 0;
  session.on("Network.responseReceived", ({ requestId, type }) => {
    if (type === "Script") scripts.add(requestId);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  await session.send("Network.enable");
  return { kilobytes: () => bytes / 1000 };
}

/** After the garbage was collected. The process is that of the page: the one with the most private memory. */
export async function tabMemory(browser: Browser, session: CDPSession): Promise<TabMemory> {
  await session.send("HeapProfiler.enable");
  await session.send("HeapProfiler.collectGarbage");
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const whole = await browser.newBrowserCDPSession();
  const { processInfo } = await whole.send("SystemInfo.getProcessInfo");
  await whole.detach();
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => privateMb(id));
  return { heapMb: usedSize / 1e6, processMb: Math.max(...renderers) };
}

/** As the browser's own task manager counts: what no other process shares. */
function privateMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^RssAnon:\s+(\d+) kB$/mu.exec(status)?.[1] ?? 0) / 1000;
}

/** Milliseconds from the beginning of a load until this can be seen. */
export async function paintMs(page: Page, url: string, isThere: string): Promise<number> {
  await page.addInitScript({
    content: `{
      const look = () => requestAnimationFrame(() => {
        if (${isThere}) globalThis.paintedMs = performance.now();
        else look();
      });
      look();
    }`,
  });
  await page.goto(url);
  const handle = await page.waitForFunction("globalThis.paintedMs");
  return Number(await handle.jsonValue());
}

/**
 * Milliseconds from an input until the frame that shows its result. `act` and `isDone` are expressions of the page: the first
 * makes the input, the second is true when the result is there.
 */
export async function responseMs(page: Page, act: string, isDone: string): Promise<number> {
  const frame = "await new Promise((resolve) => requestAnimationFrame(resolve));";
  const took: unknown = await page.evaluate(`(async () => {
    const startMs = performance.now();
    { ${act} }
    while (!(${isDone})) {
      if (performance.now() - startMs > ${PATIENCE_MS}) return -1;
      ${frame}
    }
    ${frame}
    return performance.now() - startMs;
  })()`);
  if (typeof took !== "number" || took < 0) throw new Error(`after ${PATIENCE_MS} ms not there: ${isDone}`);
  return took;
}

export interface FrameWork {
  /** Main-thread work of each frame, in milliseconds. */
  readonly p95Ms: number;
  readonly framesPerSecond: number;
  readonly frames: number;
}

/** Work of the main thread between one frame and the next while `doing` runs, from a trace of the browser. */
export async function frameWork(browser: Browser, page: Page, doing: () => Promise<void>): Promise<FrameWork> {
  await browser.startTracing(page, {
    categories: ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"],
  });
  // Every frame leaves its mark in the trace, also those in which the page itself has nothing to draw.
  await page.evaluate("(function next() { globalThis.marking = requestAnimationFrame(next); })()");
  await doing();
  await page.evaluate("cancelAnimationFrame(globalThis.marking)");
  const { traceEvents }: { readonly traceEvents: readonly TraceEvent[] } = JSON.parse(
    (await browser.stopTracing()).toString("utf8"),
  );
  const frames = traceEvents.filter(({ name }) => name === "FireAnimationFrame");
  const [{ pid, tid } = { pid: 0, tid: 0 }] = frames;
  const own = frames.filter((frame) => frame.pid === pid && frame.tid === tid).map(({ ts }) => ts);
  const tasks = traceEvents.filter(
    (event) => event.name.endsWith("RunTask") && event.pid === pid && event.tid === tid && event.dur !== undefined,
  );
  const works = own.slice(1).map((untilUs, index) => {
    const fromUs = own[index] ?? untilUs;
    const inside = tasks.filter(({ ts }) => ts >= fromUs && ts < untilUs);
    return inside.reduce((sum, { dur = 0, tdur = dur }) => sum + tdur, 0) / 1000;
  });
  const spanUs = (own.at(-1) ?? 0) - (own[0] ?? 0);
  return {
    p95Ms: works.toSorted((a, b) => a - b)[Math.floor(0.95 * works.length)] ?? Number.NaN,
    framesPerSecond: (works.length / spanUs) * 1e6,
    frames: works.length,
  };
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  /** Time of the thread: without what other processes took of the processor meanwhile. */
  readonly tdur?: number;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
