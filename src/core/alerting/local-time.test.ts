import { describe, expect, it } from "vitest";
import { clockText, hoursOf, minuteOfDay, nextDaily, quietUntil } from "./local-time.ts";

const HOUR = 3_600_000;
const SPRING = Date.UTC(2026, 2, 29, 1);
const AUTUMN = Date.UTC(2026, 9, 25, 1);
/** Berlin in 2026. */
const berlin = (zone: string | undefined, atMs: number): number =>
  zone === undefined ? 0 : atMs >= SPRING && atMs < AUTUMN ? 120 : 60;
const night = { hours: "22:00-07:00", zone: "Europe/Berlin" };
const utc = (day: number, hour: number, minute = 0, month = 10): number => Date.UTC(2026, month, day, hour, minute);

describe("times of day", () => {
  it.each([
    ["00:00", 0],
    ["7:05", 425],
    ["23:59", 1439],
    ["24:00", 1440],
    ["24:01", null],
    ["25:00", null],
    ["7", null],
    ["", null],
  ])("%j is minute %s", (text, minute) => {
    expect(minuteOfDay(text)).toBe(minute);
  });

  it("are read in pairs", () => {
    expect(hoursOf("22:00-07:00")).toEqual({ from: 1320, until: 420 });
    for (const text of ["22:00", "22:00-", "a-b", "22:00-07:00-08:00"]) expect(hoursOf(text)).toBeNull();
  });
});

describe("quiet hours", () => {
  it("begin and end by the clock of their zone", () => {
    expect(quietUntil(night, berlin, utc(23, 20, 59))).toBeNull();
    expect(quietUntil(night, berlin, utc(23, 21))).toBe(utc(24, 6));
    expect(quietUntil(night, berlin, utc(24, 5, 59))).toBe(utc(24, 6));
    expect(quietUntil(night, berlin, utc(24, 6))).toBeNull();
  });

  it("end at seven also in the nights when the clock changes", () => {
    expect(quietUntil(night, berlin, SPRING - 2 * HOUR)).toBe(Date.UTC(2026, 2, 29, 5));
    expect(quietUntil(night, berlin, AUTUMN - 2 * HOUR)).toBe(Date.UTC(2026, 9, 25, 6));
    expect(quietUntil(night, berlin, AUTUMN + 30 * 60_000)).toBe(Date.UTC(2026, 9, 25, 6));
  });

  it("belong to the day on which they begin", () => {
    const weekend = { ...night, days: [6, 7] };
    // 2026-11-28 is a Saturday.
    expect(quietUntil(weekend, berlin, utc(27, 23))).toBeNull();
    expect(quietUntil(weekend, berlin, utc(28, 2))).toBeNull();
    expect(quietUntil(weekend, berlin, utc(28, 23))).toBe(utc(29, 6));
    expect(quietUntil(weekend, berlin, utc(30, 2))).toBe(utc(30, 6));
  });

  it("may lie within a day, and what cannot be read is none", () => {
    expect(quietUntil({ hours: "12:00-13:30" }, berlin, utc(23, 12, 30))).toBe(utc(23, 13, 30));
    expect(quietUntil({ hours: "00:00-24:00" }, berlin, utc(23, 12, 30))).toBe(utc(24, 0));
    expect(quietUntil({ hours: "8:00-8:00" }, berlin, utc(23, 8))).toBeNull();
    expect(quietUntil({ hours: "always" }, berlin, utc(23, 8))).toBeNull();
  });
});

describe("the daily time", () => {
  it("is the next one, also over a change of the clock", () => {
    const daily = { at: "08:00", zone: "Europe/Berlin" };
    expect(nextDaily(daily, berlin, utc(23, 7))).toBe(utc(23, 7));
    expect(nextDaily(daily, berlin, utc(23, 7) + 1)).toBe(utc(24, 7));
    expect(nextDaily(daily, berlin, AUTUMN - 12 * HOUR)).toBe(Date.UTC(2026, 9, 25, 7));
    expect(nextDaily(daily, berlin, SPRING - 12 * HOUR)).toBe(Date.UTC(2026, 2, 29, 6));
  });
});

describe("the time of day in a message", () => {
  it("names its offset", () => {
    expect(clockText(utc(23, 2, 10), 0)).toBe("2026-11-23 02:10 (UTC)");
    expect(clockText(utc(23, 20, 10), 480)).toBe("2026-11-24 04:10 (UTC+08:00)");
    expect(clockText(utc(1, 1), -210)).toBe("2026-10-31 21:30 (UTC-03:30)");
  });

  it("is that of the calendar on every day of eight years", () => {
    for (let day = 0; day < 8 * 366; day++) {
      const atMs = Date.UTC(2024, 0, 1 + day, 13, 5);
      expect(clockText(atMs, 0)).toBe(`${new Date(atMs).toISOString().slice(0, 16).replace("T", " ")} (UTC)`);
    }
  });
});
