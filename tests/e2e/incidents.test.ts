// One incident from the inbox to the post-mortem.
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Lab, openLab } from "../../lab/index.ts";
import { openIncidents, until } from "../lab/monitor-server.ts";
import { noBrowser, openBrowser, openPage, type WatchedPage } from "./browser.ts";
import { type Fleet, startFleet } from "./fleet.ts";

let lab: Lab;
let fleet: Fleet;
let browser: Browser;
let opened: WatchedPage;
let page: Page;

describe.skipIf(noBrowser !== "")(`incidents${noBrowser}`, () => {
  beforeAll(async () => {
    lab = openLab();
    [fleet, browser] = await Promise.all([startFleet(lab, 3, 1), openBrowser()]);
    await until("an incident", async () => ((await openIncidents(fleet.server)).length > 0 ? true : undefined), 30_000);
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

  it("are opened from the inbox by keyboard, with evidence, tree, remedy and hosts", async () => {
    await page.goto("/incidents");
    await page.getByRole("heading", { name: "Incidents", level: 1 }).waitFor();
    await page.getByText("1 incident", { exact: true }).waitFor();
    await page.keyboard.press("j");
    await page.getByRole("heading", { name: "Port is closed: no RDP listener" }).waitFor();
    await page
      .getByRole("list", { name: /^Problem tree/u })
      .getByText("gone-001")
      .waitFor();
    await page.getByRole("heading", { level: 4, name: "Mend it" }).first().waitFor();
    await page.getByRole("link", { name: "gone-001" }).waitFor();
  });

  it("are acknowledged, and that is taken back", async () => {
    await page.getByRole("button", { name: "Acknowledge" }).click();
    await page.getByRole("button", { name: "Take acknowledgement back" }).waitFor();
    await page.getByRole("button", { name: "Undo" }).last().click();
    await page.getByRole("button", { name: "Acknowledge", exact: true }).waitFor();
  });

  it("take a note, which stands in the timeline", async () => {
    await page.getByLabel("Note").fill("switch port was down");
    await page.getByRole("button", { name: "Add note" }).click();
    await page.getByText("note: switch port was down").waitFor();
    expect(await page.getByLabel("Note").inputValue()).toBe("");
  });

  it("are assigned and muted", async () => {
    await page.getByRole("button", { name: "Assign" }).click();
    await page.getByLabel("Who works on it").fill("Ann");
    await page.getByRole("dialog").getByRole("button", { name: "Assign" }).click();
    await page.getByText("Assigned to Ann").first().waitFor();
    await page.getByRole("button", { name: "Mute" }).click();
    await page.getByRole("button", { name: "For an hour" }).click();
    await page.getByRole("button", { name: "End the mute" }).waitFor();
  });

  it("give a post-mortem", async () => {
    await page.getByRole("button", { name: "Post-mortem" }).click();
    await page.getByRole("dialog").getByText("switch port was down").waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^INC-\d+\.md$/u);
    expect(readFileSync(await download.path(), "utf8")).toContain("switch port was down");
    await page.keyboard.press("Escape");
  });

  it("arrive by themselves, without a jump of the page", async () => {
    await page.goto("/incidents");
    await page.getByText("1 incident", { exact: true }).waitFor();
    await fleet.server.call("POST", "hosts", { host: "127.90.9.7", port: 9, name: "late-one", site: "Bonn" });
    await page.getByText("2 incidents", { exact: true }).waitFor({ timeout: 30_000 });
    expect(await page.evaluate(() => scrollY)).toBe(0);
  });
});
