import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CertificateDocument } from "../../../../src/core/contract/index.ts";
import { calendarOf } from "./calendar.ts";

const NOW_MS = new Date(2026, 10, 23, 12).getTime();
const DAY_MS = 86_400_000;

function ending(notAfterMs: number | null): CertificateDocument {
  return {
    sha256: String(notAfterMs),
    subject: null,
    issuer: null,
    notBeforeMs: null,
    notAfterMs,
    daysLeft: null,
    selfSigned: null,
    hosts: [{ id: 1, name: "rds01" }],
  };
}

describe("the calendar of certificates", () => {
  it("has every certificate with an end in exactly one box", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -800, max: 1500 })), (days) => {
        const certificates = days.map((day) => ending(NOW_MS + day * DAY_MS));
        const boxes = calendarOf(certificates, NOW_MS);
        expect(boxes).toHaveLength(14);
        expect(boxes.reduce((sum, box) => sum + box.certificates.length, 0)).toBe(certificates.length);
      }),
    );
  });

  it("begins with what ended, even in this month", () => {
    const boxes = calendarOf([ending(NOW_MS - 1), ending(NOW_MS + 1), ending(null)], NOW_MS);
    expect(boxes.slice(0, 2).map(({ id, certificates }) => [id, certificates.length])).toEqual([
      ["ended", 1],
      ["2026-11", 1],
    ]);
  });
});
