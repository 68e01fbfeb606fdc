import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diagnose } from "../../../src/core/diagnosis/index.ts";
import { causes } from "../../../src/core/knowledge/index.ts";
import { arbitraryEvidence, arbitraryLogonEvidence } from "../evidence/index.ts";

describe("what diagnosis names", () => {
  it("stands in the catalogue, its variants too", () => {
    const missing = new Set<string>();
    fc.assert(
      fc.property(fc.oneof(arbitraryEvidence(), arbitraryLogonEvidence()), (evidence) => {
        for (const { id, variant } of diagnose(evidence).findings) {
          if (variant !== undefined && causes[id].variants?.[variant] === undefined) missing.add(`${id}/${variant}`);
        }
      }),
      { numRuns: 3000 },
    );
    expect([...missing]).toEqual([]);
  });
});
