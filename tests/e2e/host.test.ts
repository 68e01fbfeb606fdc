// The page of one host: how it is, what is wrong, what to do, what it said, and everything that can be done with it.
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { freerdpShadow, type Lab, openLab } from "../../lab/index.ts";
import { type HostItem, type Listed, startProgram, until } from "../lab/monitor-server.ts";
import { noBrowser, openBrowser, openPage, type WatchedPage } from "./browser.ts";
import { type Fleet, startFleet } from "./fleet.ts";

const SILENT = "127.90.9.9";

let lab: Lab;
let fleet: Fleet;
let browser: Browser;
let opened: WatchedPage;
let page: Page;
/** Takes every connection and never says a word. */
let silent: Server;

async function idOf(name: string): Promise<number> {
  const { items } = await fleet.server.get<Listed<HostItem & { readonly id: number }>>("hosts?limit=100");
  return items.find((host) => host.name === name)?.id ?? 0;
}

function button(name: string): Locator {
  return page.getByRole("button", { name, exact: true });
}

describe.skipIf(noBrowser !== "")(`the page of a host${noBrowser}`, () => {
  beforeAll(async () => {
    lab = openLab();
    silent = createServer((socket) => socket.on("error", () => undefined).resume()).listen(0, SILENT);
    await once(silent, "listening");
    [fleet, browser] = await Promise.all([startFleet(lab, 2, 1), openBrowser()]);
    opened = await openPage(browser, fleet.server.url);
    ({ page } = opened);
  });
  afterAll(async () => {
    await browser.close();
    await lab.close();
    silent.close();
  });
  afterEach(() => {
    // oxlint-disable-next-line vitest/no-standalone-expect
    expect(opened.faults).toEqual([]);
  });

  it("lights up each stage of a check as it ends, also where the host hangs", async () => {
    const address = silent.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const host = { name: "mute", host: SILENT, port };
    const { body } = await fleet.server.call<{ readonly id: number }>("POST", "hosts", host);
    await page.goto(`/hosts/${body.id}`);
    await button("Check now").click();
    const stage = (name: string, outcome: string): Locator =>
      page.locator(`li[data-outcome="${outcome}"]`).filter({ hasText: name });
    await stage("TCP", "ok").waitFor();
    await stage("X.224", "running").waitFor();
    expect(await stage("TLS", "waiting").count()).toBe(1);
    await page.getByRole("table", { name: "Stages of the last check" }).waitFor();
    await page.getByText("failed here").waitFor();
    await button("Check now").waitFor();
  });

  it("says what is wrong, what to do about it here, and where people work on it", async () => {
    const id = await idOf("gone-001");
    await until(
      "its incident",
      async () => {
        const { items } = await fleet.server.get<Listed<unknown>>(`incidents?target=${id}`);
        return items.length > 0 ? true : undefined;
      },
      60_000,
    );
    await page.goto(`/hosts/${id}`);
    await page.getByText("What to do").first().click();
    await page.getByText("Confirm first").first().waitFor();
    await button("Copy").first().waitFor();
    await page
      .getByRole("link", { name: /Incident INC-\d+/u })
      .first()
      .click();
    await page.waitForURL(/\/incidents\/\d+/u);
  });

  it("shows its time as bands that the keyboard walks through, and the same in a table", async () => {
    const id = await idOf("good-001");
    await page.goto(`/hosts/${id}`);
    const chart = page.getByRole("slider", { name: "Time to connect" });
    await page.getByText(/half within .* 100% successful/u).waitFor();
    await chart.focus();
    await page.keyboard.press("ArrowLeft");
    expect(await chart.getAttribute("aria-valuetext")).toContain("no successful check");
    await page.keyboard.press("End");
    expect(await chart.getAttribute("aria-valuetext")).toContain("half within");
    await page.getByRole("radio", { name: "1 year" }).check();
    await page.waitForURL(/span=year/u);
    await page.getByText("As a table").first().click();
    await page.getByRole("table", { name: "Time to connect" }).waitFor();
    expect(await page.getByRole("table", { name: "Time to connect" }).getByRole("row").count()).toBe(366);
  });

  it("keeps a conversation that was asked for: messages beside bytes, and the chain of certificates", async () => {
    const id = await idOf("good-001");
    await page.goto(`/hosts/${id}`);
    await button("Check now").click();
    await until(
      "the conversation",
      async () => {
        const { items } = await fleet.server.get<Listed<unknown>>(`hosts/${id}/transcripts`);
        return items.length > 0 ? true : undefined;
      },
      30_000,
    );
    await page.goto(`/hosts/${id}?part=transcripts`);
    await page.getByText("X.224 Connection Request").first().click();
    await page.getByText("requestedProtocols").first().waitFor();
    await page.getByText("TSRequest").first().click();
    await page.getByText("negoTokens").first().waitFor();
    await page.getByRole("radio", { name: "Text" }).check();
    await page.getByText("rdpulse-transcript/1").waitFor();
    await page.goto(`/hosts/${id}?part=facts`);
    await page.getByRole("heading", { name: "Chain that the host sends" }).waitFor();
    await page
      .getByText(/issued by/u)
      .first()
      .waitFor();
    await page.goto(`/hosts/${id}?part=audit`);
    // The stand-in says too little of itself for a grade, and the page does not make one up.
    await page.getByText("This host has no grade").waitFor();
  });

  it("shows the last logon that was told, with the desktop that it saw", async () => {
    const account = { user: "labuser", password: "Desk-2026" };
    const server = await freerdpShadow(lab, { security: "nla", account, scenery: true });
    const host = { name: "shadow", host: server.address, port: server.port };
    const { body } = await fleet.server.call<{ readonly id: number }>("POST", "hosts", host);
    await page.goto(`/hosts/${body.id}?part=logon`);
    await page.getByText("Nobody has told of a logon").waitFor();
    const place = `${server.address}:${server.port}`;
    const options = ["--user", account.user, "--password-env", "PW", "--desktop", "--tell", "--url", fleet.server.url];
    const env = { PW: account.password, XDG_STATE_HOME: lab.makeFolder("state") };
    const logon = startProgram(lab, ["logon", place, ...options], { env });
    expect([0, 1]).toContain(await logon.ended());
    // The page stood open: the stream of changes brings it.
    await page.getByText("labuser can work").waitFor();
    const picture = page.getByRole("img", { name: /saw at its end: a desktop/u });
    await picture.waitFor();
    const seen = await picture.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.width]);
    expect(Math.min(...seen)).toBeGreaterThan(300);
  });

  it("is changed without overwriting what somebody else changed", async () => {
    const id = await idOf("good-002");
    await page.goto(`/hosts/${id}`);
    await button("Edit").click();
    await page.getByLabel("Site").fill("Ulm");
    await fleet.server.call("PATCH", `hosts/${id}`, { pool: "theirs" });
    await button("Save").click();
    await page.getByText("Somebody changed this host meanwhile").waitFor();
    expect(await page.getByLabel("Pool").inputValue()).toBe("theirs");
    await page.getByLabel("Site").fill("Ulm");
    await page.getByLabel("Port", { exact: true }).fill("99999");
    await button("Save").click();
    await page.getByLabel("Port", { exact: true }).fill("");
    await page.getByLabel("Port", { exact: true }).fill("3390");
    await button("Save").click();
    await page.getByText(/:3390 · Ulm/u).waitFor();
    const { settings } = await fleet.server.get<{ readonly settings: object }>(`hosts/${id}`);
    expect(settings).toMatchObject({ site: "Ulm", pool: "theirs", port: 3390 });
  });

  it("is switched off and removed, and both can be taken back", async () => {
    const id = await idOf("good-002");
    await page.goto(`/hosts/${id}`);
    await button("Switch off").click();
    await button("Switch on").waitFor();
    await page.getByText("is not watched any more").waitFor();
    await button("Undo").click();
    await button("Switch off").waitFor();
    await button("Remove").click();
    await page.waitForURL(/\/hosts$/u);
    await button("Undo").last().click();
    await page.waitForURL(new RegExp(`/hosts/${id}$`, "u"));
    await button("Edit").waitFor();
    expect(await idOf("good-002")).toBe(id);
  });
});
