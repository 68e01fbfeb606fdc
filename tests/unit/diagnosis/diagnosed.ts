import { diagnose } from "../../../src/core/diagnosis/index.ts";
import type { Fault, Fingerprint, PictureFact, PictureKind, StackName } from "../../../src/core/evidence/index.ts";
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

/** `cause/variant` of one group, in order. */
export function inGroup(wish: EvidenceWish, group: string): readonly string[] {
  return diagnose(evidenceOf(wish))
    .findings.filter((finding) => finding.group === group)
    .map(({ id, variant }) => (variant === undefined ? id : `${id}/${variant}`));
}

export const stack = (name: StackName): Fingerprint => ({ stack: name, confidence: 0.9, because: [] });

export const pictureOf = (kind: PictureKind, wish: Partial<PictureFact> = {}): PictureFact => ({
  kind,
  measures: {
    width: 1024,
    height: 768,
    distinctColours: kind === "desktop" ? 300 : 1,
    dominantColour: "#000000",
    dominantShare: kind === "desktop" ? 0.6 : 1,
    edgeShare: kind === "desktop" ? 0.05 : 0,
    drawnShare: kind === "nothing" ? 0 : 1,
  },
  text: [],
  ...wish,
});
