import { STAGES } from "../evidence/index.ts";
import type { Group } from "./candidate.ts";
import type { Because, Effect, Finding } from "./finding.ts";

const EFFECT_ORDER: Readonly<Record<Effect, number>> = { blocks: 0, hinders: 1, weakens: 2 };

/** Confidences are rounded down to this, so that those of a group never pass 1. */
const CONFIDENCE_STEPS = 1000;

/**
 * Puts groups in order (blocks, hinders, weakens, then by stage, then as given) and the alternatives of each group by
 * confidence. A cause with the same variant is named once, in the group that stands first.
 */
export function rank(groups: readonly Group[]): readonly Finding[] {
  const named = new Set<string>();
  const findings: Finding[] = [];
  for (const group of groups.toSorted(compareGroups)) {
    for (const finding of findingsOf(group)) {
      const name = `${finding.id}/${finding.variant ?? ""}`;
      if (named.has(name)) continue;
      named.add(name);
      findings.push(finding);
    }
  }
  return findings;
}

function compareGroups(left: Group, right: Group): number {
  return (
    Number(left.afterAll ?? false) - Number(right.afterAll ?? false) ||
    EFFECT_ORDER[left.effect] - EFFECT_ORDER[right.effect] ||
    STAGES.indexOf(left.stage) - STAGES.indexOf(right.stage)
  );
}

function findingsOf(group: Group): readonly Finding[] {
  const total = group.candidates.reduce((sum, candidate) => sum + candidate.weight, 0);
  if (total <= 0) return [];
  return group.candidates
    .toSorted((left, right) => right.weight - left.weight)
    .map((candidate) => ({
      id: candidate.id,
      ...(candidate.variant === undefined ? {} : { variant: candidate.variant }),
      group: group.group,
      effect: group.effect,
      stage: group.stage,
      confidence: roundDown((group.certainty * candidate.weight) / total),
      because: [...group.because, ...(candidate.because ?? [])].toSorted(bySide),
    }));
}

function bySide(left: Because, right: Because): number {
  return Number(left.side === "against") - Number(right.side === "against");
}

function roundDown(confidence: number): number {
  return Math.floor(confidence * CONFIDENCE_STEPS) / CONFIDENCE_STEPS;
}
