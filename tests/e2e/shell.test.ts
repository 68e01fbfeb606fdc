// What is around every page: keyboard, language, theme, sign-in, and what happens when the server is away.
import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, openLab } from "../../lab/index.ts";
import { type MonitorServer, serve, writeConfiguration } from "../lab/monitor-server.ts";
import { axeFaults, noBrowser, openBrowser, openPage, sidewaysPixels } from "./browser.ts";
import { type Fleet, startFleet } from "./fleet.ts";

let lab: Lab;
let fleet: Fleet;
let closed: MonitorServer;
let browser: Browser;

function adminToken(): string {
  const path = /kept in (\S+);/u.exec(closed.said())?.[1] ?? "";
  return readFileSync(path, "utf8").trim();
}

describe.skipIf(noBrowser !== "")(`around every page${noBrowser}`, () => {
  beforeAll(async () => {
    lab = openLab();
    const config = writeConfiguration(lab.makeFolder("closed"), {
      server: { local: false },
      monitor: { intervalSeconds: 5 },
      statusPage: { title: { en: "Desktops of Example Ltd" }, sites: ["Berlin"] },
      targets: [{ name: "walled", host: "127.90.9.5", port: 9, site: "Berlin" }],
    });
    [fleet, closed, browser] = await Promise.all([
      startFleet(lab, 2, 1),
      serve(lab, { data: lab.makeFolder("closed-data"), config }),
      openBrowser(),
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await lab.close();
  });

  it("everything is reached by keyboard alone", async () => {
    const { page, faults, close } = await openPage(browser, fleet.server.url);
    await page.goto("/");
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("content");
    await page.keyboard.press("g");
    await page.keyboard.press("h");
    await page.getByRole("searchbox").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("gone");
    await page.getByText("1 host", { exact: true }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Search or go to …" }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.keyboard.type("good-001");
    await page
      .getByRole("option", { name: /^good-001/u })
      .first()
      .waitFor();
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).toMatch(/\/hosts\/\d+$/u);
    await page.keyboard.press("?");
    await page.getByRole("dialog").getByText("Keyboard shortcuts").waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(faults).toEqual([]);
    await close();
  });

  it("language and theme are chosen, and stay", async () => {
    const { page, close } = await openPage(browser, fleet.server.url);
    await page.goto("/");
    await page.getByRole("button", { name: "Language: 中文" }).click();
    await page.getByRole("link", { name: "主机", exact: true }).waitFor();
    await page.getByRole("button", { name: /^主题/u }).click();
    await page.getByRole("button", { name: /^主题/u }).click();
    await page.reload();
    await page.getByRole("link", { name: "主机", exact: true }).waitFor();
    expect(
      await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset["theme"]]),
    ).toEqual(["zh-CN", "dark"]);
    await close();
  });

  it("a page that does not exist says so, and leads home", async () => {
    const { page, close } = await openPage(browser, fleet.server.url);
    await page.goto("/no/such/page");
    await page.getByRole("heading", { name: "No such page" }).waitFor();
    await page.getByRole("link", { name: "To the overview" }).click();
    await page.getByRole("link", { name: "gone-001" }).first().waitFor();
    await close();
  });

  it("a server that goes away is told, what is shown stays, and it is live again afterwards", async () => {
    const folder = lab.makeFolder("mortal");
    const first = await serve(lab, { data: folder });
    await first.call("POST", "hosts", { host: "127.90.9.8", port: 9, name: "stays" });
    const { page, close } = await openPage(browser, first.url);
    await page.goto("/hosts");
    await page.getByRole("link", { name: "stays" }).waitFor();
    await page.getByTitle("Live", { exact: true }).waitFor();
    await first.kill();
    await page.getByTitle(/^Not live/u).waitFor({ timeout: 20_000 });
    expect(await page.getByRole("link", { name: "stays" }).count()).toBe(1);
    await serve(lab, { data: folder, listen: new URL(first.url).host });
    await page.getByTitle("Live", { exact: true }).waitFor({ timeout: 30_000 });
    await close();
  });

  it("a token is asked for where the server wants one; explain needs none", async () => {
    const token = await closed.call<{ readonly type: string }>("GET", "hosts");
    expect(token.status).toBe(401);
    const { page, context, faults, close } = await openPage(browser, closed.url);
    await page.goto("/hosts");
    await page.getByLabel("Token").fill("wrong");
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("This token is not known").waitFor();
    await page.getByRole("link", { name: "Explain a code without signing in" }).click();
    await page.getByRole("searchbox").fill("0x904");
    await page.getByText("The TCP socket was closed under a live connection (0x904).").waitFor();
    await page.goto("/");
    await page.getByLabel("Token").fill(adminToken());
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("link", { name: "walled" }).first().waitFor();
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict" });
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Token").waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  it("who may only read is shown everything and can press nothing that changes it", async () => {
    const admin = { authorization: `Bearer ${adminToken()}` };
    const made = await closed.call<{ readonly token: string }>(
      "POST",
      "tokens",
      { name: "reader", scopes: ["read"] },
      admin,
    );
    const { page, faults, close } = await openPage(browser, closed.url);
    await page.goto("/hosts");
    await page.getByLabel("Token").fill(made.body.token);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("link", { name: "walled" }).waitFor();
    const add = page.getByRole("button", { name: "Add hosts" });
    expect(await add.isDisabled()).toBe(true);
    expect(await add.getAttribute("title")).toBe("Your token may only read.");
    for (const [path, name] of [
      ["/alerts", "Add a rule"],
      ["/alerts/channels", "Add a channel"],
      ["/vantages", "Add a vantage"],
      ["/settings/discovery", "Add a discovery"],
    ] as const) {
      await page.goto(path);
      expect(await page.getByRole("button", { name }).isDisabled()).toBe(true);
    }
    for (const path of ["/settings/tokens", "/settings/secrets", "/settings/actions"]) {
      await page.goto(path);
      await page.getByText("Only an administrator may see this.").waitFor();
    }
    await page.goto("/slo");
    await page.getByRole("heading", { level: 1, name: "Objectives" }).waitFor();
    expect(await page.getByRole("button", { name: "Change objectives" }).count()).toBe(0);
    await closed.call("DELETE", "tokens/reader", undefined, admin);
    await page.goto("/hosts");
    await page.getByLabel("Token").waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  it("everybody may see the status page and its badges, and reads no name of a host there", async () => {
    const { page: open, faults, close } = await openPage(browser, closed.url, { width: 390, height: 844 });
    await open.goto("/status?lang=en");
    await open.getByRole("heading", { name: "Desktops of Example Ltd" }).waitFor();
    await open.getByText("Berlin").first().waitFor();
    expect(await open.locator("body").textContent()).not.toMatch(/good-00|walled/u);
    expect(await sidewaysPixels(open)).toBe(0);
    expect(await axeFaults(open)).toEqual([]);
    await open.goto("/status?lang=zh");
    expect(await open.evaluate(() => document.documentElement.lang)).toMatch(/^zh/u);
    for (const badge of ["status.svg", "uptime.svg?days=30", "group/Berlin.svg"]) {
      const answer = await fetch(new URL(`badge/${badge}`, closed.url));
      expect(answer.headers.get("content-type")).toContain("image/svg+xml");
      expect(await answer.text()).toMatch(/^<svg[\s\S]*<\/svg>\s*$/u);
    }
    expect((await fetch(new URL("badge/group/Bonn.svg", closed.url))).status).toBe(404);
    expect(faults).toEqual([]);
    await close();
  });

  it("nothing but our own scripts and styles may run", async () => {
    const answer = await fetch(fleet.server.url);
    const policy = answer.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/u);
    const body = await answer.text();
    expect(body).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|style=/iu);
  });
});
