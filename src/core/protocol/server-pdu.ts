import { ReadCursor } from "../bytes/index.ts";
import { decodeServerBlocks, type ServerBlocks } from "./gcc-server-blocks.ts";
import { type ConferenceCreateResponse, decodeConferenceCreateResponse } from "./gcc.ts";
import { decodeLicensePdu, type LicensePdu } from "./licensing.ts";
import { decodeConnectResponse, type DomainParameters } from "./mcs-connect.ts";
import { decodeDomainPdu, type DomainPdu, type SendData } from "./mcs.ts";
import {
  decodeMessageChannelContents,
  decodeMessageChannelPdu,
  MESSAGE_CHANNEL_FLAGS,
  type MessageChannelPdu,
} from "./message-channel.ts";
import { decodeSecurityHeader, SEC_ENCRYPT, SEC_LICENSE_PKT, SEC_REDIRECTION_PKT } from "./security-header.ts";
import { decodeServerRedirection } from "./server-redirection.ts";
import { decodeShareControls, isShareControl, type ShareControlPdu } from "./share-control.ts";
import { pduFrame } from "./tpkt.ts";
import { decodeX224 } from "./x224.ts";

/** Everything that a server may send from the MCS Connect Response on, one PDU. */
export type ServerPdu =
  | ConnectResponsePdu
  | { readonly kind: "attach-user-confirm"; readonly result: number; readonly userId?: number }
  | {
      readonly kind: "channel-join-confirm";
      readonly result: number;
      readonly userId: number;
      readonly requested: number;
      readonly channelId?: number;
    }
  | { readonly kind: "license"; readonly channelId: number; readonly license: LicensePdu }
  | (ShareControlPdu & { readonly channelId: number })
  | { readonly kind: "message-channel"; readonly channelId: number; readonly message: MessageChannelPdu }
  | { readonly kind: "disconnect-ultimatum"; readonly reason: number }
  | { readonly kind: "x224-disconnect"; readonly reason: number }
  /** Encrypted by Standard RDP Security; `contents` begin with the signature. `decodeDecrypted` reads them once they are open. */
  | { readonly kind: "encrypted"; readonly channelId: number; readonly flags: number; readonly contents: Uint8Array }
  | { readonly kind: "virtual-channel"; readonly channelId: number; readonly contents: Uint8Array }
  /** `packet` is a view of the whole, for `decodeFastPathOutput`. */
  | { readonly kind: "fast-path"; readonly lengthBytes: number; readonly packet: Uint8Array }
  /** A well-formed MCS or X.224 PDU that a server has no reason to send at this point. */
  | { readonly kind: "unexpected"; readonly name: string };

export type ConnectResponsePdu = {
  readonly kind: "connect-response";
  /** 0 is rt-successful; names in `MCS_RESULTS`. */
  readonly result: number;
  readonly calledConnectId: number;
  readonly domainParameters: DomainParameters;
  /** Absent when the server refused and sent no user data. */
  readonly conference?: Omit<ConferenceCreateResponse, "blocks">;
  readonly blocks: ServerBlocks;
};

/** What the Connect Response said; without it the I/O channel is 1003 and no message channel is known. */
export type ChannelIds = {
  readonly ioChannelId?: number;
  readonly messageChannelId?: number;
  /** Standard RDP security is in effect: everything has a security header, and most of it is encrypted. */
  readonly encrypted?: boolean;
};

/** MCS channel id of the I/O channel in every known server (MS-RDPBCGR 2.2.1.4.4). */
export const IO_CHANNEL_ID = 1003;
const MCS_CONNECT_RESPONSE_TAG = 0x7f;

type ServerPdus = readonly [ServerPdu, ...ServerPdu[]];

/**
 * The first PDU of one whole packet from a server, TPKT or fast-path header included. Under TLS licensing and message channel PDUs
 * carry a security header and share control PDUs do not; the two are told apart by `isShareControl`. Byte fields are views of the
 * packet. Throws DecodeError and nothing else.
 */
export function decodeServerPdu(packet: Uint8Array, channels: ChannelIds = {}): ServerPdu {
  return readPacket(packet, channels, 1)[0];
}

/** Every PDU of one whole packet: on the I/O channel several share control PDUs may follow each other. Throws as `decodeServerPdu`. */
export function decodeServerPdus(packet: Uint8Array, channels: ChannelIds = {}): ServerPdus {
  return readPacket(packet, channels);
}

function readPacket(packet: Uint8Array, channels: ChannelIds, limit?: number): ServerPdus {
  const frame = pduFrame(packet);
  if (frame === undefined) return new ReadCursor(packet, "server PDU").reject("header", "is not complete");
  if (frame.kind === "fast-path") {
    if (frame.length !== packet.length) new ReadCursor(packet, "fast-path PDU").reject("length", `is ${frame.length}`);
    return [{ kind: "fast-path", lengthBytes: frame.length, packet }];
  }
  const tpdu = decodeX224(packet);
  if (tpdu.kind === "disconnect-request") return [{ kind: "x224-disconnect", reason: tpdu.reason }];
  if (tpdu.kind !== "data") return [{ kind: "unexpected", name: `x224-${tpdu.kind}` }];
  if (tpdu.userData[0] === MCS_CONNECT_RESPONSE_TAG) return [readConnectResponse(tpdu.userData)];
  const pdu = decodeDomainPdu(tpdu.userData);
  return pdu.kind === "send-data-indication" ? readIndication(pdu, channels, limit) : [readDomainPdu(pdu)];
}

function readDomainPdu(pdu: Exclude<DomainPdu, { readonly kind: "send-data-indication" }>): ServerPdu {
  switch (pdu.kind) {
    case "attach-user-confirm":
      return pdu.initiator === undefined
        ? { kind: pdu.kind, result: pdu.result }
        : { kind: pdu.kind, result: pdu.result, userId: pdu.initiator };
    case "channel-join-confirm": {
      const { kind, result, initiator: userId, requested, channelId } = pdu;
      return channelId === undefined
        ? { kind, result, userId, requested }
        : { kind, result, userId, requested, channelId };
    }
    case "disconnect-provider-ultimatum":
      return { kind: "disconnect-ultimatum", reason: pdu.reason };
    case "other-domain-pdu":
      return { kind: "unexpected", name: `mcs-domain-pdu-${pdu.choice}` };
    case "attach-user-request":
    case "channel-join-request":
    case "erect-domain-request":
    case "send-data-request":
    default:
      return { kind: "unexpected", name: `mcs-${pdu.kind}` };
  }
}

/** The first PDU inside an "encrypted" one, after decryption and without its signature. Throws DecodeError. */
export function decodeDecrypted(plain: Uint8Array, flags: number, channelId: number): ServerPdu {
  return readSecured(plain, flags, channelId, 1)[0];
}

/** Every PDU inside an "encrypted" one, after decryption and without its signature. Throws DecodeError. */
export function decodeDecryptedPdus(plain: Uint8Array, flags: number, channelId: number): ServerPdus {
  return readSecured(plain, flags, channelId);
}

/** What stands behind a security header on the I/O channel, or an encrypted one of the message channel. */
function readSecured(plain: Uint8Array, flags: number, channelId: number, limit?: number): ServerPdus {
  if ((flags & SEC_LICENSE_PKT) !== 0) return [{ kind: "license", channelId, license: decodeLicensePdu(plain) }];
  if ((flags & SEC_REDIRECTION_PKT) !== 0) {
    return [{ kind: "server-redirection", channelId, redirection: decodeServerRedirection(plain) }];
  }
  if ((flags & MESSAGE_CHANNEL_FLAGS) !== 0) {
    return [{ kind: "message-channel", channelId, message: decodeMessageChannelContents(plain, flags) }];
  }
  const [first, ...others] = decodeShareControls(plain, limit);
  return [{ ...first, channelId }, ...others.map((pdu) => ({ ...pdu, channelId }))];
}

function readConnectResponse(bytes: Uint8Array): ConnectResponsePdu {
  const { result, calledConnectId, domainParameters, userData } = decodeConnectResponse(bytes);
  const response = { kind: "connect-response", result, calledConnectId, domainParameters } as const;
  if (userData.length === 0) return { ...response, blocks: { unknown: [] } };
  const { blocks, ...conference } = decodeConferenceCreateResponse(userData);
  return { ...response, conference, blocks: decodeServerBlocks(blocks) };
}

function readIndication(pdu: SendData, channels: ChannelIds, limit?: number): ServerPdus {
  const { channelId, userData } = pdu;
  if (channelId === channels.messageChannelId) {
    const header = new ReadCursor(userData, "security header");
    const { flags } = decodeSecurityHeader(header, "basic");
    if ((flags & SEC_ENCRYPT) !== 0) return [{ kind: "encrypted", channelId, flags, contents: header.rest() }];
    return [{ kind: "message-channel", channelId, message: decodeMessageChannelPdu(userData) }];
  }
  if (channelId !== (channels.ioChannelId ?? IO_CHANNEL_ID)) {
    return [{ kind: "virtual-channel", channelId, contents: userData }];
  }
  if (channels.encrypted !== true && isShareControl(userData)) return readSecured(userData, 0, channelId, limit);
  const cursor = new ReadCursor(userData, "security header");
  const { flags } = decodeSecurityHeader(cursor, "basic");
  if ((flags & SEC_ENCRYPT) !== 0) return [{ kind: "encrypted", channelId, flags, contents: cursor.rest() }];
  if ((flags & (SEC_LICENSE_PKT | SEC_REDIRECTION_PKT)) !== 0) {
    return readSecured(cursor.rest(), flags, channelId, limit);
  }
  if ((flags & MESSAGE_CHANNEL_FLAGS) !== 0) {
    return [{ kind: "message-channel", channelId, message: decodeMessageChannelPdu(userData) }];
  }
  // At the low level only the client encrypts: the server's PDUs have an empty security header (5.3.1).
  if (channels.encrypted === true) return readSecured(cursor.rest(), 0, channelId, limit);
  return cursor.reject("flags", `0x${flags.toString(16)} announce no PDU of the connection sequence`);
}
