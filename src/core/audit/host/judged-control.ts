import type { ControlReference } from "../../knowledge/index.ts";
import type { Localized } from "../../texts/index.ts";

/** "info": told, and never part of a grade. */
export type HostSeverity = "high" | "medium" | "low" | "info";

/**
 * reported: shown, not judged, because only the site knows what is right. not-tested: the inventory does not hold it; that is
 * never "met". not-applicable: makes no sense on this version, role or platform.
 */
export type HostOutcome = "met" | "not-met" | "reported" | "not-tested" | "not-applicable";

/** Which of the places of a setting decided: the policy wins over the host's own value, that over the default. */
export type FoundIn = "policy" | "local" | "default" | "state";

/** The value that counted. */
export interface FoundValue {
  readonly value: number | string | boolean | null;
  /** The value with its meaning, where the catalogue knows one. */
  readonly shown: Localized;
  readonly from: FoundIn;
  /** Name of the policy object or file that set it; absent where nothing tells. */
  readonly setBy?: string;
  /** "FILE#LINE"; of a default: the key that was exported and lacks the value. */
  readonly at: string;
}

/** What a check of one control concludes. */
export interface HostJudgement {
  readonly outcome: HostOutcome;
  readonly found?: FoundValue;
  /** Why it was not tested or does not apply, or what is to be known beside the value. */
  readonly reason?: Localized;
}

/** One control with its judgement. */
export interface JudgedControl extends HostJudgement {
  readonly id: string;
  readonly severity: HostSeverity;
  readonly category: string;
  readonly title: Localized;
  readonly why: Localized;
  readonly wanted: Localized;
  readonly references: readonly ControlReference[];
  /** Of a control for xrdp: the Windows control that asks the same. */
  readonly sameAs?: string;
}

export function both(text: string): Localized {
  return { en: text, zh: text };
}

export function notTested(en: string, zh: string): HostJudgement {
  return { outcome: "not-tested", reason: { en, zh } };
}

export function notApplicable(en: string, zh: string): HostJudgement {
  return { outcome: "not-applicable", reason: { en, zh } };
}
