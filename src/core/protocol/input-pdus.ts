import { fromUtf16, ReadCursor, WriteCursor } from "../bytes/index.ts";
import { shareData } from "./finalization-pdus.ts";
import { pduFrame } from "./tpkt.ts";

/*
 * MS-RDPBCGR 2.2.8.1.1.3.1, Client Input Event PDU Data (pduType2 0x1C), little-endian: 2 numEvents, 2 pad, each event:
 *   4 eventTime, 2 messageType, then
 *     0x0000 synchronize   2 pad, 4 toggleFlags
 *     0x0004 scan code     2 keyboardFlags, 2 keyCode, 2 pad
 *     0x0005 Unicode       2 keyboardFlags, 2 unicodeCode, 2 pad
 *     0x8001 mouse         2 pointerFlags, 2 xPos, 2 yPos
 *
 * 2.2.8.1.2, Client Fast-Path Input Event PDU (TS_FP_INPUT_PDU):
 *   1 fpInputHeader (action 0, numEvents << 2, flags << 6)    1 or 2 length, big-endian with the whole    [8 dataSignature]
 *   [1 numEvents, where that of the header is 0]    each event: 1 eventHeader (eventFlags, eventCode << 5), then
 *     0 scan code  1 keyCode    1 mouse  2 pointerFlags, 2 xPos, 2 yPos    3 synchronize  nothing    4 Unicode  2 unicodeCode
 */

export type InputEvent =
  | {
      readonly type: "scancode";
      /** Keyboard set 1. */
      readonly scanCode: number;
      readonly extended: boolean;
      readonly release: boolean;
    }
  /** A UTF-16 code unit. */
  | { readonly type: "unicode"; readonly unit: number; readonly release: boolean }
  | {
      readonly type: "mouse";
      /** Names in `POINTER_FLAGS`; the low 8 bits are the turn of a wheel. */
      readonly flags: number;
      readonly x: number;
      readonly y: number;
    }
  /** State of the lock keys; names in `TOGGLE_FLAGS`. */
  | { readonly type: "synchronize"; readonly toggleFlags: number };

/** pointerFlags of 2.2.8.1.1.3.1.1.3. */
export const POINTER_FLAGS: Readonly<Record<number, string>> = {
  0x0200: "PTRFLAGS_WHEEL",
  0x0400: "PTRFLAGS_HWHEEL",
  0x0800: "PTRFLAGS_MOVE",
  0x1000: "PTRFLAGS_BUTTON1",
  0x2000: "PTRFLAGS_BUTTON2",
  0x4000: "PTRFLAGS_BUTTON3",
  0x8000: "PTRFLAGS_DOWN",
};

/** toggleFlags of 2.2.8.1.1.3.1.1.5. */
export const TOGGLE_FLAGS: Readonly<Record<number, string>> = {
  0x1: "TS_SYNC_SCROLL_LOCK",
  0x2: "TS_SYNC_NUM_LOCK",
  0x4: "TS_SYNC_CAPS_LOCK",
  0x8: "TS_SYNC_KANA_LOCK",
};

export const PDUTYPE2_INPUT = 0x1c;
const INPUT_EVENT_SYNC = 0x0000;
const INPUT_EVENT_SCANCODE = 0x0004;
const INPUT_EVENT_UNICODE = 0x0005;
const INPUT_EVENT_MOUSE = 0x8001;
const KBDFLAGS_EXTENDED = 0x0100;
const KBDFLAGS_RELEASE = 0x8000;
const PTRFLAGS_MOVE = 0x0800;
const FAST_SCANCODE = 0;
const FAST_MOUSE = 1;
const FAST_SYNC = 3;
const FAST_UNICODE = 4;
const FAST_RELEASE = 0x01;
const FAST_EXTENDED = 0x02;
const FAST_ENCRYPTED = 0x80;
const HEADER_EVENTS_MAX = 15;
const EVENTS_MAX = 255;
const SHORT_LENGTH_MAX = 0x7f;

/** Press and release of a key of keyboard set 1. */
export function keyStroke(key: {
  readonly scanCode: number;
  readonly extended?: boolean;
}): readonly [InputEvent, InputEvent] {
  const event = { type: "scancode", scanCode: key.scanCode, extended: key.extended ?? false } as const;
  return [
    { ...event, release: false },
    { ...event, release: true },
  ];
}

/** Press and release of a character whatever the keyboard layout; two of each where it needs a surrogate pair. */
export function unicodeKey(codePoint: number): readonly InputEvent[] {
  const units = new ReadCursor(fromUtf16(String.fromCodePoint(codePoint)), "character");
  const events: InputEvent[] = [];
  while (units.remaining > 0) {
    const unit = units.u16le();
    events.push({ type: "unicode", unit, release: false }, { type: "unicode", unit, release: true });
  }
  return events;
}

/** The pointer moves to this pixel, without a button. */
export function mouseMove(x: number, y: number): InputEvent {
  return { type: "mouse", flags: PTRFLAGS_MOVE, x, y };
}

function keyboardFlags(event: { readonly release: boolean; readonly extended?: boolean }): number {
  return (event.release ? KBDFLAGS_RELEASE : 0) | (event.extended === true ? KBDFLAGS_EXTENDED : 0);
}

/** Client Input Event PDU (2.2.8.1.1.3) as MCS user data without security header. Throws RangeError above 255 events. */
export function slowPathInput(userId: number, shareId: number, events: readonly InputEvent[]): Uint8Array {
  if (events.length > EVENTS_MAX) throw new RangeError(`${events.length} input events`);
  const writer = new WriteCursor(4 + 12 * events.length).u16le(events.length).zeros(2);
  for (const event of events) {
    writer.zeros(4);
    switch (event.type) {
      case "scancode":
        writer.u16le(INPUT_EVENT_SCANCODE).u16le(keyboardFlags(event)).u16le(event.scanCode).zeros(2);
        break;
      case "unicode":
        writer.u16le(INPUT_EVENT_UNICODE).u16le(keyboardFlags(event)).u16le(event.unit).zeros(2);
        break;
      case "mouse":
        writer.u16le(INPUT_EVENT_MOUSE).u16le(event.flags).u16le(event.x).u16le(event.y);
        break;
      case "synchronize":
      default:
        writer.u16le(INPUT_EVENT_SYNC).zeros(2).u32le(event.toggleFlags);
    }
  }
  return shareData(userId, shareId, PDUTYPE2_INPUT, writer.finish());
}

/** What follows the Share Data Header of a Client Input Event PDU; events of other types are left out. Throws DecodeError. */
export function decodeSlowPathInput(contents: Uint8Array): readonly InputEvent[] {
  const cursor = new ReadCursor(contents, "Client Input Event PDU");
  const count = cursor.u16le();
  cursor.skip(2);
  const events: InputEvent[] = [];
  for (let index = 0; index < count; index++) {
    cursor.skip(4);
    const type = cursor.u16le();
    const event = slowEvent(type, cursor.sub(6, "slowPathInputData"));
    if (event !== undefined) events.push(event);
  }
  return events;
}

function slowEvent(type: number, input: ReadCursor): InputEvent | undefined {
  const first = input.u16le();
  const release = (first & KBDFLAGS_RELEASE) !== 0;
  switch (type) {
    case INPUT_EVENT_SCANCODE:
      return { type: "scancode", scanCode: input.u16le(), extended: (first & KBDFLAGS_EXTENDED) !== 0, release };
    case INPUT_EVENT_UNICODE:
      return { type: "unicode", unit: input.u16le(), release };
    case INPUT_EVENT_MOUSE:
      return { type: "mouse", flags: first, x: input.u16le(), y: input.u16le() };
    case INPUT_EVENT_SYNC:
      return { type: "synchronize", toggleFlags: input.u32le() };
    default:
      return undefined;
  }
}

/** Client Fast-Path Input Event PDU (2.2.8.1.2), whole and not encrypted. Throws RangeError above 255 events or when there is none. */
export function fastPathInput(events: readonly InputEvent[]): Uint8Array {
  if (events.length === 0 || events.length > EVENTS_MAX) throw new RangeError(`${events.length} input events`);
  const body = new WriteCursor(8 * events.length);
  for (const event of events) writeFastEvent(body, event);
  const inHeader = events.length <= HEADER_EVENTS_MAX;
  const length = body.length + (inHeader ? 0 : 1);
  const writer = new WriteCursor(length + 3).u8(inHeader ? events.length << 2 : 0);
  if (length + 2 <= SHORT_LENGTH_MAX) writer.u8(length + 2);
  else writer.u16be(0x8000 | (length + 3));
  return (inHeader ? writer : writer.u8(events.length)).bytes(body.finish()).finish();
}

function writeFastEvent(body: WriteCursor, event: InputEvent): void {
  const header = (code: number, flags: number): WriteCursor => body.u8((code << 5) | flags);
  switch (event.type) {
    case "scancode":
      header(FAST_SCANCODE, (event.release ? FAST_RELEASE : 0) | (event.extended ? FAST_EXTENDED : 0));
      body.u8(event.scanCode);
      break;
    case "unicode":
      header(FAST_UNICODE, event.release ? FAST_RELEASE : 0).u16le(event.unit);
      break;
    case "mouse":
      header(FAST_MOUSE, 0).u16le(event.flags).u16le(event.x).u16le(event.y);
      break;
    case "synchronize":
    default:
      header(FAST_SYNC, event.toggleFlags & 0x1f);
  }
}

/** The events of one whole fast-path PDU of a client that is not encrypted. Throws DecodeError, also for unknown events. */
export function decodeFastPathInput(packet: Uint8Array): readonly InputEvent[] {
  const cursor = new ReadCursor(packet, "TS_FP_INPUT_PDU");
  const frame = pduFrame(packet);
  if (frame?.kind !== "fast-path") return cursor.reject("action", "is not fast-path");
  if (frame.length !== packet.length) cursor.reject("length", `is ${frame.length}`);
  const header = cursor.u8();
  if ((header & FAST_ENCRYPTED) !== 0) cursor.reject("flags", "say that it is encrypted");
  cursor.skip((cursor.u8() & 0x80) === 0 ? 0 : 1);
  const inHeader = (header >> 2) & HEADER_EVENTS_MAX;
  const count = inHeader === 0 ? cursor.u8() : inHeader;
  const events: InputEvent[] = [];
  for (let index = 0; index < count; index++) events.push(readFastEvent(cursor));
  return events;
}

function readFastEvent(cursor: ReadCursor): InputEvent {
  const header = cursor.u8();
  const flags = header & 0x1f;
  const release = (flags & FAST_RELEASE) !== 0;
  switch (header >> 5) {
    case FAST_SCANCODE:
      return { type: "scancode", scanCode: cursor.u8(), extended: (flags & FAST_EXTENDED) !== 0, release };
    case FAST_MOUSE:
      return { type: "mouse", flags: cursor.u16le(), x: cursor.u16le(), y: cursor.u16le() };
    case FAST_SYNC:
      return { type: "synchronize", toggleFlags: flags };
    case FAST_UNICODE:
      return { type: "unicode", unit: cursor.u16le(), release };
    default:
      return cursor.reject("eventCode", `is ${header >> 5}`);
  }
}
