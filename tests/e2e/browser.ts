// Debian's Chromium, driven by playwright-core. Every page that is opened here is held to what all pages promise: no error on
// its console, no dialog, no request to anybody else.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { ensurePackages } from "../../lab/packages.ts";

const CHROMIUM = "/usr/bin/chromium";

const { missing, enableWith } = ensurePackages(["core", "browser"]);

/** Why these tests cannot run here; "" where they can. */
export const noBrowser: string =
  missing.length === 0 ? "" : ` (needs ${missing.join(" ")}; enable it with: ${enableWith})`;

export interface Look {
  readonly language?: "en" | "zh";
  readonly theme?: "light" | "dark";
  readonly width?: number;
  readonly height?: number;
}

/** A page with what went wrong on it so far. */
export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the console, faults of scripts, dialogs, requests to other origins. */
  readonly faults: readonly string[];
  readonly close: () => Promise<void>;
}

/** Starts the browser once for a file of tests. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"],
  });
}

/** Opens an empty page of this server in a context of its own: nothing is remembered from the page before. */
export async function openPage(browser: Browser, url: string, look: Look = {}): Promise<WatchedPage> {
  const { language = "en", theme = "light", width = 1440, height = 900 } = look;
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height },
    locale: language === "zh" ? "zh-CN" : "en-GB",
    colorScheme: theme,
    // A colour on its way to another one is no colour of ours.
    reducedMotion: "reduce",
    acceptDownloads: true,
  });
  const faults: string[] = [];
  const page = await context.newPage();
  page.on("console", (message) => {
    // What a test asks for in vain on purpose is told by the test itself.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== "blob:" && protocol !== "data:" && origin !== new URL(url).origin) faults.push(`asks ${origin}`);
  });
  return { page, context, faults, close: async () => context.close() };
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong with the page as it is now, a line each. */
export async function axeFaults(page: Page): Promise<readonly string[]> {
  // The page's own policy lets no foreign script in; the browser's tools may.
  const session = await page.context().newCDPSession(page);
  try {
    await session.send("Runtime.evaluate", { expression: axeSource });
    const { result } = await session.send("Runtime.evaluate", {
      awaitPromise: true,
      returnByValue: true,
      expression: `axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ": " + html.slice(0, 200))))`,
    });
    const found: unknown = result.value;
    return Array.isArray(found) ? found.map(String) : [`axe did not run: ${JSON.stringify(result)}`];
  } finally {
    await session.detach();
  }
}

/** How far the page can be moved sideways, in pixels. */
export async function sidewaysPixels(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
