import { DetectionEngine, type DetectionResult } from "../../../core/detection/index.ts";
import { HostEventIndex, type ProbeView, watchOf } from "../../../core/diagnosis/index.ts";
import type { DamagedRecord } from "../../../core/eventlog/index.ts";
import type { HostInventory } from "../../../core/inventory/index.ts";
import { SessionTracker, type SessionTimeline } from "../../../core/sessions/index.ts";
import { type ChannelCoverage, type HostEvent, HostStory, type StoryCounts } from "../../../core/telemetry/index.ts";
import { type Language, say } from "../../../core/texts/index.ts";
import type { PassedOver } from "../../../io/ingest/index.ts";
import type { Arguments } from "../arguments.ts";
import { tellOfWaiting } from "../events/waiting.ts";
import { ProgressLine } from "../progress-line.ts";
import type { World } from "../world.ts";

/** All that one reading of logs and settings gave. */
export interface ReadStory {
  /** By host, those with the most events first. */
  readonly indexes: ReadonlyMap<string, HostEventIndex>;
  readonly timeline: SessionTimeline;
  readonly detection: DetectionResult;
  readonly channels: readonly ChannelCoverage[];
  readonly inventories: readonly HostInventory[];
  readonly counts: StoryCounts;
  readonly damaged: number;
  readonly firstDamaged: DamagedRecord | undefined;
  readonly passedOver: readonly PassedOver[];
}

/** Hosts whose events are diagnosed; the collector of a fleet has more, and is better split. */
const MOST_HOSTS = 200;

/** One pass over all logs, by time, through everything that looks at events; then the settings beside them. */
export async function readStory(
  paths: readonly string[],
  args: Arguments,
  world: World,
  language: Language,
  probe: ProbeView | undefined,
): Promise<ReadStory> {
  const { readEvents, readInventories } = await import("../../../io/ingest/index.ts");
  const story = new HostStory();
  const tracker = new SessionTracker();
  const engine = new DetectionEngine();
  const indexes = new Map<string, HostEventIndex>();
  const watch = probe === undefined ? undefined : watchOf(probe);
  const take = (event: HostEvent): void => {
    tracker.add(event);
    engine.add(event);
    let index = indexes.get(event.host);
    if (index === undefined && indexes.size < MOST_HOSTS) {
      index = new HostEventIndex(watch);
      indexes.set(event.host, index);
    }
    index?.add(event);
  };
  const passedOver: PassedOver[] = [];
  let damaged = 0;
  let firstDamaged: DamagedRecord | undefined;
  const progress = new ProgressLine(world, args, (seconds) =>
    say(language, "story.progress", { records: story.counts.records, seconds }),
  );
  try {
    const batches = readEvents({
      paths,
      stdin: world.stdin,
      order: "time",
      signal: world.interrupted,
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
      for (const record of batch) for (const event of story.add(record)) take(event);
    }
    for (const event of story.finish()) take(event);
    const files = paths.filter((path) => path !== "-");
    const { inventories } = await readInventories({ paths: files, signal: world.interrupted });
    const channels = story.channels();
    return {
      indexes: new Map([...indexes].toSorted(([, one], [, other]) => other.count - one.count)),
      timeline: tracker.finish(),
      detection: engine.finish(channels),
      channels,
      inventories,
      counts: story.counts,
      damaged,
      firstDamaged,
      passedOver,
    };
  } finally {
    progress.erase();
  }
}
