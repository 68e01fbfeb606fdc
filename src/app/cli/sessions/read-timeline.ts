import type { DamagedRecord } from "../../../core/eventlog/index.ts";
import { SessionTracker, type SessionTimeline } from "../../../core/sessions/index.ts";
import { type ChannelCoverage, HostStory, type StoryCounts } from "../../../core/telemetry/index.ts";
import { type Language, say } from "../../../core/texts/index.ts";
import type { PassedOver } from "../../../io/ingest/index.ts";
import type { Arguments } from "../arguments.ts";
import { tellOfWaiting } from "../events/waiting.ts";
import { ProgressLine } from "../progress-line.ts";
import type { World } from "../world.ts";

/** Sessions, and all that was met on the way to them. */
export interface ReadTimeline {
  readonly timeline: SessionTimeline;
  readonly counts: StoryCounts;
  readonly channels: readonly ChannelCoverage[];
  readonly damaged: number;
  readonly firstDamaged: DamagedRecord | undefined;
  readonly passedOver: readonly PassedOver[];
}

/** Reads all logs by time and follows the sessions in them. */
export async function readTimeline(
  args: Arguments,
  world: World,
  language: Language,
  utcOffsetMinutes: number | undefined,
): Promise<ReadTimeline> {
  const { readEvents } = await import("../../../io/ingest/index.ts");
  const story = new HostStory();
  const tracker = new SessionTracker();
  const passedOver: PassedOver[] = [];
  let damaged = 0;
  let firstDamaged: DamagedRecord | undefined;
  const progress = new ProgressLine(world, args, (seconds) =>
    say(language, "sessions.progress", { records: story.counts.records, seconds }),
  );
  try {
    const batches = readEvents({
      paths: args.operands,
      stdin: world.stdin,
      order: "time",
      signal: world.interrupted,
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
      for (const record of batch) for (const event of story.add(record)) tracker.add(event);
    }
  } finally {
    progress.erase();
  }
  for (const event of story.finish()) tracker.add(event);
  const timeline = tracker.finish();
  return { timeline, counts: story.counts, channels: story.channels(), damaged, firstDamaged, passedOver };
}
