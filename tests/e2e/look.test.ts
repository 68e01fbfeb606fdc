// Every page in light and dark, on a desktop and on a phone, in both languages: axe finds nothing, nothing is wider than the
// screen, nothing is said on the console.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, openLab } from "../../lab/index.ts";
import { openIncidents, until } from "../lab/monitor-server.ts";
import { LOGON } from "../unit/api/logon-sample.ts";
import { axeFaults, type Look, noBrowser, openBrowser, openPage, sidewaysPixels } from "./browser.ts";
import { type Fleet, startFleet } from "./fleet.ts";

const LOOKS: readonly Look[] = [
  { language: "en", theme: "light", width: 1440 },
  { language: "zh", theme: "dark", width: 390, height: 844 },
  { language: "en", theme: "dark", width: 1024 },
];
const PAGES = [
  "/",
  "/?by=status",
  "/hosts",
  "/hosts?search=nothing-like-this",
  "/hosts/add",
  "/hosts/HOST",
  "/hosts/HOST?part=facts",
  "/hosts/HOST?part=audit",
  "/hosts/HOST?part=changes",
  "/hosts/HOST?part=events",
  "/hosts/HOST?part=sessions",
  "/hosts/HOST?part=logon",
  "/hosts/HOST?part=transcripts",
  "/hosts/999999",
  "/incidents",
  "/incidents?show=all",
  "/incidents/INCIDENT",
  "/incidents/999999",
  "/certificates",
  "/sessions",
  "/audit",
  "/slo",
  "/alerts",
  "/alerts/channels",
  "/alerts/history",
  "/alerts/maintenance",
  "/alerts/reports",
  "/vantages",
  "/explain",
  "/explain?q=0x904",
  "/explain?q=certificate-expired",
  "/settings",
  "/settings/tokens",
  "/settings/secrets",
  "/settings/discovery",
  "/settings/actions",
  "/nowhere",
];

let lab: Lab;
let fleet: Fleet;
let browser: Browser;
let incident = 0;

describe.skipIf(noBrowser !== "")(`every page${noBrowser}`, () => {
  beforeAll(async () => {
    lab = openLab();
    [fleet, browser] = await Promise.all([startFleet(lab, 12, 2), openBrowser()]);
    await fleet.server.call("PUT", "hosts/1/logon", LOGON);
    await fleet.server.call("POST", "hosts/1/check");
    [{ id: incident }] = await until(
      "an incident",
      async () => {
        const [first] = await openIncidents(fleet.server);
        return first === undefined ? undefined : ([first] as const);
      },
      30_000,
    );
  });
  afterAll(async () => {
    await browser.close();
    await lab.close();
  });

  it.each(LOOKS)("is fit to be seen in $language, $theme, $width pixels wide", { timeout: 120_000 }, async (look) => {
    const { page, faults, close } = await openPage(browser, fleet.server.url, look);
    const found: string[] = [];
    for (const each of PAGES) {
      const path = each.replace("HOST", "1").replace("INCIDENT", String(incident));
      await page.goto(path);
      await page.locator("h1:visible, h2:visible").first().waitFor();
      // What is loaded is there when nobody is told any more that something is on its way.
      await page
        .getByText(/^(?:Loading …|正在加载……)$/u)
        .first()
        .waitFor({ state: "detached" });
      for (const fault of await axeFaults(page)) found.push(`${path}: ${fault}`);
      const pixels = await sidewaysPixels(page);
      if (pixels > 0) found.push(`${path}: ${pixels} pixels too wide`);
    }
    expect(found).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  });
});
