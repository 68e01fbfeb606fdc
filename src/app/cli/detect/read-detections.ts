import type { SigmaOutcome } from "../../../core/contract/index.ts";
import {
  DetectionEngine,
  type DetectionOptions,
  type DetectionResult,
  SigmaEngine,
  type StoredHistory,
} from "../../../core/detection/index.ts";
import type { DamagedRecord } from "../../../core/eventlog/index.ts";
import { type ChannelCoverage, HostStory, type StoryCounts } from "../../../core/telemetry/index.ts";
import { type Language, say } from "../../../core/texts/index.ts";
import type { PassedOver } from "../../../io/ingest/index.ts";
import type { Arguments } from "../arguments.ts";
import { tellOfWaiting } from "../events/waiting.ts";
import { ProgressLine } from "../progress-line.ts";
import type { World } from "../world.ts";
import type { LoadedRules } from "./detect-files.ts";

export interface DetectInput {
  readonly detection: DetectionOptions;
  readonly rules: LoadedRules | undefined;
  readonly sinceMs: number | undefined;
  readonly untilMs: number | undefined;
  readonly utcOffsetMinutes: number | undefined;
}

/** What was found, and all that was met on the way. */
export interface ReadDetections {
  readonly result: DetectionResult;
  readonly sigma: SigmaOutcome | undefined;
  readonly history: StoredHistory;
  readonly counts: StoryCounts;
  readonly channels: readonly ChannelCoverage[];
  readonly damaged: number;
  readonly firstDamaged: DamagedRecord | undefined;
  readonly passedOver: readonly PassedOver[];
}

/** Reads all logs by time through detectors and rules. */
export async function readDetections(
  args: Arguments,
  world: World,
  language: Language,
  input: DetectInput,
): Promise<ReadDetections> {
  const { readEvents } = await import("../../../io/ingest/index.ts");
  const { rules, sinceMs, untilMs, utcOffsetMinutes } = input;
  const story = new HostStory();
  const engine = new DetectionEngine(input.detection);
  const sigma = rules === undefined ? undefined : new SigmaEngine(rules.rules);
  const passedOver: PassedOver[] = [];
  let damaged = 0;
  let firstDamaged: DamagedRecord | undefined;
  const progress = new ProgressLine(world, args, (seconds) =>
    say(language, "detect.progress", { records: story.counts.records, seconds }),
  );
  try {
    const batches = readEvents({
      paths: args.operands,
      stdin: world.stdin,
      order: "time",
      signal: world.interrupted,
      filter: {
        ...(sinceMs === undefined ? {} : { fromMs: sinceMs }),
        ...(untilMs === undefined ? {} : { untilMs }),
      },
      ...(utcOffsetMinutes === undefined ? {} : { utcOffsetMinutes }),
      onDamage(damage) {
        damaged++;
        firstDamaged ??= damage;
      },
      onWaiting: tellOfWaiting(world, language),
      onPassedOver(file) {
        passedOver.push(file);
      },
    });
    for await (const batch of batches) {
      for (const record of batch) {
        sigma?.add(record);
        for (const event of story.add(record)) engine.add(event);
      }
    }
  } finally {
    progress.erase();
  }
  for (const event of story.finish()) engine.add(event);
  const channels = story.channels();
  return {
    result: engine.finish(channels),
    sigma:
      sigma === undefined || rules === undefined
        ? undefined
        : { ...rules, hits: sigma.hits(), untested: sigma.untested() },
    history: engine.history(),
    counts: story.counts,
    channels,
    damaged,
    firstDamaged,
    passedOver,
  };
}
