import { fromUtf16, ReadCursor, toUtf16, WriteCursor } from "../bytes/index.ts";

/*
 * MS-RDPBCGR 2.2.10.1.1, Save Session Info PDU Data (pduType2 0x26), little-endian: 4 infoType, then by type:
 *
 *   0 2.2.10.1.1.1 Logon Info Version 1:  4 cbDomain, 52 Domain, 4 cbUserName, 512 UserName, 4 SessionId
 *   1 2.2.10.1.1.2 Logon Info Version 2:  2 Version (1), 4 Size (18), 4 SessionId, 4 cbDomain, 4 cbUserName, 558 pad, Domain, UserName
 *   2 2.2.10.1.1.3 Plain Notify:          576 pad
 *   3 2.2.10.1.1.4 Logon Info Extended:   2 Length, 4 FieldsPresent, fields (4 cbFieldData, FieldData), 570 pad
 *       field of 0x1, 2.2.4.2 ARC_SC_PRIVATE_PACKET:  4 cbLen (28), 4 Version (1), 4 LogonId, 16 ArcRandomBits
 *       field of 0x2, 2.2.10.1.1.4.1.1 Logon Errors Info:  4 ErrorNotificationType, 4 ErrorNotificationData
 *
 * Texts are UTF-16; their lengths count the terminator. Padding at the end is read where it is there: not every server sends it.
 *
 * 2.2.4.3, Client Auto-Reconnect Packet (ARC_CS_PRIVATE_PACKET): 4 cbLen (28), 4 Version (1), 4 LogonId, 16 SecurityVerifier
 */

export type SaveSessionInfo =
  | {
      readonly type: "logon" | "logon-long";
      readonly domain: string;
      readonly user: string;
      readonly sessionId: number;
    }
  | { readonly type: "plain-notify" }
  | {
      readonly type: "extended";
      readonly autoReconnect?: AutoReconnectPacket;
      readonly logonErrors?: LogonErrors;
    }
  | { readonly type: "other"; readonly infoType: number; readonly contents: Uint8Array };

/** `arcRandomBits`, 16 bytes, open the session without a password: they are a secret. */
export type AutoReconnectPacket = { readonly logonId: number; readonly arcRandomBits: Uint8Array };

export type LogonErrors = {
  /** Names in `LOGON_NOTIFICATION_TYPES`; another number is an NTSTATUS. */
  readonly notificationType: number;
  /** Names in `LOGON_NOTIFICATION_DATA`; another number is a session id. */
  readonly notificationData: number;
};

/** ErrorNotificationType of 2.2.10.1.1.4.1.1. */
export const LOGON_NOTIFICATION_TYPES: Readonly<Record<number, string>> = {
  0xfffffff8: "LOGON_MSG_SESSION_BUSY_OPTIONS",
  0xfffffff9: "LOGON_MSG_DISCONNECT_REFUSED",
  0xfffffffa: "LOGON_MSG_NO_PERMISSION",
  0xfffffffb: "LOGON_MSG_BUMP_OPTIONS",
  0xfffffffc: "LOGON_MSG_RECONNECT_OPTIONS",
  0xfffffffd: "LOGON_MSG_SESSION_TERMINATE",
  0xfffffffe: "LOGON_MSG_SESSION_CONTINUE",
  0xffffffff: "ERROR_CODE_ACCESS_DENIED",
};

/** ErrorNotificationData of 2.2.10.1.1.4.1.1. */
export const LOGON_NOTIFICATION_DATA: Readonly<Record<number, string>> = {
  0x00000000: "LOGON_FAILED_BAD_PASSWORD",
  0x00000001: "LOGON_FAILED_UPDATE_PASSWORD",
  0x00000002: "LOGON_FAILED_OTHER",
  0x00000003: "LOGON_WARNING",
};

export const PDUTYPE2_SAVE_SESSION_INFO = 0x26;
const LOGON = 0;
const LOGON_LONG = 1;
const PLAIN_NOTIFY = 2;
const EXTENDED = 3;
const DOMAIN_LENGTH = 52;
const USER_LENGTH = 512;
const LONG_SIZE = 18;
const LONG_PAD = 558;
const PLAIN_PAD = 576;
const EXTENDED_PAD = 570;
const EXTENDED_HEADER = 6;
const AUTO_RECONNECT_PRESENT = 0x1;
const LOGON_ERRORS_PRESENT = 0x2;
const AUTO_RECONNECT_LENGTH = 28;
const AUTO_RECONNECT_VERSION = 1;
const RANDOM_BYTES = 16;

function terminated(bytes: Uint8Array): string {
  const text = toUtf16(bytes);
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}

/** What follows the Share Data Header of a Save Session Info PDU. Byte fields are views. Throws DecodeError. */
export function decodeSaveSessionInfo(contents: Uint8Array): SaveSessionInfo {
  const cursor = new ReadCursor(contents, "Save Session Info PDU");
  const infoType = cursor.u32le();
  switch (infoType) {
    case LOGON:
      return { type: "logon", ...readFixedNames(cursor), sessionId: cursor.u32le() };
    case LOGON_LONG:
      return readLong(cursor);
    case PLAIN_NOTIFY:
      return { type: "plain-notify" };
    case EXTENDED:
      return readExtended(cursor);
    default:
      return { type: "other", infoType, contents: cursor.rest() };
  }
}

function readFixedNames(cursor: ReadCursor): { readonly domain: string; readonly user: string } {
  const name = (field: string, max: number): string => {
    const length = cursor.u32le();
    if (length > max) cursor.reject(field, `is ${length}`);
    return terminated(cursor.take(max).subarray(0, length));
  };
  return { domain: name("cbDomain", DOMAIN_LENGTH), user: name("cbUserName", USER_LENGTH) };
}

function readLong(cursor: ReadCursor): SaveSessionInfo {
  cursor.skip(6);
  const sessionId = cursor.u32le();
  const domainLength = cursor.u32le();
  const userLength = cursor.u32le();
  cursor.skip(LONG_PAD);
  const domain = terminated(cursor.take(domainLength));
  return { type: "logon-long", domain, user: terminated(cursor.take(userLength)), sessionId };
}

function readExtended(cursor: ReadCursor): SaveSessionInfo {
  cursor.skip(2);
  const present = cursor.u32le();
  const info: { type: "extended"; autoReconnect?: AutoReconnectPacket; logonErrors?: LogonErrors } = {
    type: "extended",
  };
  if ((present & AUTO_RECONNECT_PRESENT) !== 0) {
    const field = cursor.sub(cursor.u32le(), "ARC_SC_PRIVATE_PACKET");
    field.skip(8);
    info.autoReconnect = { logonId: field.u32le(), arcRandomBits: field.take(RANDOM_BYTES) };
  }
  if ((present & LOGON_ERRORS_PRESENT) !== 0) {
    const field = cursor.sub(cursor.u32le(), "Logon Errors Info");
    info.logonErrors = { notificationType: field.u32le(), notificationData: field.u32le() };
  }
  return info;
}

/** Contents of a share data PDU of type 0x26, with the padding of the specification. Throws RangeError for names that do not fit. */
export function encodeSaveSessionInfo(value: SaveSessionInfo): Uint8Array {
  const writer = new WriteCursor(640);
  switch (value.type) {
    case "logon":
      writer.u32le(LOGON);
      writeFixedName(writer, value.domain, DOMAIN_LENGTH);
      writeFixedName(writer, value.user, USER_LENGTH);
      return writer.u32le(value.sessionId).finish();
    case "logon-long": {
      const [domain, user] = [fromUtf16(`${value.domain}\0`), fromUtf16(`${value.user}\0`)];
      writer.u32le(LOGON_LONG).u16le(1).u32le(LONG_SIZE).u32le(value.sessionId);
      return writer.u32le(domain.length).u32le(user.length).zeros(LONG_PAD).bytes(domain).bytes(user).finish();
    }
    case "plain-notify":
      return writer.u32le(PLAIN_NOTIFY).zeros(PLAIN_PAD).finish();
    case "extended":
      return writeExtended(writer.u32le(EXTENDED), value.autoReconnect, value.logonErrors).zeros(EXTENDED_PAD).finish();
    case "other":
    default:
      return writer.u32le(value.infoType).bytes(value.contents).finish();
  }
}

function writeFixedName(writer: WriteCursor, name: string, max: number): void {
  const bytes = fromUtf16(`${name}\0`);
  if (bytes.length > max) throw new RangeError(`a name of ${name.length} characters in a field of ${max} bytes`);
  writer
    .u32le(bytes.length)
    .bytes(bytes)
    .zeros(max - bytes.length);
}

function writeExtended(
  writer: WriteCursor,
  autoReconnect: AutoReconnectPacket | undefined,
  logonErrors: LogonErrors | undefined,
): WriteCursor {
  const fields = new WriteCursor(48);
  let present = 0;
  if (autoReconnect !== undefined) {
    present |= AUTO_RECONNECT_PRESENT;
    fields
      .u32le(AUTO_RECONNECT_LENGTH)
      .bytes(encodeAutoReconnectPacket(autoReconnect.logonId, autoReconnect.arcRandomBits));
  }
  if (logonErrors !== undefined) {
    present |= LOGON_ERRORS_PRESENT;
    fields.u32le(8).u32le(logonErrors.notificationType).u32le(logonErrors.notificationData);
  }
  return writer
    .u16le(EXTENDED_HEADER + fields.length)
    .u32le(present)
    .bytes(fields.finish());
}

/** ARC_SC_PRIVATE_PACKET (2.2.4.2) or ARC_CS_PRIVATE_PACKET (2.2.4.3): 28 bytes that end with `bits`, which are 16 bytes, or RangeError. */
export function encodeAutoReconnectPacket(logonId: number, bits: Uint8Array): Uint8Array {
  if (bits.length !== RANDOM_BYTES) throw new RangeError(`${bits.length} bytes in place of ${RANDOM_BYTES}`);
  const writer = new WriteCursor(AUTO_RECONNECT_LENGTH).u32le(AUTO_RECONNECT_LENGTH).u32le(AUTO_RECONNECT_VERSION);
  return writer.u32le(logonId).bytes(bits).finish();
}

/** ARC_CS_PRIVATE_PACKET (2.2.4.3), the cookie of a Client Info PDU. Throws DecodeError. */
export function decodeAutoReconnectCookie(bytes: Uint8Array): {
  readonly logonId: number;
  readonly securityVerifier: Uint8Array;
} {
  const cursor = new ReadCursor(bytes, "ARC_CS_PRIVATE_PACKET");
  const length = cursor.u32le();
  if (length !== AUTO_RECONNECT_LENGTH) cursor.reject("cbLen", `is ${length}`);
  cursor.skip(4);
  return { logonId: cursor.u32le(), securityVerifier: cursor.take(RANDOM_BYTES) };
}
