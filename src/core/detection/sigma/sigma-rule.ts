import type { EventRecord } from "../../eventlog/index.ts";
import type { Localized } from "../../texts/index.ts";

/** Tells whether one record is what the rule describes. */
export type Test = (record: EventRecord, fields: FieldNames) => boolean;

/** Names of fields as the rule writes them, to the names in this kind of record. */
export type FieldNames = ReadonlyMap<string, string>;

/** A rule that is understood in full. */
export interface SigmaRule {
  readonly id: string;
  readonly title: string;
  readonly level: "informational" | "low" | "medium" | "high" | "critical";
  readonly author: string;
  /** As the rule states it; empty where it states none. */
  readonly licence: string;
  readonly description: string;
  readonly falsePositives: readonly string[];
  /** File that it was read from. */
  readonly origin: string;
  readonly sources: readonly SigmaSource[];
  readonly matches: Test;
}

/** One kind of records that a log source means. */
export interface SigmaSource {
  /** Lower case. */
  readonly channel: string;
  /** All where it is absent. */
  readonly eventIds?: readonly number[];
  readonly fields: FieldNames;
}

/** A rule that is not evaluated at all, because a part of it is not supported or not understood. */
export interface RefusedRule {
  readonly origin: string;
  readonly title: string;
  /** The construct: "modifier fieldref", "aggregation count()". */
  readonly construct: string;
  readonly why: Localized;
}

export type SigmaReading =
  | { readonly kind: "rule"; readonly rule: SigmaRule }
  | { readonly kind: "refused"; readonly refused: RefusedRule };

/** Thrown inside the compiler only. */
export class Refusal extends Error {
  readonly construct: string;
  readonly why: Localized;

  constructor(construct: string, why: Localized) {
    super(construct);
    this.construct = construct.slice(0, 200);
    this.why = why;
  }
}
