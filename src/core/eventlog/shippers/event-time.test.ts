import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { civilMs, eventTimeText, fixedZone, parseIsoTime, parseJsonDate, parseUnixNanoseconds } from "./event-time.ts";

const moment = fc.record({
  timeMs: fc.integer({ min: -11_644_473_600_000, max: 253_402_300_799_999 }),
  timeTicks: fc.integer({ min: 0, max: 9999 }),
});

describe("times of events", () => {
  it("come back from their text with all seven digits", () => {
    fc.assert(
      fc.property(moment, (time) => {
        expect(parseIsoTime(eventTimeText(time))).toEqual(time);
      }),
    );
  });

  it("agree with the calendar of the platform", () => {
    fc.assert(
      fc.property(moment, ({ timeMs }) => {
        expect(eventTimeText({ timeMs, timeTicks: 0 })).toBe(new Date(timeMs).toISOString().replace("Z", "0000Z"));
      }),
    );
  });

  it("are read with an offset, in a zone, and not without either", () => {
    const moments = ["2026-11-22T23:10:05.5+01:00", "2026-11-22 22:10:05,5Z", "2026-11-22T17:10:05.5-0500"];
    expect(moments.map((text) => parseIsoTime(text)?.timeMs)).toEqual(
      Array(3).fill(Date.UTC(2026, 10, 22, 22, 10, 5, 500)),
    );
    expect(parseIsoTime("2026-11-22T23:10:05")).toBeUndefined();
    expect(parseIsoTime("2026-11-22T23:10:05", fixedZone(60))?.timeMs).toBe(Date.UTC(2026, 10, 22, 22, 10, 5));
  });

  it("know days that no calendar has", () => {
    expect(civilMs(2024, 2, 29, 0, 0, 0)).toBe(Date.UTC(2024, 1, 29));
    expect(civilMs(2026, 2, 29, 0, 0, 0)).toBeUndefined();
    expect(parseIsoTime("2026-13-01T00:00:00Z")).toBeUndefined();
    expect(parseIsoTime("2026-11-22T24:00:00Z")).toBeUndefined();
  });

  it("are read as PowerShell 5.1 and OpenTelemetry write them", () => {
    expect(parseJsonDate("/Date(1700000000123)/")).toEqual({ timeMs: 1_700_000_000_123, timeTicks: 0 });
    expect(parseUnixNanoseconds("1700000000123456700")).toEqual({ timeMs: 1_700_000_000_123, timeTicks: 4567 });
    expect(parseUnixNanoseconds("0")).toBeUndefined();
  });
});
