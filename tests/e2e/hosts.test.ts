// The table of hosts: what a person does with it, by mouse and by keyboard.
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Lab, openLab } from "../../lab/index.ts";
import { type HostItem, type Listed, until } from "../lab/monitor-server.ts";
import { noBrowser, openBrowser, openPage, type WatchedPage } from "./browser.ts";
import { type Fleet, startFleet } from "./fleet.ts";

const WELL = 150;
const BROKEN = 2;

let lab: Lab;
let fleet: Fleet;
let browser: Browser;
let opened: WatchedPage;
let page: Page;

describe.skipIf(noBrowser !== "")(`the table of hosts${noBrowser}`, () => {
  beforeAll(async () => {
    lab = openLab();
    [fleet, browser] = await Promise.all([startFleet(lab, WELL, BROKEN), openBrowser()]);
    opened = await openPage(browser, fleet.server.url);
    ({ page } = opened);
  });
  afterAll(async () => {
    await browser.close();
    await lab.close();
  });
  afterEach(() => {
    // oxlint-disable-next-line vitest/no-standalone-expect
    expect(opened.faults).toEqual([]);
  });

  it("shows the worst first and only the rows on the screen", async () => {
    await page.goto("/hosts");
    await page.getByText(`${WELL + BROKEN} hosts`, { exact: true }).waitFor();
    await page.getByRole("link", { name: "gone-001" }).waitFor();
    expect(await page.getByRole("row").count()).toBeLessThan(80);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.getByRole("link", { name: `good-${WELL}` }).waitFor();
  });

  it("is narrowed as one types, and the address is the view", async () => {
    await page.goto("/hosts");
    await page.getByRole("searchbox").fill("gone");
    await page.getByText(`${BROKEN} hosts`, { exact: true }).waitFor();
    expect(page.url()).toContain("search=gone");
    await page.reload();
    await page.getByText(`${BROKEN} hosts`, { exact: true }).waitFor();
    await page.getByRole("button", { name: "Up" }).click();
    await page.getByText("No host is like this").waitFor();
    await page.getByRole("button", { name: "Clear all" }).click();
    await page.getByText(`${WELL + BROKEN} hosts`, { exact: true }).waitFor();
  });

  it("is sorted on the server", async () => {
    const first = page.getByRole("row").nth(1).getByRole("link");
    await page.goto("/hosts");
    await first.waitFor();
    await page.getByRole("button", { name: "Host", exact: true }).click();
    await expect.poll(async () => first.textContent()).toBe("gone-001");
    await page.getByRole("button", { name: "Host", exact: true }).click();
    await expect.poll(async () => first.textContent()).toBe(`good-${WELL}`);
    expect(page.url()).toContain("descending=true");
  });

  it("shows a change as it comes, and what one reads stays where it is", async () => {
    await page.goto("/hosts?sort=name");
    const row = page.getByRole("row", { name: /good-075/u });
    await page.getByRole("link", { name: "gone-001" }).waitFor();
    // Somewhere in the middle, with rows above and below the screen.
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight / 2));
    await row.waitFor();
    const { items } = await fleet.server.get<Listed<HostItem>>("hosts?search=good-075");
    const before = await row.boundingBox();
    await fleet.server.call("POST", "hosts/bulk", { action: "disable", ids: items.map(({ id }) => id) });
    await row.getByText("Switched off").waitFor();
    expect(await row.boundingBox()).toEqual(before);
    await fleet.server.call("POST", "hosts/bulk", { action: "enable", ids: items.map(({ id }) => id) });
    await row.getByText("Up").waitFor();
    expect(await row.boundingBox()).toEqual(before);
  });

  it("keeps views by name in this browser", async () => {
    await page.goto("/hosts?status=down");
    await page.getByText(`${BROKEN} hosts`, { exact: true }).waitFor();
    await page.getByText("Saved views").click();
    await page.getByLabel("Name of the view").fill("Broken ones");
    await page.getByRole("button", { name: "Save this view" }).click();
    await page.goto("/hosts");
    await page.getByText("Saved views").click();
    await page.getByRole("link", { name: "Broken ones" }).click();
    await page.getByText(`${BROKEN} hosts`, { exact: true }).waitFor();
  });

  it("switches hosts off, and on again with Undo", async () => {
    await page.goto("/hosts?search=gone");
    await page.getByRole("checkbox", { name: "Select gone-001" }).check();
    await page.getByRole("button", { name: "Switch off" }).click();
    await page
      .getByRole("row", { name: /gone-001/u })
      .getByText("Switched off")
      .waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page
      .getByRole("row", { name: /gone-001/u })
      .getByText("Down")
      .waitFor();
  });

  it("removes a host only when nobody takes it back", async () => {
    await page.goto("/hosts?search=gone");
    await page.getByRole("checkbox", { name: "Select gone-002" }).check();
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    await page.getByRole("link", { name: "gone-002" }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("link", { name: "gone-002" }).waitFor();
    expect((await fleet.server.get<Listed<HostItem>>("hosts?search=gone-002")).items).toHaveLength(1);
    await page.getByRole("checkbox", { name: "Select gone-002" }).check();
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    // Who leaves the page has decided.
    await page.goto("about:blank");
    await until(
      "it is gone",
      async () => {
        const { items } = await fleet.server.get<Listed<HostItem>>("hosts?search=gone-002");
        return items.length === 0 ? true : undefined;
      },
      10_000,
    );
  });

  it("is taken away as CSV, whole and without formulas", async () => {
    await fleet.server.call("POST", "hosts", { host: "127.90.9.9", port: 9, name: "=1+1" });
    await page.goto("/hosts");
    await page.getByText(`${WELL + BROKEN} hosts`, { exact: true }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Export CSV" }).click(),
    ]);
    const lines = readFileSync(await download.path(), "utf8")
      .trim()
      .split("\r\n");
    expect(lines).toHaveLength(1 + WELL + BROKEN);
    expect(lines.some((line) => line.includes(",=1+1"))).toBe(false);
  });
});
