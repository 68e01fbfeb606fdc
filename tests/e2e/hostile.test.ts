// Names, notes and facts that somebody made to hurt whoever looks at them.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, openLab } from "../../lab/index.ts";
import { type HostItem, type Listed, openIncidents, until } from "../lab/monitor-server.ts";
import { noBrowser, openBrowser, openPage, sidewaysPixels } from "./browser.ts";
import { type Fleet, startFleet } from "./fleet.ts";

const HOSTILE = [
  `<script>alert("name")</script>`,
  `"><img src=x onerror=alert(1)>`,
  `{{7*7}} \${alert(1)}`,
  "javascript:alert(1)",
  "\u202Eevil\u202C\u2066right-to-left",
  "zero\u200Bwidth\u200Djoined\uFEFF",
  "W".repeat(120),
  "漢".repeat(120),
  "=cmd|' /C calc'!A0",
];

let lab: Lab;
let fleet: Fleet;
let browser: Browser;

describe.skipIf(noBrowser !== "")(`hostile texts${noBrowser}`, () => {
  beforeAll(async () => {
    lab = openLab();
    [fleet, browser] = await Promise.all([startFleet(lab, 1, 1), openBrowser()]);
    for (const [index, name] of HOSTILE.entries()) {
      const group = `x${name}`.replaceAll("/", "|").slice(0, 60);
      const body = { name, host: `127.91.0.${index + 1}`, port: 9, site: group, pool: group };
      const { status } = await fleet.server.call("POST", "hosts", body);
      if (status !== 201) throw new Error(`${name}: ${status}`);
    }
    await until(
      "incidents of them",
      async () => ((await openIncidents(fleet.server)).length > 0 ? true : undefined),
      40_000,
    );
    const [incident] = await openIncidents(fleet.server);
    for (const text of [...HOSTILE, "N".repeat(9999)]) {
      await fleet.server.call("POST", `incidents/${incident?.id}/note`, { text });
    }
  });
  afterAll(async () => {
    await browser.close();
    await lab.close();
  });

  it.each([1440, 390])("do no harm and break no page that is %i pixels wide", { timeout: 120_000 }, async (width) => {
    const { page, faults, close } = await openPage(browser, fleet.server.url, { width });
    const reports: string[] = [];
    await page.exposeFunction("reportPolicy", (text: string) => reports.push(text));
    await page.addInitScript(
      `addEventListener("securitypolicyviolation", (event) => reportPolicy(event.violatedDirective))`,
    );
    const { items } = await fleet.server.get<Listed<HostItem>>("hosts?limit=100");
    const incidents = await openIncidents(fleet.server);
    const paths = [
      "/",
      "/?by=pool",
      "/hosts",
      `/hosts?site=${encodeURIComponent(`x${HOSTILE[1] ?? ""}`.slice(0, 60))}`,
      ...items.slice(0, 12).map(({ id }) => `/hosts/${id}`),
      ...incidents.slice(0, 4).map(({ id }) => `/incidents/${id}`),
      "/certificates",
      "/audit",
      "/slo",
      `/explain?q=${encodeURIComponent(HOSTILE[1] ?? "")}`,
      `/hosts/${encodeURIComponent("<script>")}`,
    ];
    const tooWide: string[] = [];
    for (const path of paths) {
      await page.goto(path);
      await page.locator("h1:visible, h2:visible").first().waitFor();
      await page.getByText("Loading …", { exact: true }).first().waitFor({ state: "detached" });
      const pixels = await sidewaysPixels(page);
      if (pixels > 0) {
        const wide = await page.evaluate(() =>
          [...document.querySelectorAll("main *")]
            .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
            .map((element) => element.outerHTML.slice(0, 120)),
        );
        tooWide.push(`${path}: ${pixels}: ${wide[0]}`);
      }
    }
    expect(tooWide).toEqual([]);
    expect(faults).toEqual([]);
    expect(reports).toEqual([]);
    expect(await page.locator("main script, main img[onerror]").count()).toBe(0);
    await close();
  });

  it("are shown as the texts that they are", async () => {
    const { page, close } = await openPage(browser, fleet.server.url);
    await page.goto("/hosts?sort=name");
    await page.getByRole("link", { name: HOSTILE[0] ?? "" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("script");
    await page.getByRole("option", { name: HOSTILE[0] ?? "" }).waitFor();
    await close();
  });
});
