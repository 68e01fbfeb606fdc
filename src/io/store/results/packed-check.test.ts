import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StoreFailure } from "../store-failure.ts";
import type { CheckFindings } from "./packed-check.ts";
import { packFindings, unpackFindings } from "./packed-check.ts";

const TYPICAL: CheckFindings = {
  verdict: "healthy",
  failedStage: null,
  excluded: false,
  causeSet: 0,
  lateMs: 12,
  stagesUs: { dns: 300, tcp: 1100, x224: 2200, tls: 5300, credssp: 41_000 },
  totalUs: 50_100,
};

const anyUs = fc.integer({ min: 0, max: 2_147_483_647 });
const anyFindings: fc.Arbitrary<CheckFindings> = fc.record({
  verdict: fc.constantFrom("healthy", "degraded", "failing", "unreachable"),
  failedStage: fc.constantFrom(null, "dns", "tcp", "credssp", "desktop"),
  excluded: fc.boolean(),
  causeSet: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2 ** 40 })),
  lateMs: fc.integer({ min: -2_147_483_647, max: 2_147_483_647 }),
  stagesUs: fc.record({ dns: anyUs, tcp: anyUs, x224: anyUs, tls: anyUs, credssp: anyUs }, { requiredKeys: [] }),
  totalUs: anyUs,
});

describe("what a check found", () => {
  it("comes back from its bytes", () => {
    fc.assert(
      fc.property(anyFindings, (findings) => {
        expect(unpackFindings(packFindings(findings))).toEqual(findings);
      }),
    );
  });

  it("is small where it is as usual: with the byte of its length it leaves a row of PostgreSQL at 56 bytes", () => {
    expect(packFindings(TYPICAL).length).toBeLessThanOrEqual(17);
  });

  it("shows its parts in the order of the table", () => {
    const cut = { ...TYPICAL, verdict: "failing", failedStage: "tls", causeSet: 5, lateMs: -1 } as const;
    const bytes = packFindings({ ...cut, stagesUs: { tcp: 127 }, totalUs: 128 });
    expect([...bytes]).toEqual([0x80 + 2 + 8 * 4, 5, 1, 2, 0, 0x80, 1]);
  });

  it("is read from any bytes, or they are refused as damaged", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const found = foundIn(bytes);
        expect(found === "corrupt" ? found : unpackFindings(packFindings(found))).toEqual(found);
      }),
    );
  });

  it("refuses what was never written", () => {
    const bytes = packFindings(TYPICAL);
    for (let length = 0; length < 3; length++)
      expect(() => unpackFindings(bytes.slice(0, length))).toThrow(StoreFailure);
    expect(() => unpackFindings(new Uint8Array([...bytes, 1]))).toThrow(StoreFailure);
    expect(() => unpackFindings(new Uint8Array([0, ...Array.from({ length: 9 }, () => 0xff)]))).toThrow(StoreFailure);
  });
});

/** What is read from these bytes; "corrupt" where they are refused. Anything else that is thrown is a bug. */
function foundIn(bytes: Uint8Array): ReturnType<typeof unpackFindings> | "corrupt" {
  try {
    return unpackFindings(bytes);
  } catch (error) {
    if (error instanceof StoreFailure && error.trouble === "corrupt") return "corrupt";
    throw error;
  }
}
