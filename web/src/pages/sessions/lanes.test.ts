import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SessionDocument } from "../../../../src/core/contract/index.ts";
import { lanesOf } from "./lanes.ts";

const anySession: fc.Arbitrary<SessionDocument> = fc.record({
  host: fc.string(),
  target: fc.constant(null),
  user: fc.constantFrom("ann", "bob", "eve"),
  address: fc.constant(null),
  state: fc.constantFrom("active", "ended"),
  startMs: fc.integer({ min: 0, max: 2000 }),
  endMs: fc.option(fc.integer({ min: 0, max: 3000 })),
  seenMs: fc.constant(0),
});

describe("the lanes of sessions", () => {
  it("stay within the time that is shown, one lane a user", () => {
    fc.assert(
      fc.property(fc.array(anySession), (sessions) => {
        const lanes = lanesOf(sessions, 500, 1500);
        expect(new Set(lanes.map(({ user }) => user)).size).toBe(lanes.length);
        for (const { from, until } of lanes.flatMap(({ bars }) => bars)) {
          expect(from).toBeGreaterThanOrEqual(0);
          expect(until).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
