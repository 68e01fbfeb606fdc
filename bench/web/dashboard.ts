import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import {
  type FrameWork,
  frameWork,
  median,
  paintMs,
  responseMs,
  type TabMemory,
  tabMemory,
  watchScripts,
} from "./tab.ts";

export interface Response {
  readonly medianMs: number;
  readonly worstMs: number;
}

export interface DashboardFigures {
  readonly scriptsKb: number;
  readonly paintMs: number;
  readonly responses: Readonly<Record<string, Response>>;
  readonly moves: Readonly<Record<string, FrameWork>>;
  readonly before: TabMemory;
  readonly after: TabMemory;
  readonly changes: number;
  /** Answers of the API that the page asked for meanwhile. */
  readonly asked: number;
}

const TIMES = 11;
/** The stream is gathered for so long before the page asks anew. */
const STEP_MS = 6000;
const HOUR_MS = 3_600_000;
const WARM_STEPS = 120;

const NAME = "[...document.querySelectorAll('tbody a')][0]?.textContent";
const IS_LOADED =
  "document.querySelectorAll('tbody [aria-busy]').length === 0 && document.querySelectorAll('tbody a').length > 5";

/** Everything that is measured of our pages. `change` makes so many hosts become another state. */
export async function dashboardFigures(
  browser: Browser,
  url: string,
  change: (count: number) => Promise<void>,
  changes: number,
): Promise<DashboardFigures> {
  const first = await firstLoad(browser, url);
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1440, height: 900 }, bypassCSP: true });
  const page = await context.newPage();
  const responses = await askedOfHosts(page);
  const moves = await movesOfMap(browser, page);
  await context.close();
  const live = await liveHour(browser, url, change, changes);
  return { ...first, responses, moves, ...live };
}

async function firstLoad(
  browser: Browser,
  url: string,
): Promise<{ readonly scriptsKb: number; readonly paintMs: number }> {
  const paints: number[] = [];
  let scriptsKb = 0;
  for (let time = 0; time < 5; time += 1) {
    // Nothing is remembered from the load before.
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, bypassCSP: true });
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    const scripts = await watchScripts(session);
    paints.push(
      await paintMs(page, url, "document.querySelector('h1') !== null && document.querySelector('canvas') !== null"),
    );
    await page.waitForLoadState("networkidle").catch(() => undefined);
    scriptsKb = scripts.kilobytes();
    await context.close();
  }
  return { scriptsKb, paintMs: median(paints) };
}

async function askedOfHosts(page: Page): Promise<Record<string, Response>> {
  await page.goto("/hosts");
  await page.waitForFunction(IS_LOADED);
  const measured: Record<string, number[]> = {};
  const measure = async (name: string, act: string, isDone: string): Promise<void> => {
    (measured[name] ??= []).push(await responseMs(page, act, isDone));
    // What is measured next begins when the page rests.
    await page.waitForTimeout(150);
  };
  for (let time = 0; time < TIMES; time += 1) {
    const wanted = `rds-0${1000 + time * 37}`;
    const type = `const box = document.querySelector('input[type=search]');
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(box, TEXT);
      box.dispatchEvent(new Event('input', { bubbles: true }));`;
    await measure("filter", type.replace("TEXT", JSON.stringify(wanted)), `${NAME} === ${JSON.stringify(wanted)}`);
    await page.evaluate(`(() => { ${type.replace("TEXT", '""')} })()`);
    await page.waitForFunction(IS_LOADED);
    const before = String(await page.evaluate(NAME));
    await measure(
      "sort",
      "document.querySelector('thead th button').click()",
      `${IS_LOADED} && ${NAME} !== ${JSON.stringify(before)}`,
    );
    const place = 44 * (700 + ((time * 1931) % 8000));
    await measure("jump to another page", `scrollTo(0, ${place})`, `${IS_LOADED} && Math.abs(scrollY - ${place}) < 50`);
    await page.evaluate("scrollTo(0, 0)");
    await page.waitForFunction(IS_LOADED);
    await measure(
      "to a host",
      "document.querySelector('tbody a').click()",
      "/^\\/hosts\\/\\d+$/.test(location.pathname) && /^rds-/.test(document.querySelector('h1')?.textContent ?? '')",
    );
    await measure("back to all hosts", "document.querySelector('nav a[href=\"/hosts\"]').click()", IS_LOADED);
  }
  return Object.fromEntries(
    Object.entries(measured).map(([name, times]) => [name, { medianMs: median(times), worstMs: Math.max(...times) }]),
  );
}

async function movesOfMap(browser: Browser, page: Page): Promise<Record<string, FrameWork>> {
  await page.goto("/");
  await page.locator("canvas").waitFor();
  await page.waitForTimeout(1500);
  const box = await page.locator("canvas").boundingBox();
  if (box === null) throw new Error("the map of the fleet cannot be seen");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  const zoom = await frameWork(browser, page, async () => {
    await page.keyboard.down("Control");
    for (let turn = 0; turn < 40; turn += 1) {
      await page.mouse.wheel(0, turn < 24 ? -120 : 120);
      await page.waitForTimeout(16);
    }
    await page.keyboard.up("Control");
  });
  const pan = await frameWork(browser, page, async () => {
    await page.mouse.down();
    for (let step = 0; step < 180; step += 1) {
      await page.mouse.move(x + 200 * Math.sin(step / 12), y + 90 * Math.cos(step / 9));
    }
    await page.mouse.up();
  });
  const hover = await frameWork(browser, page, async () => {
    for (let step = 0; step < 180; step += 1)
      await page.mouse.move(x + 300 * Math.sin(step / 20), y + 120 * Math.cos(step / 15));
  });
  return { "map: pan": pan, "map: zoom": zoom, "map: hover": hover };
}

/** An hour of the page's own clock, with the changes of an hour of the fleet through the real stream. */
async function liveHour(
  browser: Browser,
  url: string,
  change: (count: number) => Promise<void>,
  changes: number,
): Promise<Pick<DashboardFigures, "before" | "after" | "changes" | "asked">> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1440, height: 900 }, bypassCSP: true });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  let asked = 0;
  page.on("response", (response) => {
    if (response.url().includes("/api/v1/") && !response.url().includes("/events/")) asked += 1;
  });
  await page.clock.install();
  await page.goto("/");
  await page.locator("canvas").waitFor();
  const steps = HOUR_MS / STEP_MS;
  const each = Math.ceil(changes / steps);
  const step = async (): Promise<void> => {
    await change(each);
    // The stream brings it by itself; the page's own waiting is what is shortened.
    await sleep(60);
    await page.clock.runFor(STEP_MS);
  };
  // Answers that nobody looks at any more are kept for five minutes: the hour begins when as many go as come.
  for (let warm = 0; warm < WARM_STEPS; warm += 1) await step();
  const before = await tabMemory(browser, session);
  asked = 0;
  for (let done = 0; done < steps; done += 1) await step();
  const after = await tabMemory(browser, session);
  await context.close();
  return { before, after, changes: each * steps, asked };
}
