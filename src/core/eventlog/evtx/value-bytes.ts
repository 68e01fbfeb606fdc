import { WriteCursor, concat, fromHex, fromLatin1, fromUtf16 } from "../../bytes/index.ts";
import type { EvtxArray, EvtxTyped, EvtxValue } from "./evtx-input.ts";
import { toFileTime } from "./file-time.ts";
import { ARRAY, VALUE_TYPE } from "./tokens.ts";

const TYPES = {
  ansi: VALUE_TYPE.ansiString,
  binary: VALUE_TYPE.binary,
  bool: VALUE_TYPE.bool,
  evthandle: VALUE_TYPE.evtHandle,
  evtxml: VALUE_TYPE.evtXml,
  filetime: VALUE_TYPE.fileTime,
  guid: VALUE_TYPE.guid,
  hexint32: VALUE_TYPE.hexInt32,
  hexint64: VALUE_TYPE.hexInt64,
  int16: VALUE_TYPE.int16,
  int32: VALUE_TYPE.int32,
  int64: VALUE_TYPE.int64,
  int8: VALUE_TYPE.int8,
  real32: VALUE_TYPE.real32,
  real64: VALUE_TYPE.real64,
  sid: VALUE_TYPE.sid,
  sizet: VALUE_TYPE.sizeT,
  string: VALUE_TYPE.string,
  systemtime: VALUE_TYPE.systemTime,
  uint16: VALUE_TYPE.uint16,
  uint32: VALUE_TYPE.uint32,
  uint64: VALUE_TYPE.uint64,
  uint8: VALUE_TYPE.uint8,
} as const satisfies Readonly<Record<EvtxTyped["type"], number>>;

/** A value as the format keeps it. */
export interface ValueBytes {
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** The form with its type of a value that was given without one; nested BinXml stays as it is. */
export function typedOf(
  value: Exclude<EvtxValue, null>,
): Exclude<EvtxValue, string | number | bigint | boolean | Uint8Array | null> {
  switch (typeof value) {
    case "string":
      return { type: "string", text: value };
    case "number":
      if (!Number.isInteger(value)) return { type: "real64", number: value };
      return { type: value < 0 ? "int32" : "uint32", number: value };
    case "bigint":
      return { type: value < 0n ? "int64" : "uint64", big: value };
    case "boolean":
      return { type: "bool", is: value };
    default:
      return value instanceof Uint8Array ? { type: "binary", bytes: value } : value;
  }
}

/** Number of the type, as a template and a value array hold it. */
export function typeNumber(value: EvtxTyped | EvtxArray): number {
  if (value.type !== "array") return TYPES[value.type];
  const [first] = value.items;
  if (first === undefined) throw new RangeError("an array needs an item to have a type");
  return TYPES[first.type] | ARRAY;
}

/** Throws RangeError for a value that its type cannot hold. */
export function valueBytes(value: EvtxTyped | EvtxArray): ValueBytes {
  const type = typeNumber(value);
  if (value.type !== "array") return { type, bytes: typedBytes(value) };
  if (value.items.some((item) => item.type !== value.items[0]?.type)) throw new RangeError("items of different types");
  return { type, bytes: concat(value.items.map(typedBytes)) };
}

function typedBytes(value: EvtxTyped): Uint8Array {
  switch (value.type) {
    case "string":
    case "evtxml":
      return fromUtf16(`${value.text}\0`);
    case "ansi":
      return fromLatin1(`${value.text}\0`);
    case "int64":
    case "uint64":
    case "hexint64":
      return wordBytes(value.big);
    case "sizet":
    case "evthandle":
      return value.bytes === 4 ? new WriteCursor().u32le(Number(value.big)).finish() : wordBytes(value.big);
    case "bool":
      return new WriteCursor().u32le(value.is ? 1 : 0).finish();
    case "binary":
      return value.bytes;
    case "guid":
      return guidBytes(value.text);
    case "filetime":
      return wordBytes(toFileTime(value.timeMs, value.timeTicks));
    case "systemtime": {
      if (value.fields.length !== 8) throw new RangeError("a SYSTEMTIME has eight fields");
      const writer = new WriteCursor();
      for (const field of value.fields) writer.u16le(field);
      return writer.finish();
    }
    case "sid":
      return sidBytes(value.text);
    default:
      return numberBytes(value.type, value.number);
  }
}

function wordBytes(value: bigint): Uint8Array {
  if (value < -(2n ** 63n)) throw new RangeError(`${value} does not fit 64 bits`);
  return new WriteCursor().u64le(value < 0n ? value + 2n ** 64n : value).finish();
}

function numberBytes(type: Extract<EvtxTyped, { number: number }>["type"], value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  switch (type) {
    case "real32":
      view.setFloat32(0, value, true);
      return new Uint8Array(view.buffer, 0, 4);
    case "real64":
      view.setFloat64(0, value, true);
      return new Uint8Array(view.buffer, 0, 8);
    default: {
      const bits = type.endsWith("8") ? 8 : Number(type.slice(-2));
      const least = type.startsWith("int") ? -(2 ** (bits - 1)) : 0;
      if (!Number.isInteger(value) || value < least || value >= least + 2 ** bits) {
        throw new RangeError(`${value} is no ${type}`);
      }
      view.setInt32(0, value, true);
      return new Uint8Array(view.buffer, 0, bits / 8);
    }
  }
}

/** The sixteen bytes of a GUID's text: three little-endian fields, then eight bytes. */
function guidBytes(text: string): Uint8Array {
  const digits = text.replaceAll(/[{}-]/g, "");
  const bytes = fromHex(digits);
  if (bytes.length !== 16) throw new RangeError(`"${text}" is no GUID`);
  return concat([
    bytes.slice(0, 4).toReversed(),
    bytes.slice(4, 6).toReversed(),
    bytes.slice(6, 8).toReversed(),
    bytes.subarray(8),
  ]);
}

/** [MS-DTYP] section 2.4.2.2, "SID--Packet Representation". */
function sidBytes(text: string): Uint8Array {
  const [letter, revision, authority, ...rest] = text.split("-");
  if (letter !== "S" || revision === undefined || authority === undefined) throw new RangeError(`"${text}" is no SID`);
  const writer = new WriteCursor().u8(Number(revision)).u8(rest.length);
  const told = Number(authority);
  writer.u16be(Math.floor(told / 0x1_0000_0000)).u32be(told % 0x1_0000_0000);
  for (const part of rest) writer.u32le(Number(part));
  return writer.finish();
}
