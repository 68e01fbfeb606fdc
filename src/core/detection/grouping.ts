import type { HostEvent } from "../telemetry/index.ts";
import type { Localized } from "../texts/index.ts";
import { BoundedMap } from "./bounded-map.ts";
import type { Severity } from "./detection.ts";
import { Trail } from "./trail.ts";

/** Groups kept of one detector. Each was reported when it is dropped. */
const GROUPS = 2000;

/** Things of one sort that were seen of one account, address or host. */
export interface Group {
  readonly key: string;
  readonly trail: Trail;
  severity: Severity;
  confidence: number;
  /** Words that the summary needs. */
  readonly words: Set<string>;
}

const RANK: Readonly<Record<Severity, number>> = { high: 0, medium: 1, low: 2, info: 3 };

/** For detectors in which a single event is enough: events of one key become one detection. */
export class Groups {
  readonly #groups = new BoundedMap<Group>(GROUPS, (group) => this.#closed.push(group));
  readonly #closed: Group[] = [];
  #forgotten = 0;

  get forgotten(): number {
    return this.#forgotten;
  }

  /** Adds an event; the worst of its severities stays. */
  add(key: string, event: HostEvent, fact: Localized, said: Said): Group {
    const group = this.#groups.of(key.slice(0, 300), () => ({
      key,
      trail: new Trail(),
      severity: said.severity,
      confidence: said.confidence,
      words: new Set(),
    }));
    group.trail.add(event, fact, said.value);
    if (RANK[said.severity] < RANK[group.severity]) group.severity = said.severity;
    group.confidence = Math.max(group.confidence, said.confidence);
    if (said.word !== undefined && group.words.size < 20) group.words.add(said.word);
    if (this.#closed.length > GROUPS) {
      this.#closed.shift();
      this.#forgotten++;
    }
    return group;
  }

  get(key: string): Group | undefined {
    return this.#groups.get(key);
  }

  all(): readonly Group[] {
    return [...this.#closed, ...this.#groups.values()];
  }
}

export interface Said {
  readonly severity: Severity;
  readonly confidence: number;
  readonly value?: string;
  readonly word?: string;
}

/** Worst first. */
export function bySeverity(one: Severity, other: Severity): number {
  return RANK[one] - RANK[other];
}
