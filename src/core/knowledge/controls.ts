import type { Localized } from "../texts/index.ts";
import controlsJson from "./data/rdp-controls.json" with { type: "json" };

/** A benchmark that asks for the control, with its own id and value where it has them. */
export interface ControlReference {
  readonly benchmark: string;
  readonly id?: string | undefined;
  readonly level?: number | undefined;
  readonly severity?: string | undefined;
  readonly value: string;
  readonly op: string;
  readonly source: string;
}

/**
 * What a setting must be. Read it with `operator`: "eq" equal, "ne" absent or different, "ge" at least, "le_not_zero" from 1
 * to the value, "in" one of, "contains" at least these settings, "set" a membership rule, "report" show and do not judge,
 * "all" every listed condition, "custom" own logic.
 */
export type ControlRequirement =
  | number
  | string
  | null
  | readonly number[]
  | { readonly enabled: boolean; readonly maxSizeBytesMin: number };

/** One hardening control for RDP. A value in `policyPath` wins over `effectivePathWhenPolicyAbsent`, that over the default. */
export interface Control {
  readonly id: string;
  readonly title: Localized;
  readonly why: Localized;
  readonly category: string;
  readonly scope: string;
  readonly severity: string;
  /** How it is read: "registry", "user_right", "secedit", "auditpol", "channel" or "firewall". */
  readonly check: string;
  readonly operator: string;
  readonly required: ControlRequirement;
  /** The requirement as a sentence, where `required` is a rule in words. */
  readonly requiredText?: Localized | undefined;
  readonly policyPath?: string | undefined;
  readonly effectivePathWhenPolicyAbsent?: string | undefined;
  readonly valueName?: string | undefined;
  readonly valueType?: string | undefined;
  readonly defaultWhenAbsent?: number | null | undefined;
  readonly defaultSource?: string | undefined;
  readonly unit?: string | undefined;
  readonly wmi?: string | undefined;
  /** A second value of the same key that belongs to the setting. */
  readonly also?: { readonly valueName: string; readonly value: number } | undefined;
  /** What an absent value means, by Windows build: the last entry not above the build counts; null where it is not known. */
  readonly defaultByBuild?: readonly { readonly fromBuild: number; readonly value: number | null }[] | undefined;
  /** The first and the last Windows build that the control makes sense for. */
  readonly minBuild?: number | undefined;
  readonly minBuildSource?: string | undefined;
  readonly maxBuild?: number | undefined;
  readonly maxBuildSource?: string | undefined;
  readonly relatedValue?: string | undefined;
  readonly right?: string | undefined;
  readonly section?: string | undefined;
  readonly key?: string | undefined;
  readonly subcategoryGuid?: string | undefined;
  readonly channel?: string | undefined;
  readonly collect?: string | undefined;
  /** Meaning of each value of the setting. */
  readonly values?: Readonly<Record<string, Localized | undefined>> | undefined;
  readonly relatedValues?: Readonly<Record<string, Localized | undefined>> | undefined;
  readonly note?: Localized | undefined;
  /** Empty where no benchmark that was read asks for it. */
  readonly references: readonly ControlReference[];
}

/** Every control, in the order in which a report shows them. The compiler checks that none lacks a language. */
export const controls: readonly Control[] = controlsJson;

let byId: ReadonlyMap<string, Control> | undefined;

/** The control with this id (for instance "RDP-NLA"), or undefined. */
export function findControl(id: string): Control | undefined {
  byId ??= new Map(controls.map((control) => [control.id, control]));
  return byId.get(id);
}
