import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryEvidence, arbitraryLogonEvidence } from "../evidence/index.ts";
import { STAGES } from "../../../src/core/evidence/index.ts";
import { describeBecause, diagnose } from "../../../src/core/diagnosis/index.ts";
import type { Finding } from "../../../src/core/diagnosis/index.ts";

const EFFECTS = ["blocks", "hinders", "weakens"];

describe.each([
  ["a check", arbitraryEvidence],
  ["a logon", arbitraryLogonEvidence],
])("diagnose, on any partial evidence of %s", (_of, arbitrary) => {
  it("never throws, is deterministic, and gives every failed stage a cause", () => {
    fc.assert(
      fc.property(arbitrary(), (evidence) => {
        const first = diagnose(evidence);
        expect(diagnose(evidence)).toEqual(first);
        const broken = evidence.stages.some((stage) => stage.outcome === "failed");
        expect(first.findings.some(({ effect }) => effect === "blocks") || !broken).toBe(true);
        expect(first.verdict === "failing" || first.verdict === "unreachable" || !broken).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it("keeps the confidences of a group at 1 or less, best first", () => {
    fc.assert(
      fc.property(arbitrary(), (evidence) => {
        for (const group of groupsOf(diagnose(evidence).findings)) {
          const confidences = group.map(({ confidence }) => confidence);
          expect(confidences.reduce((sum, confidence) => sum + confidence, 0)).toBeLessThanOrEqual(1);
          expect(confidences.every((confidence) => confidence > 0)).toBe(true);
          expect(confidences).toEqual(confidences.toSorted((left, right) => right - left));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("orders groups blocks, hinders, weakens, then by stage, with an unknown issuer after all", () => {
    fc.assert(
      fc.property(arbitrary(), (evidence) => {
        const { findings } = diagnose(evidence);
        const groups = groupsOf(findings);
        expect(new Set(findings.map(({ group }) => group)).size).toBe(groups.length);
        const places = groups
          .map(([head]) => head)
          .filter((head) => head !== undefined)
          .filter(({ group, effect }) => group !== "certificate-issuer" || effect !== "weakens")
          .map(({ effect, stage }) => EFFECTS.indexOf(effect) * 100 + STAGES.indexOf(stage));
        expect(places).toEqual(places.toSorted((left, right) => left - right));
        const issuer = findings.findIndex(
          ({ group, effect }) => group === "certificate-issuer" && effect === "weakens",
        );
        expect([-1, findings.length - 1]).toContain(issuer);
      }),
      { numRuns: 1000 },
    );
  });

  it("names no cause with the same variant twice, and can say all its evidence in both languages", () => {
    fc.assert(
      fc.property(arbitrary(), (evidence) => {
        const { findings } = diagnose(evidence);
        const names = findings.map(({ id, variant }) => `${id}/${variant ?? ""}`);
        expect(new Set(names).size).toBe(names.length);
        for (const because of findings.flatMap((finding) => finding.because)) {
          for (const language of ["en", "zh"] as const) {
            const sentence = describeBecause(because, language);
            expect(sentence).not.toBe("");
            // oxlint-disable-next-line no-control-regex
            expect(sentence).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|undefined|NaN/u);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});

/** Findings of one group stand together. */
function groupsOf(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const groups: Finding[][] = [];
  for (const finding of findings) {
    const last = groups.at(-1);
    if (last?.[0]?.group === finding.group) last.push(finding);
    else groups.push([finding]);
  }
  return groups;
}
