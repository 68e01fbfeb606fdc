import type { PictureFact } from "../evidence/index.ts";
import type { ScreenStatistics } from "../graphics/index.ts";
import type { DesktopSize } from "./desktop-size.ts";
import type { GraphicsMeter } from "./graphics-meter.ts";
import type { Moment } from "./sequence.ts";
import type { StageLog } from "./stage-log.ts";

/** What a session painted, until now. */
export interface Painted {
  readonly picture: PictureFact;
  readonly size: DesktopSize;
  readonly statistics: ScreenStatistics;
  readonly meter: GraphicsMeter;
  /** Of pixels that are others than in the first picture, 0 to 1. */
  readonly changedShare: number;
}

/** Notes the facts of stages graphics and desktop that a screen tells. */
export function learnPicture(log: StageLog, moment: Moment, painted: Painted): void {
  const { picture, size, statistics, meter } = painted;
  log.learn("graphics.updates", meter.updates, moment);
  log.learn("graphics.bytes", meter.bytes, moment);
  log.learn("graphics.encodings", statistics.encodings, moment);
  if (statistics.unsupported.length > 0) log.learn("graphics.unsupported", statistics.unsupported, moment);
  log.learn("desktop.width", size.width, moment);
  log.learn("desktop.height", size.height, moment);
  log.learn("desktop.colorDepth", size.colorDepth, moment);
  log.learn("desktop.picture", picture, moment);
  log.learn("desktop.changedShare", painted.changedShare, moment);
}
