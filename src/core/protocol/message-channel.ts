import { ReadCursor, WriteCursor } from "../bytes/index.ts";
import { type AutoDetectRequest, decodeAutoDetectRequest, encodeAutoDetectRequest } from "./auto-detect-pdus.ts";
import {
  decodeSecurityHeader,
  encodeSecurityHeader,
  SEC_AUTODETECT_REQ,
  SEC_HEARTBEAT,
  SEC_TRANSPORT_REQ,
} from "./security-header.ts";

/*
 * What a server sends on the message channel, each behind a basic security header (MS-RDPBCGR 2.2.8.1.1.2.1), little-endian:
 *
 *   2.2.15.1    Server Initiate Multitransport Request (SEC_TRANSPORT_REQ):
 *               4 requestId, 2 requestedProtocol (1 UDPFECR, 2 UDPFECL), 2 reserved, 16 securityCookie
 *   2.2.14.1    Server Auto-Detect Request (SEC_AUTODETECT_REQ): see auto-detect-pdus.ts
 *   2.2.16.1    Server Heartbeat (SEC_HEARTBEAT): 1 reserved, 1 period (seconds), 1 count1, 1 count2
 */
export type MessageChannelPdu =
  | {
      readonly kind: "initiate-multitransport";
      readonly requestId: number;
      readonly requestedProtocol: number;
      readonly securityCookie: Uint8Array;
    }
  | { readonly kind: "auto-detect-request"; readonly request: AutoDetectRequest }
  | { readonly kind: "heartbeat"; readonly periodSeconds: number; readonly count1: number; readonly count2: number }
  | { readonly kind: "other"; readonly flags: number; readonly contents: Uint8Array };

/** Security flags that only message channel PDUs carry. */
export const MESSAGE_CHANNEL_FLAGS: number = SEC_TRANSPORT_REQ | SEC_AUTODETECT_REQ | SEC_HEARTBEAT;

/** A server's message channel PDU with its basic security header. Throws DecodeError. */
export function decodeMessageChannelPdu(bytes: Uint8Array): MessageChannelPdu {
  const cursor = new ReadCursor(bytes, "message channel PDU");
  const { flags } = decodeSecurityHeader(cursor, "basic");
  return decodeMessageChannelContents(cursor.rest(), flags);
}

/** What stands behind the security header of a message channel PDU with these flags. Throws DecodeError. */
export function decodeMessageChannelContents(contents: Uint8Array, flags: number): MessageChannelPdu {
  const cursor = new ReadCursor(contents, "message channel PDU");
  if ((flags & SEC_TRANSPORT_REQ) !== 0) {
    const requestId = cursor.u32le();
    const requestedProtocol = cursor.u16le();
    cursor.skip(2);
    return { kind: "initiate-multitransport", requestId, requestedProtocol, securityCookie: cursor.take(16) };
  }
  if ((flags & SEC_AUTODETECT_REQ) !== 0) {
    return { kind: "auto-detect-request", request: decodeAutoDetectRequest(cursor) };
  }
  if ((flags & SEC_HEARTBEAT) !== 0) {
    cursor.skip(1);
    return { kind: "heartbeat", periodSeconds: cursor.u8(), count1: cursor.u8(), count2: cursor.u8() };
  }
  return { kind: "other", flags, contents: cursor.rest() };
}

/** A server's message channel PDU with its basic security header. */
export function encodeMessageChannelPdu(pdu: MessageChannelPdu): Uint8Array {
  const writer = new WriteCursor(32);
  switch (pdu.kind) {
    case "initiate-multitransport":
      if (pdu.securityCookie.length !== 16) throw new RangeError("securityCookie is not 16 bytes");
      encodeSecurityHeader(writer, { form: "basic", flags: SEC_TRANSPORT_REQ, flagsHi: 0 });
      return writer.u32le(pdu.requestId).u16le(pdu.requestedProtocol).zeros(2).bytes(pdu.securityCookie).finish();
    case "auto-detect-request":
      encodeSecurityHeader(writer, { form: "basic", flags: SEC_AUTODETECT_REQ, flagsHi: 0 });
      encodeAutoDetectRequest(writer, pdu.request);
      return writer.finish();
    case "heartbeat":
      encodeSecurityHeader(writer, { form: "basic", flags: SEC_HEARTBEAT, flagsHi: 0 });
      return writer.u8(0).u8(pdu.periodSeconds).u8(pdu.count1).u8(pdu.count2).finish();
    case "other":
    default:
      encodeSecurityHeader(writer, { form: "basic", flags: pdu.flags, flagsHi: 0 });
      return writer.bytes(pdu.contents).finish();
  }
}
