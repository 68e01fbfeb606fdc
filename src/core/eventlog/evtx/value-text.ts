import { eventTimeText } from "../shippers/event-time.ts";
import { fileTimeMs, fileTimeTicks } from "./file-time.ts";
import { TextCache } from "./text-cache.ts";
import { ARRAY, VALUE_TYPE } from "./tokens.ts";
import { utf16At } from "./utf16.ts";

const LOWER: readonly string[] = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, "0"));
const UPPER: readonly string[] = LOWER.map((digits) => digits.toUpperCase());
/** Place of each of a GUID's bytes in its text: three little-endian fields, then eight bytes. */
const GUID_ORDER: readonly number[] = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
const GUID_DASHES: ReadonlySet<number> = new Set([4, 6, 8, 10]);
/** Kind under which the cache keeps the form that activity ids take; no type of a value has this number. */
const PLAIN_GUID = 0x7f;
const SID_HEAD_BYTES = 8;
const SID_AUTHORITY_LIMIT = 15;

/** Bytes of one item of an array, by its type; types that are not here have no arrays of fixed items. */
const ITEM_BYTES: ReadonlyMap<number, number> = new Map([
  [VALUE_TYPE.int8, 1],
  [VALUE_TYPE.uint8, 1],
  [VALUE_TYPE.int16, 2],
  [VALUE_TYPE.uint16, 2],
  [VALUE_TYPE.int32, 4],
  [VALUE_TYPE.uint32, 4],
  [VALUE_TYPE.int64, 8],
  [VALUE_TYPE.uint64, 8],
  [VALUE_TYPE.real32, 4],
  [VALUE_TYPE.real64, 8],
  [VALUE_TYPE.bool, 4],
  [VALUE_TYPE.guid, 16],
  [VALUE_TYPE.fileTime, 8],
  [VALUE_TYPE.systemTime, 16],
  [VALUE_TYPE.hexInt32, 4],
  [VALUE_TYPE.hexInt64, 8],
]);

function wordText(high: number, low: number): string {
  if (high < 0x20_0000) return String(high * 0x1_0000_0000 + low);
  return String((BigInt(high) << 32n) | BigInt(low));
}

function signedWordText(high: number, low: number): string {
  if (high < 0x8000_0000) return wordText(high, low);
  const negatedLow = -low >>> 0;
  return `-${wordText((~high + (negatedLow === 0 ? 1 : 0)) >>> 0, negatedLow)}`;
}

/** The shortest digits that name this 32-bit float and no other. */
function real32Text(value: number): string {
  if (!Number.isFinite(value)) return realText(value);
  for (let digits = 6; digits < 9; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return String(shorter);
  }
  return String(value);
}

/** As Windows writes what is no number: "inf", "-inf", "nan". */
function realText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (value === Infinity) return "inf";
  return value === -Infinity ? "-inf" : String(value);
}

function hexText(high: number, low: number): string {
  return high === 0 ? `0x${low.toString(16)}` : `0x${high.toString(16)}${low.toString(16).padStart(8, "0")}`;
}

function guidDigits(view: DataView, from: number, digits: readonly string[]): string {
  let text = "";
  for (const [place, offset] of GUID_ORDER.entries()) {
    if (GUID_DASHES.has(place)) text += "-";
    text += digits[view.getUint8(from + offset)] ?? "";
  }
  return text;
}

function sidText(view: DataView, from: number, byteCount: number): string | undefined {
  if (byteCount < SID_HEAD_BYTES) return undefined;
  const count = view.getUint8(from + 1);
  if (count > SID_AUTHORITY_LIMIT || byteCount < SID_HEAD_BYTES + count * 4) return undefined;
  const high = view.getUint16(from + 2, false);
  const low = view.getUint32(from + 4, false);
  // An authority of 2^32 and more is written in hexadecimal digits.
  const authority = high === 0 ? String(low) : `0x${(high * 0x1_0000_0000 + low).toString(16)}`;
  let text = `S-${view.getUint8(from)}-${authority}`;
  for (let index = 0; index < count; index++) {
    text += `-${view.getUint32(from + SID_HEAD_BYTES + index * 4, true)}`;
  }
  return text;
}

function systemTimeText(view: DataView, from: number): string {
  const field = (index: number, width: number): string =>
    String(view.getUint16(from + index * 2, true)).padStart(width, "0");
  return `${field(0, 4)}-${field(1, 2)}-${field(3, 2)}T${field(4, 2)}:${field(5, 2)}:${field(6, 2)}.${field(7, 3)}Z`;
}

/**
 * Values of events as the text that Windows gives them. A value whose length does not fit its type is shown as the
 * digits of its bytes rather than lost. One of these for one reader: it remembers what it has seen.
 */
export class ValueTexts {
  readonly #cache = new TextCache();

  /** UTF-16 text without the zeros that end it. */
  utf16(view: DataView, from: number, byteCount: number): string {
    let units = byteCount >> 1;
    while (units > 0 && view.getUint16(from + units * 2 - 2, true) === 0) units--;
    if (units === 0) return "";
    const bytes = units * 2;
    return (
      this.#cache.find(view, from, bytes, VALUE_TYPE.string) ??
      this.#cache.remember(view, from, bytes, VALUE_TYPE.string, utf16At(view, from, units))
    );
  }

  /** A GUID in lower case and without braces, as activity ids are written. */
  plainGuid(view: DataView, from: number): string {
    return (
      this.#cache.find(view, from, 16, PLAIN_GUID) ??
      this.#cache.remember(view, from, 16, PLAIN_GUID, guidDigits(view, from, LOWER))
    );
  }

  #guid(view: DataView, from: number): string {
    return (
      this.#cache.find(view, from, 16, VALUE_TYPE.guid) ??
      this.#cache.remember(view, from, 16, VALUE_TYPE.guid, `{${guidDigits(view, from, UPPER)}}`)
    );
  }

  #hexWord(view: DataView, from: number): string {
    return (
      this.#cache.find(view, from, 8, VALUE_TYPE.hexInt64) ??
      this.#cache.remember(
        view,
        from,
        8,
        VALUE_TYPE.hexInt64,
        hexText(view.getUint32(from + 4, true), view.getUint32(from, true)),
      )
    );
  }

  #sid(view: DataView, from: number, byteCount: number): string {
    const known = this.#cache.find(view, from, byteCount, VALUE_TYPE.sid);
    if (known !== undefined) return known;
    const text = sidText(view, from, byteCount) ?? this.#digits(view, from, byteCount);
    return this.#cache.remember(view, from, byteCount, VALUE_TYPE.sid, text);
  }

  #digits(view: DataView, from: number, byteCount: number): string {
    let text = "";
    for (let at = from; at < from + byteCount; at++) text += UPPER[view.getUint8(at)] ?? "";
    return text;
  }

  #ansi(view: DataView, from: number, byteCount: number): string {
    let text = "";
    let count = byteCount;
    while (count > 0 && view.getUint8(from + count - 1) === 0) count--;
    // The code page is that of the machine which wrote it and stands nowhere: beyond ASCII, one character a byte.
    for (let at = from; at < from + count; at++) text += String.fromCharCode(view.getUint8(at));
    return text;
  }

  /** The text of one value that is no array and not of type BinXml; the caller knows the bytes to be there. */
  scalar(view: DataView, from: number, byteCount: number, type: number): string {
    switch (type) {
      case VALUE_TYPE.string:
      case VALUE_TYPE.evtXml:
        return this.utf16(view, from, byteCount);
      case VALUE_TYPE.ansiString:
        return this.#ansi(view, from, byteCount);
      case VALUE_TYPE.int8:
        if (byteCount === 1) return String(view.getInt8(from));
        break;
      case VALUE_TYPE.uint8:
        if (byteCount === 1) return String(view.getUint8(from));
        break;
      case VALUE_TYPE.int16:
        if (byteCount === 2) return String(view.getInt16(from, true));
        break;
      case VALUE_TYPE.uint16:
        if (byteCount === 2) return String(view.getUint16(from, true));
        break;
      case VALUE_TYPE.int32:
        if (byteCount === 4) return String(view.getInt32(from, true));
        break;
      case VALUE_TYPE.uint32:
        if (byteCount === 4) return String(view.getUint32(from, true));
        break;
      case VALUE_TYPE.int64:
        if (byteCount === 8) return signedWordText(view.getUint32(from + 4, true), view.getUint32(from, true));
        break;
      case VALUE_TYPE.uint64:
        if (byteCount === 8) return wordText(view.getUint32(from + 4, true), view.getUint32(from, true));
        break;
      case VALUE_TYPE.real32:
        if (byteCount === 4) return real32Text(view.getFloat32(from, true));
        break;
      case VALUE_TYPE.real64:
        if (byteCount === 8) return realText(view.getFloat64(from, true));
        break;
      case VALUE_TYPE.bool:
        if (byteCount === 4) return view.getUint32(from, true) === 0 ? "false" : "true";
        if (byteCount === 1) return view.getUint8(from) === 0 ? "false" : "true";
        break;
      case VALUE_TYPE.guid:
        if (byteCount === 16) return this.#guid(view, from);
        break;
      case VALUE_TYPE.sizeT:
      case VALUE_TYPE.hexInt32:
      case VALUE_TYPE.hexInt64:
      case VALUE_TYPE.evtHandle:
        if (byteCount === 8) return this.#hexWord(view, from);
        if (byteCount === 4) return hexText(0, view.getUint32(from, true));
        break;
      case VALUE_TYPE.fileTime:
        if (byteCount === 8) {
          const low = view.getUint32(from, true);
          const high = view.getUint32(from + 4, true);
          return eventTimeText({ timeMs: fileTimeMs(low, high), timeTicks: fileTimeTicks(low, high) });
        }
        break;
      case VALUE_TYPE.systemTime:
        if (byteCount === 16) return systemTimeText(view, from);
        break;
      case VALUE_TYPE.sid:
        return this.#sid(view, from, byteCount);
      default:
        break;
    }
    return this.#digits(view, from, byteCount);
  }

  /** The texts of an array's items in their order, empty ones of a string array among them. */
  items(view: DataView, from: number, byteCount: number, type: number): readonly string[] {
    const itemType = type & ~ARRAY;
    if (itemType === VALUE_TYPE.string) return this.#strings(view, from, byteCount);
    if (itemType === VALUE_TYPE.ansiString) return this.#ansiStrings(view, from, byteCount);
    if (itemType === VALUE_TYPE.sid) return this.#sids(view, from, byteCount);
    // Pointers of machines with 32 bits are long gone; their arrays are known by a length that 8 does not divide.
    const pointerBytes = itemType === VALUE_TYPE.sizeT ? (byteCount % 8 === 0 ? 8 : 4) : undefined;
    const itemBytes = pointerBytes ?? ITEM_BYTES.get(itemType);
    if (itemBytes === undefined || byteCount % itemBytes !== 0) return [this.#digits(view, from, byteCount)];
    const items: string[] = [];
    for (let at = from; at < from + byteCount; at += itemBytes) items.push(this.scalar(view, at, itemBytes, itemType));
    return items;
  }

  /** Texts that each end with a zero unit; the last one may lack it. */
  #strings(view: DataView, from: number, byteCount: number): readonly string[] {
    const items: string[] = [];
    const end = from + (byteCount & ~1);
    let start = from;
    for (let at = from; at < end; at += 2) {
      if (view.getUint16(at, true) !== 0) continue;
      items.push(this.utf16(view, start, at - start));
      start = at + 2;
    }
    if (start < end) items.push(this.utf16(view, start, end - start));
    return items;
  }

  #ansiStrings(view: DataView, from: number, byteCount: number): readonly string[] {
    const items: string[] = [];
    const end = from + byteCount;
    let start = from;
    for (let at = from; at < end; at++) {
      if (view.getUint8(at) !== 0) continue;
      items.push(this.#ansi(view, start, at - start));
      start = at + 1;
    }
    if (start < end) items.push(this.#ansi(view, start, end - start));
    return items;
  }

  #sids(view: DataView, from: number, byteCount: number): readonly string[] {
    const items: string[] = [];
    const end = from + byteCount;
    for (let at = from; at < end;) {
      const itemBytes = end - at < SID_HEAD_BYTES ? end - at : SID_HEAD_BYTES + view.getUint8(at + 1) * 4;
      const fits = Math.min(itemBytes, end - at);
      items.push(this.#sid(view, at, fits));
      at += fits;
    }
    return items;
  }
}
