import type { EventValue } from "../record.ts";
import type { EventPlace, Shipped } from "../shippers/draft.ts";
import { civilMs, type EventTime, type LocalZone, parseIsoTime } from "../shippers/event-time.ts";
import { readProgramMessage } from "./program-message.ts";

/*
 * RFC 5424, section 6 "Syslog Message Format":
 *
 *   SYSLOG-MSG      = HEADER SP STRUCTURED-DATA [SP MSG]
 *   HEADER          = PRI VERSION SP TIMESTAMP SP HOSTNAME SP APP-NAME SP PROCID SP MSGID
 *   PRI             = "<" PRIVAL ">"                   ; 0 to 191, facility * 8 + severity
 *   STRUCTURED-DATA = "-" / 1*("[" SD-ID *(SP SD-PARAM) "]")
 *   SD-PARAM        = PARAM-NAME "=" %d34 PARAM-VALUE %d34   ; \" \\ \] escaped
 *
 * RFC 3164, section 4.1, and what daemons write into files: [PRI] Mmm dd hh:mm:ss HOST TAG[PID]: text, without year and
 * zone; and rsyslog's newer files, where an ISO 8601 time stands in its place.
 */
export interface SyslogMessage {
  readonly facility?: number;
  readonly severity?: number;
  /** As it stands in the message; undefined where the sender did not know it ("-"). */
  readonly timestamp?: string;
  readonly hostname?: string;
  readonly appName?: string;
  readonly procId?: string;
  readonly msgId?: string;
  readonly structuredData: readonly StructuredElement[];
  readonly message: string;
}

export interface StructuredElement {
  readonly id: string;
  readonly params: readonly EventValue[];
}

const MOST_ELEMENTS = 64;
const MOST_PARAMS = 256;
const HEADER = /^<(\d{1,3})>1 (\S{1,64}) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) /;
const OLD = /^(?:<(\d{1,3})>)?([A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2}) (\S{1,255}) (.*)$/s;
const FILE =
  /^(?:<(\d{1,3})>)?(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})) (\S{1,255}) (.*)$/s;
const TAG = /^([^\s:[\]]{1,64})(?:\[(\d{1,10})\])?: ?(.*)$/s;

/** The parts of a line of syslog of any of the three forms; undefined for other lines. */
export function decodeSyslog(line: string): SyslogMessage | undefined {
  return decodeRfc5424(line) ?? decodeWithTag(FILE.exec(line)) ?? decodeWithTag(OLD.exec(line));
}

function decodeRfc5424(line: string): SyslogMessage | undefined {
  const match = HEADER.exec(line);
  if (match === null) return undefined;
  const structured = decodeStructuredData(line, match[0].length);
  if (structured === undefined) return undefined;
  const [, timestamp, hostname, appName, procId, msgId] = match.slice(1).map(known);
  return {
    ...priority(match[1]),
    ...(timestamp === undefined ? {} : { timestamp: timestamp }),
    ...(hostname === undefined ? {} : { hostname }),
    ...(appName === undefined ? {} : { appName }),
    ...(procId === undefined ? {} : { procId }),
    ...(msgId === undefined ? {} : { msgId }),
    structuredData: structured.elements,
    message: line
      .slice(structured.end)
      .replace(/^ /, "")
      .replace(/^\u{feff}/u, ""),
  };
}

function known(field: string): string | undefined {
  return field === "-" ? undefined : field;
}

function priority(text: string | undefined): { readonly facility?: number; readonly severity?: number } {
  const value = text === undefined ? Number.NaN : Number(text);
  return value >= 0 && value <= 191 ? { facility: value >> 3, severity: value & 7 } : {};
}

function decodeStructuredData(
  line: string,
  start: number,
): { readonly elements: readonly StructuredElement[]; readonly end: number } | undefined {
  if (line[start] === "-") return { elements: [], end: start + 1 };
  const elements: StructuredElement[] = [];
  let at = start;
  while (line[at] === "[") {
    const id = /[^\s=\]"]{1,64}/y;
    id.lastIndex = at + 1;
    const name = id.exec(line)?.[0];
    if (name === undefined || elements.length >= MOST_ELEMENTS) return undefined;
    at += 1 + name.length;
    const params: EventValue[] = [];
    while (line[at] === " ") {
      const param = / ([^\s=\]"]{1,64})="((?:[^"\\\]]|\\.)*)"/sy;
      param.lastIndex = at;
      const match = param.exec(line);
      if (match === null || params.length >= MOST_PARAMS) return undefined;
      params.push({ name: match[1] ?? "", text: (match[2] ?? "").replaceAll(/\\(["\\\]])/g, "$1") });
      at += match[0].length;
    }
    if (line[at] !== "]") return undefined;
    at++;
    elements.push({ id: name, params });
  }
  return elements.length === 0 ? undefined : { elements, end: at };
}

function decodeWithTag(match: RegExpExecArray | null): SyslogMessage | undefined {
  if (match === null) return undefined;
  const tag = TAG.exec(match[4] ?? "");
  const procId = tag?.[2];
  return {
    ...priority(match[1]),
    timestamp: match[2] ?? "",
    hostname: match[3] ?? "",
    ...(tag === null ? {} : { appName: tag[1] ?? "" }),
    ...(procId === undefined ? {} : { procId }),
    structuredData: [],
    message: tag === null ? (match[4] ?? "") : (tag[3] ?? ""),
  };
}

/** A message in the form of RFC 5424; what is absent becomes "-". Texts must hold what the RFC allows in their place. */
export function encodeSyslog(message: SyslogMessage): string {
  const prival = (message.facility ?? 1) * 8 + (message.severity ?? 6);
  const header = [message.timestamp, message.hostname, message.appName, message.procId, message.msgId];
  const elements = message.structuredData.map(({ id, params }) => {
    const pairs = params.map(({ name, text }) => ` ${name}="${text.replaceAll(/["\\\]]/g, String.raw`\$&`)}"`);
    return `[${id}${pairs.join("")}]`;
  });
  const data = elements.length === 0 ? "-" : elements.join("");
  const tail = message.message === "" ? "" : ` ${message.message}`;
  return `<${prival}>1 ${header.map((field) => field ?? "-").join(" ")} ${data}${tail}`;
}

/** What a line of syslog leaves open. */
export interface SyslogSurroundings {
  readonly channel: string;
  /** Reads local times. Without it, RFC 3164 has no time that can be known. */
  readonly zone?: LocalZone;
  /** RFC 3164 writes no year: the latest one is taken that does not lie after this moment (time of the file, or now). */
  readonly notAfterMs?: number;
}

/** The record of a message; `structuredData` becomes values named "id/name". */
export function readSyslog(message: SyslogMessage, place: EventPlace, surroundings: SyslogSurroundings): Shipped {
  const fields = message.structuredData.flatMap(({ id, params }) =>
    params.map(({ name, text }): EventValue => ({ name: `${id}/${name}`, text })),
  );
  const processId = /^\d{1,10}$/.test(message.procId ?? "") ? Number(message.procId) : undefined;
  return readProgramMessage({
    place,
    time: timeOf(message.timestamp, surroundings),
    program: message.appName ?? "",
    channel: surroundings.channel,
    computer: message.hostname ?? "",
    severity: message.severity,
    processId,
    message: message.message,
    fields,
  });
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY_MS = 86_400_000;
const YEAR_MS = 365.2425 * DAY_MS;

function timeOf(timestamp: string | undefined, surroundings: SyslogSurroundings): EventTime | undefined {
  if (timestamp === undefined) return undefined;
  const iso = parseIsoTime(timestamp, surroundings.zone);
  if (iso !== undefined) return iso;
  const match = /^([A-Z][a-z]{2}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2})$/.exec(timestamp);
  const { zone, notAfterMs } = surroundings;
  if (match === null || zone === undefined || notAfterMs === undefined) return undefined;
  const month = MONTHS.indexOf(match[1] ?? "") + 1;
  if (month === 0) return undefined;
  const [day = 0, hour = 0, minute = 0, second = 0] = match.slice(2).map(Number);
  const latestYear = 1970 + Math.floor((notAfterMs + DAY_MS) / YEAR_MS) + 1;
  // Nine years: a leap day may be missing for eight.
  for (let year = latestYear; year > latestYear - 10; year--) {
    const wallClockMs = civilMs(year, month, day, hour, minute, second);
    if (wallClockMs === undefined) continue;
    const timeMs = zone(wallClockMs);
    // Clocks of a log and of its reader may differ a little.
    if (timeMs <= notAfterMs + DAY_MS) return { timeMs, timeTicks: 0 };
  }
  return undefined;
}
