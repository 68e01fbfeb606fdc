import { DecodeError } from "../bytes/index.ts";
import { exportText } from "./export-text.ts";

/*
 * What ConvertTo-Json of PowerShell 5.1 makes of objects (documented by Microsoft, not run here):
 *   one item stands alone where several are a list; a list held by a property may be {"value": [...], "Count": n}
 *   a time is "\/Date(1795000000000)\/", in PowerShell 7 an ISO text; Get-Date gives {"value": "\/Date(...)\/", "DateTime": "..."}
 *   an enumeration is its number; from CIM, a time may be DMTF text (20261122231005.123456+060)
 *   what lies deeper than -Depth (2) is text: "@{Name=a; Id=1}", "System.Object[]", "System.Collections.Hashtable"
 *   redirected by ">" the file is UTF-16LE with a mark
 */

const JSON_BYTES_MOST = 64 * 1024 * 1024;
const JSON_DEEPEST = 100;
const LIST_MOST = 200_000;

/* JSON.parse recurses: nesting is counted before it. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isQuoted = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (isQuoted) {
      if (code === 0x5c) index += 1;
      else if (code === 0x22) isQuoted = false;
    } else if (code === 0x22) isQuoted = true;
    else if (code === 0x7b || code === 0x5b) deepest = Math.max(deepest, (depth += 1));
    else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return deepest;
}

function refuse(field: string, reason: string): DecodeError {
  return new DecodeError("JSON", 0, { kind: "invalid", field, reason });
}

/**
 * The value that a JSON file holds, in UTF-8 or UTF-16, with or without mark. Bounded in size and depth. Throws `DecodeError`
 * for anything else.
 */
export function parsePowershellJson(bytes: Uint8Array): unknown {
  if (bytes.length > JSON_BYTES_MOST) throw refuse("size", `is above ${JSON_BYTES_MOST} bytes`);
  const text = exportText(bytes).trim();
  const deepest = nesting(text);
  if (deepest > JSON_DEEPEST) throw refuse("nesting", `is ${deepest} deep, ${JSON_DEEPEST} are read`);
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    // The engine's words quote the text, which may be long or hostile: only the kind of fault is told.
    if (error instanceof SyntaxError) throw refuse("text", text === "" ? "is empty" : "is no JSON");
    throw error;
  }
}

/** An object of JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object; undefined for anything else, and for one that -Depth cut to a text. */
export function asObject(value: unknown): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

/** A property by its name, in any case, of the first name that is there; undefined where there is none or it is null. */
export function property(value: unknown, ...names: readonly string[]): unknown {
  if (!isObject(value)) return undefined;
  for (const name of names) {
    if (Object.hasOwn(value, name)) return value[name] ?? undefined;
    const lower = name.toLowerCase();
    const found = Object.keys(value).find((key) => key.toLowerCase() === lower);
    if (found !== undefined) return value[found] ?? undefined;
  }
  return undefined;
}

/** The items: of a list, of {"value": [...], "Count": n}, of one item that stands alone; none for null and for a cut text. */
export function asList(value: unknown): readonly unknown[] {
  if (value === undefined || value === null || isCutByDepth(value)) return [];
  if (Array.isArray(value)) return value.slice(0, LIST_MOST).flatMap((item: unknown) => [item]);
  if (isObject(value)) {
    const inner = property(value, "value");
    if (Array.isArray(inner) && property(value, "Count") !== undefined) return asList(inner);
  }
  return [value];
}

/** Has -Depth cut this value to the text of its type? */
export function isCutByDepth(value: unknown): boolean {
  return (
    typeof value === "string" &&
    /^(?:@\{.*\}|System\.(?:Object|String|Byte|U?Int\d\d|Collections\.[\w.`]+)(?:\[\]|\[.*\])?)$/s.test(value.trim())
  );
}

/* Get-Date, Get-Content and others hang properties on a plain value: {"value": ..., "PSPath": ...}. */
function plain(value: unknown): unknown {
  if (!isObject(value)) return value;
  const inner = property(value, "value");
  return isObject(inner) || Array.isArray(inner) ? undefined : inner;
}

/** A text; numbers and truth values as their text; undefined for null, objects and what -Depth cut. */
export function asText(value: unknown): string | undefined {
  const one = plain(value);
  if (typeof one === "string") return isCutByDepth(one) ? undefined : one;
  return typeof one === "number" || typeof one === "boolean" ? String(one) : undefined;
}

/** A finite number, also from its decimal or 0x text. */
export function asNumber(value: unknown): number | undefined {
  const one = plain(value);
  if (typeof one === "number") return Number.isFinite(one) ? one : undefined;
  if (typeof one !== "string" || one.length > 40) return undefined;
  const text = one.trim();
  if (!/^(?:-?\d+(?:\.\d+)?|0x[\da-f]+)$/i.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** True or false, also from 1, 0 and the texts of both; undefined for all else. */
export function asFlag(value: unknown): boolean | undefined {
  const one = plain(value);
  if (typeof one === "boolean") return one;
  if (one === 1 || one === 0) return one === 1;
  if (typeof one !== "string") return undefined;
  const word = one.trim().toLowerCase();
  if (word === "true" || word === "1") return true;
  return word === "false" || word === "0" ? false : undefined;
}

/** The name of a member of an enumeration: from its number by `names`, or the name as it stands (PowerShell 7, -EnumsAsStrings). */
export function asEnumName(value: unknown, names: Readonly<Record<number, string>>): string | undefined {
  const number = asNumber(value);
  if (number !== undefined) return Object.hasOwn(names, number) ? names[number] : undefined;
  const text = asText(value) ?? asText(property(value, "Value"));
  return text === undefined || text === "" ? undefined : text;
}

/** Milliseconds since 1970 UTC; undefined for other texts, and for a time without zone, which could be any. */
export function asTimeMs(value: unknown): number | undefined {
  const one = plain(value);
  if (typeof one !== "string" || one.length > 64) return undefined;
  const text = one.trim();
  // The offset after the milliseconds says where the clock stood; the number itself is UTC.
  const ticks = /^\\?\/Date\((-?\d{1,16})(?:[+-]\d{4})?\)\\?\/$/.exec(text)?.[1];
  if (ticks !== undefined) return Number(ticks);
  const dmtf = /^(\d{14})\.(\d{3})\d{3}([+-])(\d{3})$/.exec(text);
  if (dmtf !== null) return dmtfMs(dmtf);
  const iso = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)$/i.exec(text);
  if (iso === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = "", zone = "Z"] = iso;
  const digits = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  const offset = digits === null ? 0 : (Number(digits[2]) * 60 + Number(digits[3])) * (digits[1] === "-" ? -1 : 1);
  const ms = Number(fraction.slice(0, 3).padEnd(3, "0"));
  return utcMs([year, month, day, hour, minute, second], ms, offset);
}

/* CIM_DATETIME of DMTF DSP0004: yyyymmddHHMMSS.mmmmmm and minutes from UTC. */
function dmtfMs(found: RegExpExecArray): number | undefined {
  const [, stamp = "", ms, sign, minutes] = found;
  const parts = [0, 4, 6, 8, 10, 12].map((from, index) => stamp.slice(from, index === 0 ? 4 : from + 2));
  return utcMs(parts, Number(ms), Number(minutes) * (sign === "-" ? -1 : 1));
}

/* The days since 1970 by the Gregorian calendar (years begin in March, so that a leap day is the last). */
function utcMs(parts: readonly (string | undefined)[], ms: number, offsetMinutes: number): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return undefined;
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const ofEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const days = era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + dayOfYear - 719_468;
  return (((days * 24 + hour) * 60 + minute - offsetMinutes) * 60 + second) * 1000 + ms;
}
