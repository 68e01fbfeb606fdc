import { diagnose } from "../../../src/core/diagnosis/index.ts";
import type { Fault } from "../../../src/core/evidence/index.ts";
import { type EvidenceWish, evidenceOf } from "../evidence/index.ts";

/** `cause/variant` of the findings, in order. */
export function named(wish: EvidenceWish): readonly string[] {
  return diagnose(evidenceOf(wish)).findings.map(({ id, variant }) =>
    variant === undefined ? id : `${id}/${variant}`,
  );
}

export function verdict(wish: EvidenceWish): string {
  return diagnose(evidenceOf(wish)).verdict;
}

export const silence = (receivedBytes = 0): Fault => ({
  kind: "silence",
  waitedFor: "an answer",
  afterMs: 5000,
  receivedBytes,
});
export const closed = (how: "fin" | "rst", afterMs = 3, receivedBytes = 0): Fault => ({
  kind: "closed",
  how,
  waitedFor: "an answer",
  afterMs,
  receivedBytes,
});
