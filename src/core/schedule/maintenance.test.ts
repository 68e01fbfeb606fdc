import { assert, constantFrom, date, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";
import type { TargetSettings } from "../fleet/index.ts";
import { momentMs } from "./local-clock.ts";
import { inMaintenance, maintenanceWindow, openWindows, type MaintenanceDocument } from "./maintenance.ts";

const MINUTE = 60_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** The platform's own rules of summer time. */
function offsetMinutesAt(zone: string, atMs: number): number {
  const known = formats.get(zone);
  const format = known ?? new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
  formats.set(zone, format);
  const text = format.formatToParts(atMs).find(({ type }) => type === "timeZoneName")?.value ?? "";
  const match = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(text);
  const minutes = Number(match?.[2] ?? 0) * 60 + Number(match?.[3] ?? 0);
  return match?.[1] === "-" ? -minutes : minutes;
}

function targetOf(settings: Partial<TargetSettings> = {}): {
  readonly name: string;
  readonly settings: TargetSettings;
} {
  return { name: settings.name ?? "ts1", settings: { host: "ts1.example.test", ...settings } };
}

function isHeld(
  document: Omit<MaintenanceDocument, "name">,
  at: string,
  settings: Partial<TargetSettings> = {},
): boolean {
  const window = maintenanceWindow({ name: "patches", ...document });
  if (window === null) throw new Error("not readable");
  return inMaintenance([window], targetOf(settings), Date.parse(at), offsetMinutesAt);
}

const weekly = (
  days: readonly number[],
  from: string,
  minutes: number,
  zone = "Europe/Berlin",
): MaintenanceDocument => ({
  name: "weekly",
  weekly: { days, from, minutes, zone },
});

describe("momentMs", () => {
  it("reads what the platform reads", () => {
    const from = Date.UTC(1970, 0, 1);
    assert(
      property(date({ min: new Date(from), max: new Date("2199-12-31T23:59:59Z"), noInvalidDate: true }), (moment) => {
        const text = `${moment.toISOString().slice(0, 19)}Z`;
        expect(momentMs(text)).toBe(Date.parse(text));
      }),
    );
    expect(momentMs("2026-12-24T22:00+01:00")).toBe(Date.UTC(2026, 11, 24, 21));
    expect(momentMs("2026-12-24T22:00:30-03:30")).toBe(Date.UTC(2026, 11, 25, 1, 30, 30));
  });

  it.each([
    "2026-12-24T22:00",
    "2026-02-29T00:00Z",
    "2026-13-01T00:00Z",
    "2026-01-01T24:00Z",
    "2026-01-01T00:00+99:00",
    "",
  ])("refuses %j", (text) => {
    expect(momentMs(text)).toBeNull();
  });
});

describe("inMaintenance", () => {
  it("holds a window that is there once, its end excluded", () => {
    const once = { once: { from: "2026-12-24T22:00+01:00", until: "2026-12-25T02:00+01:00" } };
    expect(isHeld(once, "2026-12-24T20:59:59Z")).toBe(false);
    expect(isHeld(once, "2026-12-24T21:00:00Z")).toBe(true);
    expect(isHeld(once, "2026-12-25T00:59:59Z")).toBe(true);
    expect(isHeld(once, "2026-12-25T01:00:00Z")).toBe(false);
  });

  it("is for members of any of the groups, for who carries all tags, or for everybody", () => {
    const once = { from: "2026-01-01T00:00Z", until: "2027-01-01T00:00Z" };
    const held = (members: MaintenanceDocument["members"], settings: Partial<TargetSettings>): boolean =>
      isHeld({ once, ...(members === undefined ? {} : { members }) }, "2026-06-01T00:00:00Z", settings);
    expect(held(undefined, {})).toBe(true);
    expect(held({ sites: [], tags: {} }, {})).toBe(true);
    expect(held({ sites: ["berlin"] }, { site: "berlin" })).toBe(true);
    expect(held({ sites: ["berlin"] }, { site: "paris" })).toBe(false);
    expect(held({ sites: ["berlin"] }, {})).toBe(false);
    expect(held({ sites: ["berlin"], pools: ["office"] }, { pool: "office" })).toBe(true);
    expect(held({ gateways: ["gw"] }, { gateway: "gw" })).toBe(true);
    expect(held({ balancers: ["lb"] }, { balancer: "lb" })).toBe(true);
    expect(held({ targets: ["ts2"] }, { name: "ts2" })).toBe(true);
    expect(held({ tags: { ring: "1", os: "2025" } }, { tags: { ring: "1", os: "2025", more: "x" } })).toBe(true);
    expect(held({ tags: { ring: "1", os: "2025" } }, { tags: { ring: "1" } })).toBe(false);
  });

  it("holds a weekly window over midnight, on the day that it begins", () => {
    const saturday = weekly([6], "22:00", 240);
    expect(isHeld(saturday, "2026-11-21T20:59:00Z")).toBe(false);
    expect(isHeld(saturday, "2026-11-21T21:00:00Z")).toBe(true);
    expect(isHeld(saturday, "2026-11-22T00:59:00Z")).toBe(true);
    expect(isHeld(saturday, "2026-11-22T01:00:00Z")).toBe(false);
    expect(isHeld(saturday, "2026-11-22T21:30:00Z")).toBe(false);
  });

  it("begins at the clock's time before and after summer time, and lasts as long as it says", () => {
    // 2026-10-25 03:00 CEST becomes 02:00 CET; 2026-03-29 02:00 CET becomes 03:00 CEST.
    const overAutumn = weekly([6], "22:00", 480);
    expect(isHeld(overAutumn, "2026-10-24T20:00:00Z")).toBe(true);
    expect(isHeld(overAutumn, "2026-10-24T19:59:00Z")).toBe(false);
    expect(isHeld(overAutumn, "2026-10-25T03:59:00Z")).toBe(true);
    expect(isHeld(overAutumn, "2026-10-25T04:00:00Z")).toBe(false);
    expect(isHeld(overAutumn, "2026-10-31T20:59:00Z")).toBe(false);
    expect(isHeld(overAutumn, "2026-10-31T21:00:00Z")).toBe(true);
  });

  it("begins a time that is there twice at the first, and one that is left out as much later", () => {
    const inTheHour = weekly([7], "02:30", 10);
    expect(isHeld(inTheHour, "2026-10-25T00:30:00Z")).toBe(true);
    expect(isHeld(inTheHour, "2026-10-25T01:30:00Z")).toBe(false);
    expect(isHeld(inTheHour, "2026-03-29T01:29:00Z")).toBe(false);
    expect(isHeld(inTheHour, "2026-03-29T01:30:00Z")).toBe(true);
    expect(isHeld(inTheHour, "2026-03-29T01:40:00Z")).toBe(false);
  });

  it("holds a window of a whole week all the time, in every zone", () => {
    const zones = ["Europe/Berlin", "America/St_Johns", "Asia/Shanghai", "Pacific/Apia", "Australia/Lord_Howe", "UTC"];
    const from = Date.UTC(2026, 0, 1) / MINUTE;
    assert(
      property(constantFrom(...zones), integer({ min: from, max: from + 525_600 }), (zone, minute) => {
        const window = maintenanceWindow(weekly([3], "23:45", 10_080, zone));
        const open = window === null ? [] : openWindows([window], minute * MINUTE, offsetMinutesAt);
        // The week of an autumn change is an hour longer than what the window lasts.
        const isLongWeek =
          offsetMinutesAt(zone, minute * MINUTE - 8 * 86_400_000) > offsetMinutesAt(zone, minute * MINUTE);
        expect(open.length === 1 || isLongWeek).toBe(true);
      }),
    );
  });

  it("opens a daily window for its minutes every day of a year, whatever the clocks do", () => {
    const window = maintenanceWindow(weekly([1, 2, 3, 4, 5, 6, 7], "02:15", 45));
    if (window === null) throw new Error("not readable");
    let open = 0;
    const from = Date.UTC(2026, 0, 1);
    for (let minute = 0; minute < 365 * 1440; minute += 15) {
      open += openWindows([window], from + minute * MINUTE, offsetMinutesAt).length;
    }
    expect(open).toBe((365 * 45) / 15);
  });

  it("says when a document cannot be read", () => {
    expect(maintenanceWindow({ name: "x", once: { from: "now", until: "later" } })).toBeNull();
    expect(
      maintenanceWindow({ name: "x", once: { from: "2026-01-02T00:00Z", until: "2026-01-01T00:00Z" } }),
    ).toBeNull();
    expect(maintenanceWindow({ name: "x", weekly: { days: [1], from: "25:00", minutes: 5 } })).toBeNull();
    const never = maintenanceWindow({ name: "x" });
    expect(never === null ? [] : openWindows([never], 0, offsetMinutesAt)).toEqual([]);
  });
});
