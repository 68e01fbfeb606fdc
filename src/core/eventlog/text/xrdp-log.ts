import type { EventPlace, Shipped } from "../shippers/draft.ts";
import { civilMs, type EventTime, type LocalZone, parseIsoTime } from "../shippers/event-time.ts";
import { readProgramMessage } from "./program-message.ts";

/*
 * A line of xrdp.log or xrdp-sesman.log:
 *
 *   [20261122-23:10:05] [INFO ] message            xrdp 0.9: local time of the host, no zone (seen)
 *   [2026-11-22T23:10:05.123+0100] [INFO ] message  newer: ISO 8601 with milliseconds and offset (from its source, not seen)
 */
const LINE = /^\[([\dT:.+-]{17,32})\] \[(CORE|ERROR|WARN|INFO|DEBUG|TRACE) ?\] ?(.*)$/s;
const OLD_TIME = /^(\d{4})(\d{2})(\d{2})-(\d{2}):(\d{2}):(\d{2})$/;

export interface XrdpLine {
  /** As it stands between the brackets. */
  readonly stamp: string;
  readonly levelWord: string;
  readonly message: string;
}

/** The parts of a line; undefined where it is no line of xrdp's log. */
export function splitXrdpLine(line: string): XrdpLine | undefined {
  const match = LINE.exec(line);
  if (match === null) return undefined;
  return { stamp: match[1] ?? "", levelWord: match[2] ?? "", message: match[3] ?? "" };
}

/** Where the lines come from: a line names neither its program nor its host. */
export interface XrdpSource {
  /** Name of the file, which is the channel of the records. */
  readonly channel: string;
  readonly program: string;
  readonly computer: string;
  /** Reads a local time; without one, lines of the old form are refused. */
  readonly zone?: LocalZone;
}

/** The record of a line. */
export function readXrdpLine(line: XrdpLine, place: EventPlace, source: XrdpSource): Shipped {
  return readProgramMessage({
    place,
    time: timeOf(line.stamp, source.zone),
    program: source.program,
    channel: source.channel,
    computer: source.computer,
    message: `[${line.levelWord}] ${line.message}`,
  });
}

function timeOf(stamp: string, zone: LocalZone | undefined): EventTime | undefined {
  const match = OLD_TIME.exec(stamp);
  if (match === null) return parseIsoTime(stamp, zone);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const wallClockMs = civilMs(year, month, day, hour, minute, second);
  return wallClockMs === undefined || zone === undefined ? undefined : { timeMs: zone(wallClockMs), timeTicks: 0 };
}

/**
 * Which of the two programs wrote a log: told by the name of the file, else by sentences that only sesman writes.
 * Rotated files keep the name in front: xrdp-sesman.log.1.
 */
export function xrdpProgramOf(fileName: string, sample: string): "xrdp" | "xrdp-sesman" {
  if (/sesman/i.test(fileName)) return "xrdp-sesman";
  if (/^xrdp\.log/i.test(fileName)) return "xrdp";
  const isSesman = /sesman|\+\+ (?:created|reconnected|terminated) session|AUTHFAIL|Starting X server|session_pid/.test(
    sample,
  );
  return isSesman ? "xrdp-sesman" : "xrdp";
}
