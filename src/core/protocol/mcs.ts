import { ReadCursor, WriteCursor } from "../bytes/index.ts";
import {
  readPerInteger,
  readPerLength,
  readPerUserId,
  writePerInteger,
  writePerLength,
  writePerUserId,
} from "./per.ts";

/*
 * T.125 section 7, DomainMCSPDU, aligned PER. Six bits of the first byte are the choice, the rest belongs to the PDU:
 *
 *   ErectDomainRequest            1  subHeight, subInterval INTEGER (0..MAX)
 *   DisconnectProviderUltimatum   8  reason: 3 bits (the two low bits of the first byte and the high bit of the second)
 *   AttachUserRequest            10  -
 *   AttachUserConfirm            11  1 bit "initiator present", result: 4 bits across the byte border, [initiator UserId]
 *   ChannelJoinRequest           14  initiator UserId, channelId 2 bytes
 *   ChannelJoinConfirm           15  1 bit "channelId present", result 4 bits, initiator UserId, requested 2, [channelId 2]
 *   SendDataRequest              25  initiator UserId, channelId 2, dataPriority 2 bits + segmentation 2 bits, userData
 *   SendDataIndication           26  same as SendDataRequest
 */

export type DomainPdu =
  | { readonly kind: "erect-domain-request"; readonly subHeight: number; readonly subInterval: number }
  | { readonly kind: "disconnect-provider-ultimatum"; readonly reason: number }
  | { readonly kind: "attach-user-request" }
  | { readonly kind: "attach-user-confirm"; readonly result: number; readonly initiator?: number }
  | { readonly kind: "channel-join-request"; readonly initiator: number; readonly channelId: number }
  | {
      readonly kind: "channel-join-confirm";
      readonly result: number;
      readonly initiator: number;
      readonly requested: number;
      readonly channelId?: number;
    }
  | SendData
  | { readonly kind: "other-domain-pdu"; readonly choice: number };

/** Send Data Request (client) or Indication (server); `userData` is a view when decoded. */
export type SendData = {
  readonly kind: "send-data-request" | "send-data-indication";
  readonly initiator: number;
  readonly channelId: number;
  readonly userData: Uint8Array;
};

/** `Reason` of T.125 section 7 part 1, as Disconnect Provider Ultimatum carries it (MS-RDPBCGR 2.2.2.3). */
export const MCS_DISCONNECT_REASONS: Readonly<Record<number, string>> = {
  0: "rn-domain-disconnected",
  1: "rn-provider-initiated",
  2: "rn-token-purged",
  3: "rn-user-requested",
  4: "rn-channel-purged",
};

const ERECT_DOMAIN_REQUEST = 1;
const DISCONNECT_PROVIDER_ULTIMATUM = 8;
const ATTACH_USER_REQUEST = 10;
const ATTACH_USER_CONFIRM = 11;
const CHANNEL_JOIN_REQUEST = 14;
const CHANNEL_JOIN_CONFIRM = 15;
const SEND_DATA_REQUEST = 25;
const SEND_DATA_INDICATION = 26;
/** dataPriority high (1) and segmentation begin + end: what every RDP peer sends. */
const HIGH_PRIORITY_WHOLE = 0x70;

/** One DomainMCSPDU, without TPKT and X.224 headers (T.125 section 7). Throws DecodeError. */
export function decodeDomainPdu(bytes: Uint8Array): DomainPdu {
  const cursor = new ReadCursor(bytes, "MCS domain PDU");
  const first = cursor.u8();
  const optional = (first & 0x02) !== 0;
  switch (first >>> 2) {
    case ERECT_DOMAIN_REQUEST:
      return {
        kind: "erect-domain-request",
        subHeight: readPerInteger(cursor, "subHeight"),
        subInterval: readPerInteger(cursor, "subInterval"),
      };
    case DISCONNECT_PROVIDER_ULTIMATUM:
      return { kind: "disconnect-provider-ultimatum", reason: ((first & 0x03) << 1) | (cursor.u8() >>> 7) };
    case ATTACH_USER_REQUEST:
      return { kind: "attach-user-request" };
    case ATTACH_USER_CONFIRM: {
      const result = readResult(cursor, first);
      if (!optional) return { kind: "attach-user-confirm", result };
      return { kind: "attach-user-confirm", result, initiator: readPerUserId(cursor) };
    }
    case CHANNEL_JOIN_REQUEST:
      return {
        kind: "channel-join-request",
        initiator: readPerUserId(cursor),
        channelId: cursor.u16be(),
      };
    case CHANNEL_JOIN_CONFIRM: {
      const result = readResult(cursor, first);
      const initiator = readPerUserId(cursor);
      const requested = cursor.u16be();
      if (!optional) return { kind: "channel-join-confirm", result, initiator, requested };
      return { kind: "channel-join-confirm", result, initiator, requested, channelId: cursor.u16be() };
    }
    case SEND_DATA_REQUEST:
      return readSendData(cursor, "send-data-request");
    case SEND_DATA_INDICATION:
      return readSendData(cursor, "send-data-indication");
    default:
      return { kind: "other-domain-pdu", choice: first >>> 2 };
  }
}

function readResult(cursor: ReadCursor, first: number): number {
  return ((first & 0x01) << 3) | (cursor.u8() >>> 5);
}

function readSendData(cursor: ReadCursor, kind: SendData["kind"]): SendData {
  const initiator = readPerUserId(cursor);
  const channelId = cursor.u16be();
  cursor.skip(1);
  return { kind, initiator, channelId, userData: cursor.take(readPerLength(cursor, "userData")) };
}

/** One DomainMCSPDU, without TPKT and X.224 headers. Throws RangeError for values that do not fit, and for other-domain-pdu. */
export function encodeDomainPdu(pdu: DomainPdu): Uint8Array {
  const writer = new WriteCursor();
  switch (pdu.kind) {
    case "erect-domain-request":
      writer.u8(ERECT_DOMAIN_REQUEST << 2);
      writePerInteger(writer, pdu.subHeight);
      writePerInteger(writer, pdu.subInterval);
      break;
    case "disconnect-provider-ultimatum":
      writer.u8((DISCONNECT_PROVIDER_ULTIMATUM << 2) | (pdu.reason >>> 1)).u8((pdu.reason & 1) << 7);
      break;
    case "attach-user-request":
      writer.u8(ATTACH_USER_REQUEST << 2);
      break;
    case "attach-user-confirm":
      writeResult(writer, ATTACH_USER_CONFIRM, pdu.initiator !== undefined, pdu.result);
      if (pdu.initiator !== undefined) writePerUserId(writer, pdu.initiator);
      break;
    case "channel-join-request":
      writer.u8(CHANNEL_JOIN_REQUEST << 2);
      writePerUserId(writer, pdu.initiator);
      writer.u16be(pdu.channelId);
      break;
    case "channel-join-confirm":
      writeResult(writer, CHANNEL_JOIN_CONFIRM, pdu.channelId !== undefined, pdu.result);
      writePerUserId(writer, pdu.initiator);
      writer.u16be(pdu.requested);
      if (pdu.channelId !== undefined) writer.u16be(pdu.channelId);
      break;
    case "send-data-request":
    case "send-data-indication":
      writer.u8((pdu.kind === "send-data-request" ? SEND_DATA_REQUEST : SEND_DATA_INDICATION) << 2);
      writePerUserId(writer, pdu.initiator);
      writer.u16be(pdu.channelId).u8(HIGH_PRIORITY_WHOLE);
      writePerLength(writer, pdu.userData.length);
      writer.bytes(pdu.userData);
      break;
    case "other-domain-pdu":
      throw new RangeError(`no layout for MCS domain PDU ${pdu.choice}`);
  }
  return writer.finish();
}

function writeResult(writer: WriteCursor, choice: number, optional: boolean, result: number): void {
  if (result > 15) throw new RangeError(`MCS result ${result}`);
  writer.u8((choice << 2) | (optional ? 0x02 : 0) | (result >>> 3)).u8((result & 0x07) << 5);
}
