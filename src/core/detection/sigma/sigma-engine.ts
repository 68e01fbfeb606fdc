import { type EventRecord, recordReference } from "../../eventlog/index.ts";
import { Names } from "../names.ts";
import type { SigmaRule, SigmaSource } from "./sigma-rule.ts";

/** References that are listed of one rule. */
const LISTED = 10;

/** What one rule found. */
export interface SigmaHit {
  readonly rule: SigmaRule;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly hosts: readonly string[];
  /** FILE#RECORD, the first ten. */
  readonly at: readonly string[];
}

interface Growing {
  count: number;
  firstMs: number;
  lastMs: number;
  readonly hosts: Names;
  readonly at: string[];
}

/** Tries every rule on the records of its log source. */
export class SigmaEngine {
  readonly #byChannel = new Map<string, { readonly rule: SigmaRule; readonly source: SigmaSource }[]>();
  readonly #hits = new Map<SigmaRule, Growing>();
  readonly #tested = new Set<SigmaRule>();
  readonly #rules: readonly SigmaRule[];

  constructor(rules: readonly SigmaRule[]) {
    this.#rules = rules;
    for (const rule of rules) {
      for (const source of rule.sources) {
        const known = this.#byChannel.get(source.channel) ?? [];
        known.push({ rule, source });
        this.#byChannel.set(source.channel, known);
      }
    }
  }

  add(record: EventRecord): void {
    const channel = this.#byChannel.get(record.channel.toLowerCase());
    if (channel === undefined) return;
    for (const { rule, source } of channel) {
      this.#tested.add(rule);
      if (source.eventIds !== undefined && !source.eventIds.includes(record.eventId)) continue;
      if (rule.matches(record, source.fields)) this.#note(rule, record);
    }
  }

  /** Rules that found something, in the order in which they were given. */
  hits(): readonly SigmaHit[] {
    return this.#rules.flatMap((rule) => {
      const hit = this.#hits.get(rule);
      return hit === undefined ? [] : [{ ...hit, rule, hosts: hit.hosts.listed }];
    });
  }

  /** Rules of whose log sources not one record was read. */
  untested(): readonly SigmaRule[] {
    return this.#rules.filter((rule) => !this.#tested.has(rule));
  }

  #note(rule: SigmaRule, record: EventRecord): void {
    const hit = this.#hits.get(rule) ?? {
      count: 0,
      firstMs: record.timeMs,
      lastMs: record.timeMs,
      hosts: new Names(),
      at: [],
    };
    hit.count++;
    hit.firstMs = Math.min(hit.firstMs, record.timeMs);
    hit.lastMs = Math.max(hit.lastMs, record.timeMs);
    hit.hosts.add(record.computer.toLowerCase());
    if (hit.at.length < LISTED) hit.at.push(recordReference(record));
    this.#hits.set(rule, hit);
  }
}
