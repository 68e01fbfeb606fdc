import type { HostEvent } from "../telemetry/index.ts";
import type { Localized } from "../texts/index.ts";
import type { Detection, Detector, DetectorFacts, Severity } from "./detection.ts";
import { detectionOf } from "./detector-parts.ts";
import { Groups } from "./grouping.ts";
import { sentence } from "./sentence.ts";
import { settingChangeOf } from "./setting-change.ts";

/** A value of the registry that makes Remote Desktop less safe when it is set so. */
export interface SettingRule {
  /** Name of the value as Windows writes it. */
  readonly name: string;
  /** Part of the key, lower case, where the name alone is too common. */
  readonly key?: string;
  readonly isWorse: (value: number) => boolean;
  readonly severity: Severity;
  readonly fact: Localized;
}

/** Other things than values of the registry that say the same. */
export type OtherSign = (
  event: HostEvent,
) => { readonly fact: Localized; readonly severity: Severity; readonly confidence: number } | undefined;

/** Groups by host what was set for the worse. */
export class SettingDetector implements Detector {
  readonly #facts: DetectorFacts;
  readonly #rules: ReadonlyMap<string, SettingRule>;
  readonly #other: OtherSign | undefined;
  readonly #groups = new Groups();

  constructor(facts: DetectorFacts, rules: readonly SettingRule[], other?: OtherSign) {
    this.#facts = facts;
    this.#rules = new Map(rules.map((rule) => [rule.name.toLowerCase(), rule]));
    this.#other = other;
  }

  get forgotten(): number {
    return this.#groups.forgotten;
  }

  add(event: HostEvent): void {
    const change = settingChangeOf(event);
    const rule = change === undefined ? undefined : this.#rules.get(change.name);
    if (change !== undefined && rule !== undefined && change.number !== undefined && rule.isWorse(change.number)) {
      if (rule.key === undefined || change.key.includes(rule.key)) {
        this.#groups.add(event.host, event, rule.fact, {
          severity: rule.severity,
          confidence: change.how === "registry" ? 0.95 : 0.75,
          value: `${rule.name} = ${change.number}${event.process === undefined ? "" : `  (${event.process})`}`,
          word: rule.name,
        });
        return;
      }
    }
    const sign = this.#other?.(event);
    if (sign === undefined) return;
    const value = event.commandLine ?? event.values?.["registryKey"] ?? event.source;
    this.#groups.add(event.host, event, sign.fact, { ...sign, value });
  }

  finish(): readonly Detection[] {
    return this.#groups.all().map(({ confidence, severity, trail, words }) =>
      detectionOf(this.#facts, trail, {
        severity,
        confidence,
        summary: sentence("{count} {count:change|changes} on {host}{words}.", "{host} 上有 {count} 处更改{words}。", {
          count: trail.count,
          host: trail.hosts.listed[0] ?? "",
          words: words.size === 0 ? "" : sentence(": {list}", "：{list}", { list: [...words].join(", ") }),
        }),
      }),
    );
  }
}
