import { ReadCursor, WriteCursor } from "../bytes/index.ts";
import {
  decodeLicenseRequest,
  encodeLicenseRequest,
  type LicenseRequest,
  readLicenseBlob,
  writeLicenseBlob,
} from "./license-request.ts";
import { encodeSecurityHeader, SEC_LICENSE_PKT } from "./security-header.ts";

/*
 * MS-RDPBCGR 2.2.1.12.1.1, Licensing Preamble (LICENSE_PREAMBLE), after a basic security header with SEC_LICENSE_PKT:
 *
 *   1  bMsgType    1 flags (low four bits version 2 or 3, 0x80 EXTENDED_ERROR_MSG_SUPPORTED)    2 wMsgSize with the preamble
 *
 * 2.2.1.12.1.3, Licensing Error Message (LICENSE_ERROR_MESSAGE), bMsgType 0xFF:
 *   4  dwErrorCode    4 dwStateTransition    bbErrorInfo: a blob
 *
 * MS-RDPELE 2.2.2.4, Server Platform Challenge: 4 ConnectFlags, EncryptedPlatformChallenge blob, 16 MACData
 */

export type LicensePdu = { readonly preambleVersion: number } & (
  | {
      readonly kind: "error-alert";
      readonly errorCode: number;
      readonly stateTransition: number;
      readonly errorInfo: Uint8Array;
    }
  | ({ readonly kind: "license-request" } & LicenseRequest)
  | {
      readonly kind: "platform-challenge";
      readonly connectFlags: number;
      readonly encryptedPlatformChallenge: Uint8Array;
      readonly macData: Uint8Array;
    }
  | { readonly kind: "new-license" | "upgrade-license"; readonly contents: Uint8Array }
  | { readonly kind: "other-license"; readonly messageType: number; readonly contents: Uint8Array }
);

export const STATUS_VALID_CLIENT = 0x00000007;
export const ST_NO_TRANSITION = 0x00000002;

/** dwErrorCode of 2.2.1.12.1.3. */
export const LICENSE_ERROR_CODES: Readonly<Record<number, string>> = {
  0x00000001: "ERR_INVALID_SERVER_CERTIFICATE",
  0x00000002: "ERR_NO_LICENSE",
  0x00000003: "ERR_INVALID_MAC",
  0x00000004: "ERR_INVALID_SCOPE",
  0x00000006: "ERR_NO_LICENSE_SERVER",
  0x00000007: "STATUS_VALID_CLIENT",
  0x00000008: "ERR_INVALID_CLIENT",
  0x0000000b: "ERR_INVALID_PRODUCTID",
  0x0000000c: "ERR_INVALID_MESSAGE_LEN",
};

/** dwStateTransition of 2.2.1.12.1.3. */
export const LICENSE_STATE_TRANSITIONS: Readonly<Record<number, string>> = {
  0x00000001: "ST_TOTAL_ABORT",
  0x00000002: "ST_NO_TRANSITION",
  0x00000003: "ST_RESET_PHASE_TO_START",
  0x00000004: "ST_RESEND_LAST_MESSAGE",
};

const LICENSE_REQUEST = 0x01;
const PLATFORM_CHALLENGE = 0x02;
const NEW_LICENSE = 0x03;
const UPGRADE_LICENSE = 0x04;
const ERROR_ALERT = 0xff;
const BB_ERROR_BLOB = 0x0004;

/** Valid Client License Data and everything else after the security header (2.2.1.12.1). Throws DecodeError. */
export function decodeLicensePdu(bytes: Uint8Array): LicensePdu {
  const cursor = new ReadCursor(bytes, "licensing PDU");
  const messageType = cursor.u8();
  const preambleVersion = cursor.u8() & 0x0f;
  const size = cursor.u16le();
  if (size < 4) cursor.reject("wMsgSize", `is ${size}`);
  const body = cursor.sub(size - 4, "licensing message");
  switch (messageType) {
    case ERROR_ALERT:
      return {
        preambleVersion,
        kind: "error-alert",
        errorCode: body.u32le(),
        stateTransition: body.u32le(),
        errorInfo: readLicenseBlob(body).contents,
      };
    case LICENSE_REQUEST:
      return { preambleVersion, kind: "license-request", ...decodeLicenseRequest(body) };
    case PLATFORM_CHALLENGE:
      return {
        preambleVersion,
        kind: "platform-challenge",
        connectFlags: body.u32le(),
        encryptedPlatformChallenge: readLicenseBlob(body).contents,
        macData: body.take(16),
      };
    case NEW_LICENSE:
      return { preambleVersion, kind: "new-license", contents: body.rest() };
    case UPGRADE_LICENSE:
      return { preambleVersion, kind: "upgrade-license", contents: body.rest() };
    default:
      return { preambleVersion, kind: "other-license", messageType, contents: body.rest() };
  }
}

function encodeBody(pdu: LicensePdu): { readonly messageType: number; readonly body: Uint8Array } {
  const writer = new WriteCursor(64);
  switch (pdu.kind) {
    case "error-alert":
      writer.u32le(pdu.errorCode).u32le(pdu.stateTransition);
      writeLicenseBlob(writer, { type: BB_ERROR_BLOB, contents: pdu.errorInfo });
      return { messageType: ERROR_ALERT, body: writer.finish() };
    case "license-request":
      return { messageType: LICENSE_REQUEST, body: encodeLicenseRequest(pdu) };
    case "platform-challenge":
      writer.u32le(pdu.connectFlags);
      writeLicenseBlob(writer, { type: 0, contents: pdu.encryptedPlatformChallenge });
      return { messageType: PLATFORM_CHALLENGE, body: writer.bytes(pdu.macData).finish() };
    case "new-license":
      return { messageType: NEW_LICENSE, body: pdu.contents };
    case "upgrade-license":
      return { messageType: UPGRADE_LICENSE, body: pdu.contents };
    case "other-license":
    default:
      return { messageType: pdu.messageType, body: pdu.contents };
  }
}

/** A licensing PDU with preamble, without security header (2.2.1.12.1). */
export function encodeLicensePdu(pdu: LicensePdu): Uint8Array {
  const { messageType, body } = encodeBody(pdu);
  const writer = new WriteCursor(body.length + 4).u8(messageType).u8(pdu.preambleVersion);
  return writer
    .u16le(body.length + 4)
    .bytes(body)
    .finish();
}

/** A licensing PDU behind its basic security header, as the userData of MCS Send Data (2.2.1.12). */
export function encodeSecuredLicensePdu(pdu: LicensePdu): Uint8Array {
  const writer = new WriteCursor(64);
  encodeSecurityHeader(writer, { form: "basic", flags: SEC_LICENSE_PKT, flagsHi: 0 });
  return writer.bytes(encodeLicensePdu(pdu)).finish();
}
