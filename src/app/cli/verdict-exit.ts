import { EXIT, usage } from "./operation-error.ts";
import type { Effect, Finding } from "../../core/diagnosis/index.ts";

const RANK: Readonly<Record<Effect, number>> = { blocks: 0, hinders: 1, weakens: 2 };

/** 1 when a finding is at or above the bar, else 0. */
export function exitCodeFor(findings: readonly Pick<Finding, "effect">[], failOn: Effect): number {
  return findings.some(({ effect }) => RANK[effect] <= RANK[failOn]) ? EXIT.finding : EXIT.ok;
}

/** The bar that `--fail-on` sets; its spec has refused every other word. */
export function readBar(text: string | undefined): Effect {
  switch (text) {
    case undefined:
    case "hinders":
      return "hinders";
    case "blocks":
    case "weakens":
      return text;
    default:
      throw usage("error.bad-choice", { option: "--fail-on", value: text, choices: Object.keys(RANK).join(", ") });
  }
}
