import { describe, expect, it } from "vitest";
import { lastReportSlot, nextReportMs } from "./schedule.ts";

const at = (text: string): number => Date.parse(text);
const utc = (): number => 0;
const early = (): number => 14 * 60;
const HOUR_MS = 3_600_000;
/** Central European time in 2026: summer time from 29 March to 25 October. */
const berlin = (_zone: string | undefined, ms: number): number =>
  ms >= at("2026-03-29T01:00:00Z") && ms < at("2026-10-25T01:00:00Z") ? 120 : 60;

describe("nextReportMs", () => {
  it("is the next day, Monday, or first of a month at its time", () => {
    const now = at("2026-11-24T08:00:00Z");
    expect(nextReportMs({ period: "day", at: "07:00" }, now, utc)).toBe(at("2026-11-25T07:00:00Z"));
    expect(nextReportMs({ period: "day", at: "09:30" }, now, utc)).toBe(at("2026-11-24T09:30:00Z"));
    expect(nextReportMs({ period: "week", at: "07:00" }, now, utc)).toBe(at("2026-11-30T07:00:00Z"));
    expect(nextReportMs({ period: "month" }, now, utc)).toBe(at("2026-12-01T07:00:00Z"));
  });

  it("is later than now, also at the very moment of one", () => {
    const due = at("2026-11-24T07:00:00Z");
    expect(nextReportMs({ period: "day", at: "07:00" }, due, utc)).toBe(due + 24 * HOUR_MS);
    expect(nextReportMs({ period: "day", at: "07:00" }, due - 1, utc)).toBe(due);
  });

  it("goes by the clock of its zone, summer and winter", () => {
    const schedule = { period: "day", at: "07:00", zone: "Europe/Berlin" } as const;
    expect(nextReportMs(schedule, at("2026-10-24T12:00:00Z"), berlin)).toBe(at("2026-10-25T06:00:00Z"));
    expect(nextReportMs(schedule, at("2026-10-23T12:00:00Z"), berlin)).toBe(at("2026-10-24T05:00:00Z"));
    expect(nextReportMs({ period: "month", at: "00:30", zone: "x" }, at("2026-11-30T10:00:00Z"), early)).toBe(
      at("2026-11-30T10:30:00Z"),
    );
  });
});

describe("lastReportSlot", () => {
  it("reaches from one report to the next, without a gap", () => {
    for (const period of ["day", "week", "month"] as const) {
      const schedule = { period, at: "07:00", zone: "Europe/Berlin" };
      let nowMs = at("2026-01-15T00:00:00Z");
      let last = lastReportSlot(schedule, nowMs, berlin);
      for (let turn = 0; turn < 20; turn += 1) {
        nowMs = nextReportMs(schedule, nowMs, berlin);
        const slot = lastReportSlot(schedule, nowMs, berlin);
        expect(slot).toEqual({ fromMs: last.untilMs, untilMs: nowMs });
        expect(lastReportSlot(schedule, nowMs + HOUR_MS, berlin)).toEqual(slot);
        last = slot;
      }
    }
  });
});
