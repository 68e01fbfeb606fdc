import type { Browser } from "playwright-core";
import { placesOf, startResponder } from "../fleet/fleet-hosts.ts";
import { ACCOUNT, installUptimeKuma, startUptimeKuma } from "../fleet/uptime-kuma.ts";
import { median, paintMs, responseMs, type TabMemory, tabMemory, watchScripts } from "./tab.ts";

export interface KumaFigures {
  readonly scriptsKb: number;
  readonly paintMs: number;
  readonly filterMs: number;
  readonly openMs: number;
  readonly memory: TabMemory;
}

const INTERVAL_S = 60;
const TIMES = 3;
const PATIENCE_MS = 120_000;
const LIST = ".monitor-list .item";

/** Uptime Kuma's own page with so many monitors of TCP ports, signed in already. */
export async function kumaFigures(browser: Browser, folder: string, monitors: number): Promise<KumaFigures> {
  await installUptimeKuma(folder);
  const responder = await startResponder();
  const kuma = await startUptimeKuma(folder, placesOf(monitors, responder.port), INTERVAL_S);
  const context = await browser.newContext({
    baseURL: kuma.url,
    viewport: { width: 1440, height: 900 },
    bypassCSP: true,
  });
  try {
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    await page.goto("/dashboard");
    await page.locator("input[type=password]").waitFor();
    await page.locator("input").first().fill(ACCOUNT.username);
    await page.locator("input[type=password]").fill(ACCOUNT.password);
    await page.locator("input[type=checkbox]").first().check();
    await page.locator("button[type=submit]").click();
    await page.locator(LIST).first().waitFor({ timeout: 120_000 });
    await page.close();
    const again = await context.newPage();
    const session = await context.newCDPSession(again);
    // A person's second visit still loads every script anew: what is remembered is not asked here.
    await session.send("Network.setCacheDisabled", { cacheDisabled: true });
    const scripts = await watchScripts(session);
    const paint = await paintMs(again, "/dashboard", `document.querySelectorAll(${JSON.stringify(LIST)}).length > 20`);
    await again.waitForTimeout(3000);
    const memory = await tabMemory(browser, session);
    const all = `[...document.querySelectorAll(${JSON.stringify(LIST)})]`;
    const filters: number[] = [];
    const opens: number[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      const place = 17 + time * 29;
      const name = placesOf(monitors, responder.port)[place]?.host ?? "";
      filters.push(await responseMs(again, write(name), `${all}.length > 0 && ${all}.length < 20`));
      await again.evaluate(`(() => { ${write("")} })()`);
      await again.waitForFunction(`${all}.length > 20`);
      await again.waitForTimeout(500);
      const before = String(await again.evaluate("location.pathname"));
      opens.push(
        await responseMs(
          again,
          `${all}[${place}].click()`,
          `location.pathname !== ${JSON.stringify(before)} && document.querySelector('h1') !== null`,
        ),
      );
    }
    return { scriptsKb: scripts.kilobytes(), paintMs: paint, filterMs: median(filters), openMs: median(opens), memory };
  } finally {
    await context.close();
    await kuma.stop();
    await responder.stop();
  }
}

/** Writes into its search box as a person would. */
function write(text: string): string {
  return `const box = document.querySelector('.search-input');
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(box, ${JSON.stringify(text)});
    box.dispatchEvent(new Event('input', { bubbles: true }));`;
}
