// What a new user does with only the address: hosts are added, the broken one and its cause are found, and the remedy is read
// in Chinese on a screen of a phone's size.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, openLab, setUps } from "../../lab/index.ts";
import { type MonitorServer, serve } from "../lab/monitor-server.ts";
import { axeFaults, noBrowser, openBrowser, openPage, sidewaysPixels } from "./browser.ts";

let lab: Lab;
let server: MonitorServer;
let browser: Browser;
let pasted: string;

describe.skipIf(noBrowser !== "")(`somebody who has only the address${noBrowser}`, () => {
  beforeAll(async () => {
    lab = openLab();
    const good = await setUps["xrdp"]?.start(lab, {});
    const broken = await setUps["ssh"]?.start(lab, {});
    if (good === undefined || broken === undefined) throw new Error("the lab has no such servers");
    pasted = `host,port,site\n${good.address},${good.port},Berlin\n${broken.address},${broken.port},Berlin\n`;
    [server, browser] = await Promise.all([serve(lab, { data: lab.makeFolder("data") }), openBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await lab.close();
  });

  it("adds hosts in one box and sees their first results", async () => {
    const { page, faults, close } = await openPage(browser, server.url);
    await page.goto("/");
    await page.getByRole("button", { name: "Add hosts" }).click();
    await page.getByLabel("Hosts", { exact: true }).fill(pasted);
    await page.getByRole("heading", { name: "2 hosts understood" }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Watch 2 hosts" }).click();
    await page.getByText("All 2 checked").waitFor({ timeout: 40_000 });
    expect(faults).toEqual([]);
    await close();
  });

  it("finds the broken one, its cause and the remedy, in Chinese on a phone", async () => {
    const { page, faults, close } = await openPage(browser, server.url, { language: "zh", width: 390, height: 844 });
    await page.goto("/");
    await page.getByRole("heading", { name: /台主机中有 1 台需要处理/u }).waitFor();
    const incident = page.getByRole("link", { name: /SSH/u }).first();
    await incident.waitFor({ timeout: 30_000 });
    expect(await sidewaysPixels(page)).toBe(0);
    expect(await axeFaults(page)).toEqual([]);
    await incident.click();
    await page.getByRole("heading", { level: 2, name: "处理方法" }).waitFor();
    await page.getByRole("heading", { name: "修复" }).first().waitFor();
    expect(await page.getByRole("button", { name: "复制" }).count()).toBeGreaterThan(2);
    await page
      .getByRole("link", { name: /^位于第 \d+ 行$/u })
      .first()
      .waitFor();
    expect(await sidewaysPixels(page)).toBe(0);
    expect(await axeFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  });

  it("may look at the demo instead, and take it away again", async () => {
    const { page, faults, close } = await openPage(browser, server.url);
    await page.goto("/hosts/add");
    await page.getByRole("button", { name: "Show the demo fleet" }).click();
    await page.getByText("Demo: recordings of our lab").waitFor();
    await page
      .getByRole("link", { name: /rds-berlin|rds-shanghai|linux-berlin/u })
      .first()
      .waitFor({ timeout: 30_000 });
    await page.goto("/hosts/add");
    await page.getByRole("button", { name: "Take the demo away" }).click();
    await page.getByRole("button", { name: "Show the demo fleet" }).waitFor();
    await page.goto("/hosts");
    await page.getByText("2 hosts", { exact: true }).waitFor();
    expect(faults).toEqual([]);
    await close();
  });
});
