// What an administrator sets up: who is told, from where is checked, who may do what.
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Lab, openLab } from "../../lab/index.ts";
import { type Listed, type Mailbox, mailbox, type MonitorServer, until } from "../lab/monitor-server.ts";
import { axeFaults, noBrowser, openBrowser, openPage, type WatchedPage } from "./browser.ts";
import { startFleet } from "./fleet.ts";

let lab: Lab;
let server: MonitorServer;
let told: Mailbox;
let browser: Browser;
let opened: WatchedPage;
let page: Page;

async function addressOf(channel: string): Promise<string> {
  const { settings } = await server.get<{ readonly settings: { readonly url: string } }>(`channels/${channel}`);
  return settings.url;
}

describe.skipIf(noBrowser !== "")(`pages of those who set it up${noBrowser}`, () => {
  beforeAll(async () => {
    lab = openLab();
    const more = { outbound: { allow: ["127.0.0.0/8"] } };
    [{ server }, told, browser] = await Promise.all([startFleet(lab, 2, 0, more), mailbox(lab), openBrowser()]);
    opened = await openPage(browser, server.url);
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

  it("alerts: a channel is made, its test arrives, a rule sends to it, and what was sent is listed", async () => {
    await page.goto("/alerts/channels");
    await page.getByText("Nobody is told yet").waitFor();
    await page.getByRole("button", { name: "Add a channel" }).click();
    expect(await axeFaults(page)).toEqual([]);
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Webhook/u })
      .click();
    const form = page.getByRole("dialog");
    await form.getByLabel(/^Name/u).fill("ops");
    await form.getByLabel(/^Address/u).fill(told.url);
    expect(await axeFaults(page)).toEqual([]);
    await form.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "Send a test to ops" }).click();
    await page.getByText("The other side took the message.").waitFor();
    expect(told.messages.map(({ kind }) => kind)).toEqual(["test"]);
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "Rules" }).click();
    await page.getByText("No rule of your own", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Add a rule" }).click();
    await form.getByLabel(/^Name/u).fill("all");
    await form.getByRole("checkbox", { name: "ops" }).check();
    await form.getByLabel("Wait, seconds").fill("0");
    await form.getByRole("button", { name: "Save" }).click();
    await page.getByText("Replaced by your own rules. Without those they hold again.").waitFor();
    await server.call("POST", "hosts", { host: "127.90.9.6", port: 9, name: "breaks" });
    await until("somebody was told", () => told.opened()[0], 30_000);
    await page.getByRole("link", { name: "History" }).click();
    await page.getByRole("row", { name: /breaks.*began.*Delivered/u }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole("radio", { name: "Given up" }).check();
    await page.getByText("No message is in this state.").waitFor();
    expect(page.url()).toContain("state=dead");
  });

  it("alerts: what was removed comes back with Undo", async () => {
    await page.goto("/alerts");
    await page.getByRole("button", { name: "Remove all" }).click();
    await page.getByText("No rule of your own", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("rowheader", { name: "all" }).waitFor();
  });

  it("alerts: what was saved is taken back with Undo", async () => {
    await page.goto("/alerts/channels");
    await page.getByRole("button", { name: "Change ops" }).click();
    const form = page.getByRole("dialog");
    const before = await form.getByLabel(/^Address/u).inputValue();
    await form.getByLabel(/^Address/u).fill("http://127.0.0.1:9/elsewhere");
    await form.getByRole("button", { name: "Save" }).click();
    await until("it is saved", async () => ((await addressOf("ops")) === before ? undefined : true), 10_000);
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("ops is back").waitFor();
    expect(await addressOf("ops")).toBe(before);
  });

  it("vantages: a token is shown once with the line that uses it, and is revoked", async () => {
    await page.goto("/vantages");
    await page.getByText("Checks are made from this server alone").waitFor();
    await page.getByRole("button", { name: "Add a vantage" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(/^Name/u).fill("branch");
    await dialog.getByRole("button", { name: "Make" }).click();
    await dialog.getByText("Copy it now: it is shown only this once.").waitFor();
    const token = (await dialog.getByRole("code").first().textContent()) ?? "";
    expect(token.length).toBeGreaterThan(30);
    await dialog.getByText(/rdpulse vantage --join .* --token-file .* --name branch/u).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    const headers = { authorization: `Bearer ${token}` };
    expect((await server.call("GET", "who", undefined, headers)).status).toBe(200);
    await dialog.getByRole("button", { name: "Done" }).click();
    await page.getByRole("row", { name: /branch.*not yet joined/u }).waitFor();
    expect(await page.content()).not.toContain(token);
    await page.getByRole("button", { name: "Revoke the token of branch" }).click();
    await page.getByRole("row", { name: /branch/u }).waitFor({ state: "detached" });
    // Eight seconds to take it back, or until the page is left.
    await page.goto("/settings/tokens");
    await until(
      "the token is known no longer",
      async () => ((await server.call("GET", "who", undefined, headers)).status === 401 ? true : undefined),
      10_000,
    );
  });

  it("settings: the server says how it is, a secret is kept and never shown, and who did what is listed", async () => {
    await page.goto("/settings");
    await page.getByText("Ready", { exact: true }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole("link", { name: "Secrets" }).click();
    await page.getByRole("button", { name: "Keep a secret" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(/^Name/u).fill("chat");
    await dialog.getByLabel(/^Value/u).fill("hunter2-hunter2");
    await dialog.getByRole("button", { name: /Keep|Save/u }).click();
    await page.getByRole("rowheader", { name: /chat/u }).waitFor();
    await page.reload();
    await page.getByRole("rowheader", { name: /chat/u }).waitFor();
    expect(await page.content()).not.toContain("hunter2");
    await page.getByRole("link", { name: "Who did what" }).click();
    await page.getByRole("row", { name: /chat/u }).first().waitFor();
    expect(await axeFaults(page)).toEqual([]);
  });

  it("no token is in what the store tells of tokens", async () => {
    const { items } = await server.get<Listed<object>>("tokens");
    expect(items.every((item) => !("token" in item))).toBe(true);
  });
});
