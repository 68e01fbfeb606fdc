import { ReadCursor, WriteCursor } from "../bytes/index.ts";
import { shareData } from "./finalization-pdus.ts";

/*
 * Small share data PDUs of a session, little-endian after the Share Data Header (MS-RDPBCGR):
 *
 *   2.2.11.2.1 Refresh Rect (0x21):      1 numberOfAreas, 3 pad, each 2 left, 2 top, 2 right, 2 bottom (inclusive)
 *   2.2.11.3.1 Suppress Output (0x23):   1 allowDisplayUpdates, 3 pad, [2 left, 2 top, 2 right, 2 bottom, where allowed]
 *   2.2.2.1.1  Shutdown Request (0x24):  nothing; a server that wants the user to decide answers
 *   2.2.2.2.1  Shutdown Request Denied (0x25):  nothing
 *   2.2.5.2    Status Info (0x36):       4 statusCode
 *   2.2.12.1   Monitor Layout (0x37):    4 monitorCount, each 4 left, 4 top, 4 right, 4 bottom (signed, inclusive), 4 flags
 */

/** All four edges belong to it. */
export type InclusiveRectangle = {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
};

export type MonitorLayout = InclusiveRectangle & { readonly isPrimary: boolean };

export const PDUTYPE2_REFRESH_RECT = 0x21;
export const PDUTYPE2_SUPPRESS_OUTPUT = 0x23;
export const PDUTYPE2_SHUTDOWN_REQUEST = 0x24;
export const PDUTYPE2_SHUTDOWN_DENIED = 0x25;
export const PDUTYPE2_STATUS_INFO = 0x36;
export const PDUTYPE2_MONITOR_LAYOUT = 0x37;

/** statusCode of 2.2.5.2: what a broker is at while the user waits. */
export const STATUS_CODES: Readonly<Record<number, string>> = {
  0x00000401: "TS_STATUS_FINDING_DESTINATION",
  0x00000402: "TS_STATUS_LOADING_DESTINATION",
  0x00000403: "TS_STATUS_BRINGING_SESSION_ONLINE",
  0x00000404: "TS_STATUS_REDIRECTING_TO_DESTINATION",
  0x00000501: "TS_STATUS_VM_LOADING",
  0x00000502: "TS_STATUS_VM_WAKING",
  0x00000503: "TS_STATUS_VM_STARTING",
  0x00000504: "TS_STATUS_VM_STARTING_MONITORING",
  0x00000505: "TS_STATUS_VM_RETRYING_MONITORING",
};

const MAX_MONITORS = 64;
const TS_MONITOR_PRIMARY = 1;

function writeRectangle(writer: WriteCursor, area: InclusiveRectangle): WriteCursor {
  return writer.u16le(area.left).u16le(area.top).u16le(area.right).u16le(area.bottom);
}

function readRectangle(cursor: ReadCursor): InclusiveRectangle {
  return { left: cursor.u16le(), top: cursor.u16le(), right: cursor.u16le(), bottom: cursor.u16le() };
}

/** Client Refresh Rect PDU (2.2.11.2) as MCS user data without security header: draw this again. */
export function refreshRect(userId: number, shareId: number, area: InclusiveRectangle): Uint8Array {
  const contents = writeRectangle(new WriteCursor(12).u8(1).zeros(3), area).finish();
  return shareData(userId, shareId, PDUTYPE2_REFRESH_RECT, contents);
}

/** The areas of a Refresh Rect PDU. Throws DecodeError. */
export function decodeRefreshRect(contents: Uint8Array): readonly InclusiveRectangle[] {
  const cursor = new ReadCursor(contents, "Refresh Rect PDU");
  const count = cursor.u8();
  cursor.skip(3);
  return Array.from({ length: count }, () => readRectangle(cursor));
}

/** Client Suppress Output PDU (2.2.11.3) as MCS user data: draw no more, or again in this area. */
export function suppressOutput(userId: number, shareId: number, area: InclusiveRectangle | undefined): Uint8Array {
  const writer = new WriteCursor(12).u8(area === undefined ? 0 : 1).zeros(3);
  const contents = (area === undefined ? writer : writeRectangle(writer, area)).finish();
  return shareData(userId, shareId, PDUTYPE2_SUPPRESS_OUTPUT, contents);
}

/** The area of a Suppress Output PDU; undefined: draw no more. Throws DecodeError. */
export function decodeSuppressOutput(contents: Uint8Array): InclusiveRectangle | undefined {
  const cursor = new ReadCursor(contents, "Suppress Output PDU");
  const allowed = cursor.u8() !== 0;
  cursor.skip(3);
  return allowed ? readRectangle(cursor) : undefined;
}

/** Client Shutdown Request PDU (2.2.2.1) as MCS user data: the client wants to go. */
export function shutdownRequest(userId: number, shareId: number): Uint8Array {
  return shareData(userId, shareId, PDUTYPE2_SHUTDOWN_REQUEST, new Uint8Array(0));
}

/** statusCode of a Status Info PDU; names in `STATUS_CODES`. Throws DecodeError. */
export function decodeStatusInfo(contents: Uint8Array): number {
  return new ReadCursor(contents, "Status Info PDU").u32le();
}

/** Contents of a Status Info PDU. */
export function encodeStatusInfo(statusCode: number): Uint8Array {
  return new WriteCursor(4).u32le(statusCode).finish();
}

/** The screens of a Monitor Layout PDU. Throws DecodeError. */
export function decodeMonitorLayout(contents: Uint8Array): readonly MonitorLayout[] {
  const cursor = new ReadCursor(contents, "Monitor Layout PDU");
  const count = cursor.u32le();
  if (count > MAX_MONITORS) cursor.reject("monitorCount", `is ${count}`);
  const signed = (): number => cursor.u32le() | 0;
  return Array.from({ length: count }, () => {
    const area = { left: signed(), top: signed(), right: signed(), bottom: signed() };
    return { ...area, isPrimary: (cursor.u32le() & TS_MONITOR_PRIMARY) !== 0 };
  });
}

/** Contents of a Monitor Layout PDU. */
export function encodeMonitorLayout(monitors: readonly MonitorLayout[]): Uint8Array {
  const writer = new WriteCursor(4 + 20 * monitors.length).u32le(monitors.length);
  for (const { left, top, right, bottom, isPrimary } of monitors) {
    for (const edge of [left, top, right, bottom]) writer.u32le(edge >>> 0);
    writer.u32le(isPrimary ? TS_MONITOR_PRIMARY : 0);
  }
  return writer.finish();
}
