import type { ChannelCoverage, HostEvent, HostEventKind } from "../telemetry/index.ts";
import { channelNameOf, coverageView, detectorCoverage } from "./coverage.ts";
import { type ChannelName, type Detection, DETECTION_IDS, type DetectionResult, type Detector } from "./detection.ts";
import { GuessLedger } from "./guess-ledger.ts";
import { bySeverity } from "./grouping.ts";
import { LogonHistory, type StoredHistory } from "./logon-history.ts";
import { DETECTORS } from "./registry.ts";
import { DEFAULT_THRESHOLDS, type Thresholds } from "./thresholds.ts";

/** Detections listed of one detector; the rest is counted. */
const LISTED = 1000;
/** A clock that is set by less than this changes no order that matters. */
const CLOCK_STEP_MS = 60_000;

export interface DetectionOptions {
  readonly thresholds?: Thresholds;
  /** What was usual before these events. */
  readonly history?: StoredHistory;
}

/**
 * All detectors over one stream of host events, in order of time. Memory is bounded whatever comes. Use once: `add` every
 * event, then `finish` with the channels that were read.
 */
export class DetectionEngine {
  readonly #guesses: GuessLedger;
  readonly #history: LogonHistory;
  readonly #detectors: readonly Detector[];
  readonly #byKind = new Map<HostEventKind, Detector[]>();
  readonly #seen = new Set<HostEventKind>();
  readonly #logonHosts = new Set<string>();
  #events = 0;
  #clockChanges = 0;

  constructor(options: DetectionOptions = {}) {
    const thresholds = options.thresholds ?? DEFAULT_THRESHOLDS;
    this.#guesses = new GuessLedger(thresholds);
    this.#history = new LogonHistory(thresholds, options.history);
    const context = { thresholds, guesses: this.#guesses, history: this.#history };
    this.#detectors = DETECTION_IDS.map((id) => {
      const { create, facts } = DETECTORS[id];
      const detector = create(context);
      for (const kind of facts.kinds) this.#byKind.set(kind, [...(this.#byKind.get(kind) ?? []), detector]);
      return detector;
    });
  }

  /** Takes the next event. Never throws. */
  add(event: HostEvent): void {
    this.#events++;
    const detectors = this.#byKind.get(event.kind);
    if (event.kind === "clock-changed") this.#addClock(event);
    if (detectors === undefined) return;
    this.#seen.add(event.kind);
    if (event.kind === "logon" && this.#logonHosts.size < 20_000) this.#logonHosts.add(event.host);
    this.#guesses.add(event);
    this.#history.add(event);
    for (const detector of detectors) detector.add(event);
  }

  /** What came of it. `channels`: as `HostStory.channels()` gives them. */
  finish(channels: readonly ChannelCoverage[]): DetectionResult {
    const view = coverageView(channels, this.#logonHosts);
    const present = new Set<ChannelName>();
    for (const { channel } of channels) {
      const name = channelNameOf(channel);
      if (name !== undefined) present.add(name);
    }
    const found: Detection[] = [];
    let unlisted = 0;
    let forgotten = this.#guesses.forgotten + this.#history.forgotten;
    for (const detector of this.#detectors) {
      const all = detector.finish(view).toSorted(worstFirst);
      found.push(...all.slice(0, LISTED));
      unlisted += Math.max(0, all.length - LISTED);
      forgotten += detector.forgotten;
    }
    return {
      detections: found.toSorted(worstFirst),
      coverage: DETECTION_IDS.map((id) => detectorCoverage(DETECTORS[id].facts, present, this.#seen)),
      events: this.#events,
      forgotten,
      unlisted,
      clockChanges: this.#clockChanges,
    };
  }

  /** What is usual now, to be loaded the next time. */
  history(): StoredHistory {
    return this.#history.stored();
  }

  #addClock(event: HostEvent): void {
    const before = timeOf(event.values?.["PreviousTime"] ?? event.values?.["OldTime"]);
    const after = timeOf(event.values?.["NewTime"]);
    if (before !== undefined && after !== undefined && Math.abs(after - before) >= CLOCK_STEP_MS) this.#clockChanges++;
  }
}

function worstFirst(one: Detection, other: Detection): number {
  return bySeverity(one.severity, other.severity) || one.firstMs - other.firstMs;
}

/** Milliseconds of a day's time in ISO form; `Date` is no part of a pure room, and only differences count. */
function timeOf(text: string | undefined): number | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)/.exec(text ?? "");
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  // Days of a month are taken as 31: a step over its end looks larger than it was, never smaller than a minute.
  return ((((year * 12 + month) * 31 + day) * 24 + hour) * 60 + minute) * 60_000 + second * 1000;
}
