import type { HostEvent } from "../telemetry/index.ts";
import type { Localized } from "../texts/index.ts";
import type { Detection, Detector, DetectorFacts, Severity } from "./detection.ts";
import { detectionOf } from "./detector-parts.ts";
import { Groups } from "./grouping.ts";
import type { LogonHistory, Unusual } from "./logon-history.ts";
import { sentence } from "./sentence.ts";
import type { ThresholdId } from "./threshold-id.ts";

interface UnusualOptions {
  readonly facts: DetectorFacts;
  readonly history: LogonHistory;
  readonly severity: Severity;
  readonly confidence: number;
  readonly threshold: ThresholdId;
  readonly fact: Localized;
  /** What was unusual, in a word; undefined where this was not. */
  readonly isIt: (unusual: Unusual) => string | undefined;
  readonly summary: (user: string, words: string, count: number) => Localized;
}

/** Groups by user what the history of logons calls unusual. */
export class UnusualDetector implements Detector {
  readonly #options: UnusualOptions;
  readonly #groups = new Groups();
  readonly #known = new Map<string, number>();

  constructor(options: UnusualOptions) {
    this.#options = options;
  }

  get forgotten(): number {
    return this.#groups.forgotten;
  }

  add(event: HostEvent): void {
    const { confidence, fact, history, isIt, severity } = this.#options;
    const unusual = history.unusual(event);
    const word = unusual === undefined ? undefined : isIt(unusual);
    if (unusual === undefined || word === undefined) return;
    this.#groups.add(unusual.user, event, fact, { severity, confidence, value: word, word });
    if (!this.#known.has(unusual.user) && this.#known.size < 2000) this.#known.set(unusual.user, unusual.logons);
  }

  finish(): readonly Detection[] {
    const { facts, summary, threshold } = this.#options;
    return this.#groups.all().map(({ confidence, key, severity, trail, words }) =>
      detectionOf(facts, trail, {
        severity,
        confidence,
        threshold,
        outcome: "got-in",
        summary: summary(key, [...words].slice(0, 5).join(", "), trail.count),
        users: [key],
        against: [
          {
            side: "for",
            fact: sentence("logons of this user known before", "此前已知的该用户登录次数"),
            value: String(this.#known.get(key) ?? ""),
          },
        ],
      }),
    );
  }
}
