import type { EventValue } from "../record.ts";
import { type EventPlace, finishRecord, type Shipped } from "../shippers/draft.ts";
import type { EventTime } from "../shippers/event-time.ts";

/** One line that a program on Linux wrote, whatever carried it: its own file, syslog, or the journal. */
export interface ProgramMessage {
  readonly place: EventPlace;
  readonly time: EventTime | undefined;
  /** "xrdp", "xrdp-sesman", "sshd". */
  readonly program: string;
  /** File name, unit of systemd, or facility of syslog. */
  readonly channel: string;
  readonly computer: string;
  /** Severity of syslog, 0 emergency to 7 debug. */
  readonly severity?: number | undefined;
  readonly processId?: number | undefined;
  readonly message: string;
  /** Structured data of RFC 5424, "id/name". */
  readonly fields?: readonly EventValue[];
}

const XRDP_LEVELS: Readonly<Record<string, number>> = { CORE: 1, ERROR: 2, WARN: 3, INFO: 4, DEBUG: 5, TRACE: 5 };
/** 0 emergency, 1 alert, 2 critical | 3 error | 4 warning | 5 notice, 6 informational | 7 debug */
const SYSLOG_LEVELS: readonly number[] = [1, 1, 1, 2, 3, 4, 4, 5];

/** A level of Windows for the word that xrdp puts in brackets; undefined for any other word. */
function levelOfXrdpWord(word: string): number | undefined {
  const key = word.trim();
  return Object.hasOwn(XRDP_LEVELS, key) ? XRDP_LEVELS[key] : undefined;
}

/**
 * The record of a line: `message` is its first value, structured data stands behind it. What a sentence of xrdp means is
 * told by core/telemetry. xrdp writes its own level in brackets into syslog too; that one counts.
 */
export function readProgramMessage(line: ProgramMessage): Shipped {
  const program = line.program.replace(/^\/.*\//, "");
  if (program === "") return { refused: "no program" };
  const own = /^\[(CORE|ERROR|WARN|INFO|DEBUG|TRACE) ?\] /.exec(line.message);
  const message = own === null ? line.message : line.message.slice(own[0].length);
  const level = own === null ? SYSLOG_LEVELS[line.severity ?? 6] : levelOfXrdpWord(own[1] ?? "");
  const values: EventValue[] = [{ name: "message", text: message }, ...(line.fields ?? [])];
  return finishRecord({
    place: line.place,
    time: line.time,
    channel: line.channel,
    provider: program,
    eventId: 0,
    level: level ?? 4,
    computer: line.computer,
    processId: line.processId,
    values,
  });
}
