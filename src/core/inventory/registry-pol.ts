import { fromUtf16, ReadCursor, WriteCursor } from "../bytes/index.ts";
import { registryBytes, typedValue } from "./registry-bytes.ts";
import type { RegistryValue } from "./registry-value.ts";

/*
 * [MS-GPREG] 2.2.1 Registry Policy Message Syntax
 *   0  REGFILE_SIGNATURE  u32  0x67655250, the bytes "PReg"
 *   4  REGISTRY_FILE_VERSION  u32  1
 *   8  any number of entries, all in UTF-16LE:
 *      "[" key NUL ";" value NUL ";" type u32 ";" size u32 ";" data "]"
 * Value names that begin with "**" are orders: **del.NAME takes a value away, **DeleteValues a list of them, **delvals. all
 * values of the key, **soft.NAME sets a value only where none is, **SecureKey and **DeleteKeys concern keys.
 */

const SIGNATURE = 0x67655250;
const VERSION = 1;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const SEPARATOR = 0x3b;
const ENTRIES_MOST = 200_000;
/** Windows allows 255 characters for a key and 16,383 for a name. */
const TEXT_MOST = 16_384;

function sign(cursor: ReadCursor, wanted: number, field: string): void {
  if (cursor.u16le() !== wanted) cursor.reject(field, `is no "${String.fromCharCode(wanted)}"`);
}

function text(cursor: ReadCursor, field: string): string {
  const codes: string[] = [];
  for (let code = cursor.u16le(); code !== 0; code = cursor.u16le()) {
    if (codes.length >= TEXT_MOST) cursor.reject(field, `is longer than ${TEXT_MOST} characters`);
    codes.push(String.fromCharCode(code));
  }
  return codes.join("");
}

/** What one entry says: values to set, values to take away; nothing for orders that concern whole keys. */
function meaning(
  key: string,
  name: string,
  found: Pick<RegistryValue, "type" | "value">,
  at: string,
  policy: string | undefined,
): readonly RegistryValue[] {
  const of = policy === undefined ? { key, at } : { key, at, policy };
  const order = /^\*\*(del\.|soft\.|deletevalues$|delvals\.?$|deletekeys$|securekey$)/i.exec(name)?.[1]?.toLowerCase();
  const deleted = (one: string): RegistryValue => ({
    ...of,
    name: one,
    type: "REG_NONE",
    value: "",
    change: "deleted",
  });
  switch (order) {
    case undefined:
      return [{ ...of, name, ...found }];
    case "del.":
      return [deleted(name.slice("**del.".length))];
    case "soft.":
      return [{ ...of, name: name.slice("**soft.".length), ...found }];
    case "deletevalues":
      return typeof found.value === "string"
        ? found.value
            .split(";")
            .filter((one) => one !== "")
            .map(deleted)
        : [];
    default:
      return [];
  }
}

/**
 * Reads a registry.pol. `origin` names the file, "FILE#ENTRY" stands in each value's `at`; `policy` is the name of the policy
 * object where it is known; keys get the hive of the machine. Throws `DecodeError`.
 */
export function decodeRegistryPol(bytes: Uint8Array, origin: string, policy?: string): readonly RegistryValue[] {
  const cursor = new ReadCursor(bytes, "registry.pol");
  if (cursor.u32le() !== SIGNATURE) cursor.reject("signature", "is not PReg");
  const version = cursor.u32le();
  if (version !== VERSION) cursor.reject("version", `is ${version}, not ${VERSION}`);
  const values: RegistryValue[] = [];
  let entry = 0;
  while (cursor.remaining > 0) {
    entry += 1;
    if (entry > ENTRIES_MOST) cursor.reject("entries", `are more than ${ENTRIES_MOST}`);
    sign(cursor, OPEN, "entry");
    const key = text(cursor, "key");
    sign(cursor, SEPARATOR, "key");
    const name = text(cursor, "value");
    sign(cursor, SEPARATOR, "value");
    const type = cursor.u32le();
    sign(cursor, SEPARATOR, "type");
    const size = cursor.u32le();
    sign(cursor, SEPARATOR, "size");
    const found = typedValue(type, cursor.take(size));
    sign(cursor, CLOSE, "data");
    values.push(...meaning(`HKLM\\${key}`, name, found, `${origin}#${entry}`, policy));
  }
  return values;
}

/**
 * Writes a registry.pol. The hive of a key is left out: the folder of the policy object (Machine, User) says it. Throws
 * RangeError for a value that does not fit its type.
 */
export function encodeRegistryPol(values: readonly RegistryValue[]): Uint8Array {
  const out = new WriteCursor(4096).u32le(SIGNATURE).u32le(VERSION);
  for (const value of values) {
    const isDeleted = value.change === "deleted";
    const held = isDeleted ? { type: 1, bytes: fromUtf16(" \u0000") } : registryBytes(value);
    if (held === undefined) throw new RangeError(`${value.name} does not fit ${value.type}`);
    out
      .u16le(OPEN)
      .bytes(fromUtf16(`${value.key.replace(/^HK\w+\\/i, "")}\u0000;`))
      .bytes(fromUtf16(`${isDeleted ? "**del." : ""}${value.name}\u0000;`))
      .u32le(held.type)
      .u16le(SEPARATOR)
      .u32le(held.bytes.length)
      .u16le(SEPARATOR)
      .bytes(held.bytes)
      .u16le(CLOSE);
  }
  return out.finish();
}
