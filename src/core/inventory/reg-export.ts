import { DecodeError, fromUtf16, toHex } from "../bytes/index.ts";
import { exportText } from "./export-text.ts";
import { registryBytes, typedValue } from "./registry-bytes.ts";
import type { RegistryValue } from "./registry-value.ts";

/*
 * A .reg file, as reg.exe and regedit.exe write it (no public specification; support.microsoft.com "How to add, modify, or
 * delete registry subkeys and values by using a .reg file" names the forms):
 *   Windows Registry Editor Version 5.00      UTF-16LE with mark          REGEDIT4  one byte a character
 *   [HKEY_LOCAL_MACHINE\KEY]                  [-KEY] takes a key away
 *   "name"="text"  @="text" (default value)   backslash and quotation mark are escaped by a backslash; a text may hold line ends
 *   "name"=dword:0000001f                     hexadecimal
 *   "name"=hex:01,02                          REG_BINARY; hex(TYPE): any other type; "\" at the end of a line goes on
 *   "name"=-                                  takes a value away
 */

const HEADS = /^\s*(Windows Registry Editor Version 5\.00|REGEDIT4)\s*$/;
const VALUES_MOST = 1_000_000;
/** A text of many lines that never ends would take the rest of the file with it. */
const TEXT_LINES_MOST = 1_000;

const HIVES: Readonly<Record<string, string>> = {
  HKEY_LOCAL_MACHINE: "HKLM",
  HKEY_CURRENT_USER: "HKCU",
  HKEY_USERS: "HKU",
  HKEY_CLASSES_ROOT: "HKCR",
  HKEY_CURRENT_CONFIG: "HKCC",
};

/** What a .reg file holds: its values, and the keys that it exports whole (those above all others of the file). */
export interface RegExport {
  readonly values: readonly RegistryValue[];
  readonly keys: readonly { readonly key: string; readonly at: string }[];
}

function shortKey(key: string): string {
  const slash = key.indexOf("\\");
  const hive = (slash < 0 ? key : key.slice(0, slash)).toUpperCase();
  const short = Object.hasOwn(HIVES, hive) ? (HIVES[hive] ?? hive) : hive;
  return slash < 0 ? short : `${short}${key.slice(slash)}`;
}

/* The text that begins at a quotation mark, and where it ends; undefined while its end has not come. */
function quotedText(line: string, from: number): { readonly text: string; readonly end: number } | undefined {
  let start = from + 1;
  let text = "";
  for (let index = start; index < line.length; index++) {
    const character = line[index];
    if (character === "\\") {
      text += line.slice(start, index) + (line[index + 1] ?? "");
      index += 1;
      start = index + 1;
    } else if (character === '"') {
      return { text: text + line.slice(start, index), end: index + 1 };
    }
  }
  return undefined;
}

/* Two digits a byte, commas and white space between them. */
function hexList(text: string): Uint8Array | undefined {
  const digits = text.replaceAll(/[\s,\\]/g, "");
  if (digits.length % 2 !== 0 || /[^\da-f]/i.test(digits)) return undefined;
  const bytes = new Uint8Array(digits.length / 2);
  for (let index = 0; index < bytes.length; index++)
    bytes[index] = Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16);
  return bytes;
}

/* A REGEDIT4 file holds texts of hex(2) and hex(7) one byte a character. */
function widened(type: number, bytes: Uint8Array, isOld: boolean): Uint8Array {
  if (!isOld || ![1, 2, 7].includes(type)) return bytes;
  const wide = new Uint8Array(bytes.length * 2);
  for (const [index, byte] of bytes.entries()) wide[index * 2] = byte;
  return wide;
}

type Held = Pick<RegistryValue, "type" | "value" | "change">;

function heldBy(text: string, isOld: boolean): Held | undefined {
  if (text === "-") return { type: "REG_NONE", value: "", change: "deleted" };
  const dword = /^dword:([\da-f]{1,8})$/i.exec(text)?.[1];
  if (dword !== undefined) return { type: "REG_DWORD", value: Number.parseInt(dword, 16) };
  const hex = /^hex(?:\(([\da-f]{1,8})\))?:/i.exec(text);
  if (hex === null) return undefined;
  const type = hex[1] === undefined ? 3 : Number.parseInt(hex[1], 16);
  const bytes = hexList(text.slice(hex[0].length));
  return bytes === undefined ? undefined : typedValue(type, widened(type, bytes, isOld));
}

class Reader {
  readonly values: RegistryValue[] = [];
  readonly keys = new Map<string, { readonly key: string; readonly at: string }>();
  readonly #lines: readonly string[];
  readonly #origin: string;
  readonly #isOld: boolean;
  #key: string | undefined;
  #at = 0;

  constructor(lines: readonly string[], origin: string, isOld: boolean) {
    this.#lines = lines;
    this.#origin = origin;
    this.#isOld = isOld;
  }

  read(from: number): void {
    this.#at = from;
    while (this.#at < this.#lines.length) {
      const number = this.#at + 1;
      const line = this.#next();
      const start = line.trimStart();
      if (start.startsWith("[")) this.#enter(start, number);
      else if (start.startsWith('"') || start.startsWith("@")) this.#value(start, number);
    }
  }

  #next(): string {
    const line = this.#lines[this.#at] ?? "";
    this.#at += 1;
    return line;
  }

  #enter(line: string, number: number): void {
    const end = line.lastIndexOf("]");
    const name = line.slice(1, end < 0 ? line.length : end);
    const isGone = name.startsWith("-");
    this.#key = isGone || name === "" ? undefined : shortKey(name);
    if (this.#key !== undefined && !this.keys.has(this.#key.toLowerCase())) {
      this.keys.set(this.#key.toLowerCase(), { key: this.#key, at: `${this.#origin}#${number}` });
    }
  }

  #value(line: string, number: number): void {
    const name = line.startsWith("@") ? { text: "", end: 1 } : quotedText(line, 0);
    if (name === undefined || this.#key === undefined) return;
    const equals = /^\s*=\s*/.exec(line.slice(name.end));
    if (equals === null) return;
    const from = name.end + equals[0].length;
    const held = line[from] === '"' ? this.#text(line, from) : heldBy(this.#continued(line.slice(from)), this.#isOld);
    if (held === undefined) return;
    if (this.values.length >= VALUES_MOST) {
      throw new DecodeError("reg export", number, {
        kind: "invalid",
        field: "values",
        reason: `are more than ${VALUES_MOST}`,
      });
    }
    this.values.push({ key: this.#key, name: name.text, ...held, at: `${this.#origin}#${number}` });
  }

  #text(line: string, from: number): Held | undefined {
    const pieces = [line.slice(from)];
    for (let more = 0; more <= TEXT_LINES_MOST; more++) {
      // Only a line with a quotation mark can end the text.
      const found = more === 0 || pieces.at(-1)?.includes('"') ? quotedText(pieces.join("\r\n"), 0) : undefined;
      if (found !== undefined) return { type: "REG_SZ", value: found.text };
      if (this.#at >= this.#lines.length) return undefined;
      pieces.push(this.#next());
    }
    return undefined;
  }

  #continued(text: string): string {
    const pieces = [text.trimEnd()];
    while (pieces.at(-1)?.endsWith("\\") && this.#at < this.#lines.length) pieces.push(this.#next().trim());
    return pieces.join("").trim();
  }
}

/**
 * Reads a .reg file with the keys that it exports. `origin` names the file; `at` is "FILE#LINE". Lines that are no value are
 * passed over. Throws `DecodeError` where the first line is not that of a .reg file.
 */
export function readRegExport(bytes: Uint8Array, origin: string): RegExport {
  const lines = exportText(bytes).split(/\r?\n/);
  const first = lines.findIndex((line) => line.trim() !== "");
  const head = HEADS.exec(lines[first] ?? "")?.[1];
  if (head === undefined) {
    throw new DecodeError("reg export", 0, {
      kind: "invalid",
      field: "first line",
      reason: "is not that of a .reg file",
    });
  }
  const reader = new Reader(lines, origin, head === "REGEDIT4");
  reader.read(first + 1);
  return { values: reader.values, keys: topmost(reader.keys) };
}

/* Sorted with "\\" before every other character, the keys below a key follow it at once. */
function topmost(keys: Reader["keys"]): RegExport["keys"] {
  const tops = new Set<string>();
  let top: string | undefined;
  for (const sortable of [...keys.keys()].map((key) => key.replaceAll("\\", "\u0000")).toSorted()) {
    if (top !== undefined && sortable.startsWith(top)) continue;
    top = `${sortable}\u0000`;
    tops.add(sortable.replaceAll("\u0000", "\\"));
  }
  return [...keys].flatMap(([comparable, found]) => (tops.has(comparable) ? [found] : []));
}

/** The values of a .reg file; see `readRegExport`. */
export function decodeRegExport(bytes: Uint8Array, origin: string): readonly RegistryValue[] {
  return readRegExport(bytes, origin).values;
}

function longKey(key: string): string {
  const slash = key.indexOf("\\");
  const hive = (slash < 0 ? key : key.slice(0, slash)).toUpperCase();
  const long = Object.entries(HIVES).find(([, short]) => short === hive)?.[0] ?? hive;
  return slash < 0 ? long : `${long}${key.slice(slash)}`;
}

function escaped(text: string): string {
  return `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
}

function written(value: RegistryValue): string {
  if (value.change === "deleted") return "-";
  if (value.type === "REG_SZ" && typeof value.value === "string" && !/[\r\n\0]/.test(value.value))
    return escaped(value.value);
  if (value.type === "REG_DWORD" && typeof value.value === "number") {
    return `dword:${(value.value >>> 0).toString(16).padStart(8, "0")}`;
  }
  const held = registryBytes(value);
  if (held === undefined) throw new RangeError(`${value.name} does not fit ${value.type}`);
  const list = toHex(held.bytes).replaceAll(/..(?=.)/g, "$&,");
  return `hex${held.type === 3 ? "" : `(${held.type.toString(16)})`}:${list}`;
}

/**
 * Writes a .reg file, version 5.00, in UTF-16LE with its mark. Values of one key that follow each other stand under one head.
 * Throws RangeError for a value that does not fit its type.
 */
export function encodeRegExport(values: readonly RegistryValue[]): Uint8Array {
  const lines = ["Windows Registry Editor Version 5.00"];
  let key: string | undefined;
  for (const value of values) {
    if (value.key !== key) {
      key = value.key;
      lines.push("", `[${longKey(key)}]`);
    }
    lines.push(`${value.name === "" ? "@" : escaped(value.name)}=${written(value)}`);
  }
  return fromUtf16(`\ufeff${lines.join("\r\n")}\r\n\r\n`);
}
