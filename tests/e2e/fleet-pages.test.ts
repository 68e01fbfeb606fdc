// What is told of the fleet as a whole: certificates, sessions, audit, objectives; and what of it can be taken away.
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Lab, openLab, setUps } from "../../lab/index.ts";
import { type Listed, until } from "../lab/monitor-server.ts";
import { evtx, sessionEvent, START_MS } from "../unit/monitor/ingest/sample-logs.ts";
import { axeFaults, noBrowser, openBrowser, openPage, sidewaysPixels, type WatchedPage } from "./browser.ts";
import { type Fleet, startFleet } from "./fleet.ts";

const WELL = 6;
const BROKEN = 1;

let lab: Lab;
let fleet: Fleet;
let browser: Browser;
let opened: WatchedPage;
let page: Page;

describe.skipIf(noBrowser !== "")(`pages of the whole fleet${noBrowser}`, () => {
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

  it("overview: the map shows who is broken, also to those who want no motion, and leads there by keyboard", async () => {
    await page.goto("/");
    const map = page.locator("canvas");
    await map.waitFor();
    const colours = async (): Promise<number> =>
      map.evaluate((canvas: HTMLCanvasElement) => {
        const { data = new Uint8ClampedArray() } =
          canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
        const counts = new Map<string, number>();
        for (let at = 0; at < data.length; at += 4) {
          const colour = data.slice(at, at + 4).join(" ");
          counts.set(colour, (counts.get(colour) ?? 0) + 1);
        }
        // The ground, the cells of hosts that are well, and those of hosts that are not.
        return [...counts.values()].filter((count) => count > 1000).length;
      });
    await expect.poll(colours).toBeGreaterThanOrEqual(3);
    await map.focus();
    await page.keyboard.press("]");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "gone-001" }).waitFor();
  });

  it("certificates: the calendar narrows the list, one leads to everybody who shows it, a change is judged", async () => {
    await page.goto("/certificates");
    const [calendar, list] = [page.getByRole("region", { name: "When they end" }), page.getByRole("table").first()];
    await calendar.waitFor();
    const filled = calendar.getByRole("button").filter({ hasText: `${WELL} hosts` });
    await filled.click();
    await page.getByRole("heading", { name: "1 certificate" }).waitFor();
    expect(page.url()).toContain("month=");
    await filled.click();
    await expect.poll(() => page.url()).not.toContain("month=");
    await calendar.getByRole("button", { name: /^Ended/u }).click();
    await page.getByText("None ends then.").waitFor();
    await calendar.getByRole("button", { name: /^Ended/u }).click();
    await list.getByRole("rowheader").getByRole("link").click();
    await page.getByText("SHA-256", { exact: true }).waitFor();
    for (let index = 1; index <= WELL; index += 1)
      await page
        .getByRole("link", { name: `good-00${index}` })
        .last()
        .waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await fleet.renewHosts();
    await until(
      "the change is known",
      async () => {
        const { items } = await fleet.server.get<Listed<{ before: unknown }>>("changes?fact=certificate");
        return items.some(({ before }) => before !== null) ? true : undefined;
      },
      30_000,
    );
    await page.goto("/certificates");
    const changes = page.getByRole("table", { name: "Changes" });
    await changes
      .getByRole("link", { name: /good-00/u })
      .first()
      .waitFor();
    await changes
      .getByText(/expected|early|suspicious|not judged/u)
      .first()
      .waitFor();
    expect(await axeFaults(page)).toEqual([]);
  });

  it("sessions: what hosts send is shown as it comes, with who, from where, and for how long", async () => {
    await page.goto("/sessions");
    await page.getByText("No host has told its sessions yet").waitFor();
    expect(await axeFaults(page)).toEqual([]);
    const beganMs = Date.now() - START_MS - 600_000;
    const events = [
      sessionEvent(21, beganMs, "bo"),
      sessionEvent(23, beganMs + 1000, "bo"),
      sessionEvent(21, beganMs + 2000, "ann"),
    ];
    const answer = await fetch(new URL("api/v1/ingest/events", fleet.server.url), {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: new Uint8Array(evtx(events)),
    });
    expect(answer.status).toBe(200);
    const table = page.getByRole("table", { name: "Sessions" });
    await table.getByRole("row", { name: /EX\\ann.*rds01.*Active/u }).waitFor();
    await page.getByRole("img", { name: "Sessions over time, a lane for each user" }).waitFor();
    await page.getByRole("radio", { name: "30 days" }).check();
    await table.getByRole("row", { name: /EX\\bo.*Ended/u }).waitFor();
    await page.getByRole("searchbox").fill("ann");
    await page.getByText("1 user in 1 session").waitFor();
    expect(await axeFaults(page)).toEqual([]);
  });

  it("audit: a control leads to the hosts that miss it, and all of it is taken away as CSV", async () => {
    // The cheap hosts say too little to be graded.
    const real = await setUps["xrdp"]?.start(lab, {});
    await fleet.server.call("POST", "hosts", { host: real?.address, port: real?.port, name: "real" });
    await page.goto("/audit");
    await page.getByRole("region", { name: "Hosts by grade" }).getByRole("listitem").waitFor();
    const missed = page.getByRole("group").filter({ hasText: "1 Not met" }).first();
    await missed.locator("summary").click();
    await missed.getByRole("link", { name: "real" }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "CSV" }).click(),
    ]);
    expect(readFileSync(await download.path(), "utf8")).toMatch(/^\uFEFFcontrol,severity[\s\S]*,real\r\n/u);
    await missed.getByRole("link", { name: "real" }).click();
    await page.getByRole("heading", { name: "real", level: 1 }).waitFor();
  });

  it("objectives: what was promised is changed, and that is taken back", async () => {
    await page.goto("/slo");
    await page.getByText("objective 99.95", { exact: false }).first().waitFor();
    const change = async (percent: string): Promise<void> => {
      await page.getByRole("button", { name: "Change objectives" }).click();
      await page.getByLabel("Set-up success, percent").fill(percent);
      await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
      await page.getByRole("dialog").waitFor({ state: "detached" });
    };
    await change("75");
    await page.getByText("objective 75%").first().waitFor();
    await page.getByRole("button", { name: "Undo" }).last().click();
    await page.getByText("objective 99.95", { exact: false }).first().waitFor();
    await until(
      "the setting is gone",
      async () => ((await fleet.server.get<Listed<unknown>>("slo/settings")).items.length === 0 ? true : undefined),
      5000,
    );
    await page.getByRole("combobox", { name: "For" }).selectOption({ label: "site 上海" });
    expect(new URL(page.url()).searchParams.get("group")).toBe("site/上海");
    expect(await axeFaults(page)).toEqual([]);
  });

  it("incidents and hosts are taken away as JSON and CSV", async () => {
    for (const [path, known] of [
      ["hosts", "gone-001"],
      ["incidents", "rdp-listener-not-listening"],
    ] as const) {
      await page.goto(`/${path}`);
      for (const form of ["CSV", "JSON"]) {
        const [download] = await Promise.all([
          page.waitForEvent("download"),
          page.getByRole("button", { name: `Export ${form}` }).click(),
        ]);
        expect(download.suggestedFilename()).toBe(`${path}.${form.toLowerCase()}`);
        expect(readFileSync(await download.path(), "utf8")).toContain(known);
      }
    }
  });

  it("print without what cannot be pressed on paper", async () => {
    await page.goto("/incidents");
    await page.getByRole("navigation").waitFor();
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await page.getByRole("navigation").waitFor({ state: "hidden" });
    await page.getByRole("heading", { name: "Incidents" }).waitFor();
    await page.getByRole("button", { name: "Export CSV" }).waitFor({ state: "hidden" });
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe("light");
    expect(await sidewaysPixels(page)).toBe(0);
    await page.emulateMedia({ media: "screen", colorScheme: "light" });
  });

  it("print the map of the fleet on white paper, also where the screen is dark", async () => {
    await page.emulateMedia({ media: "screen", colorScheme: "dark" });
    await page.goto("/");
    const map = page.locator("canvas").first();
    await map.waitFor();
    /** How light the map is, 0 to 255: the mean of what is painted. */
    const lightness = async (): Promise<number> =>
      map.evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
        const painted = Array.from(data).filter((_, index) => index % 4 !== 3 && data[index - (index % 4) + 3] === 255);
        return painted.reduce((sum, value) => sum + value, 0) / painted.length;
      });
    await until("it is painted", async () => ((await lightness()) > 0 ? true : undefined), 10_000);
    const onScreen = await lightness();
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const onPaper = await lightness();
    await page.emulateMedia({ media: "screen", colorScheme: "light" });
    expect(onPaper).not.toBe(onScreen);
    await until("it is as on a light screen", async () => ((await lightness()) === onPaper ? true : undefined), 10_000);
  });
});
