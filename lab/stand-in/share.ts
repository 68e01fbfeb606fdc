// What a stand-in says and hears once MCS stands: share control PDUs, channels and fast-path, sealed where there is no TLS.
import { concat, ReadCursor, WriteCursor } from "../../src/core/bytes/index.ts";
import {
  decodeDomainPdu,
  decodeSecurityHeader,
  decodeX224Data,
  encodeFastPathOutput,
  encodeFastPathUpdates,
  encodeMessageChannelPdu,
  encodeShareControl,
  pduFrame,
  pduLength,
  SEC_ENCRYPT,
  sendDataIndication,
  SERVER_USER_ID,
  tpktLength,
  type FastPathUpdate,
  type MessageChannelPdu,
  type ShareControlPdu,
} from "../../src/core/protocol/index.ts";
import { fastPathKeys, slowPathKeys, type StruckKey } from "./client-input.ts";
import type { StandardSecurity } from "./standard-security.ts";
import { PeerGone, type Wire } from "./wire.ts";

const CONFIRM_ACTIVE = 0x3;
const DATA = 0x7;
const PDUTYPE2_INPUT = 0x1c;
const CHANNEL_FLAG_FIRST_LAST = 0x3;

/** Where things go. */
export interface ShareIds {
  readonly ioChannelId: number;
  readonly shareId: number;
  readonly messageChannelId?: number;
  /** Static virtual channels that the client asked for, by name. */
  readonly channels: ReadonlyMap<string, number>;
}

/** What a client says after its Client Info. */
export type ClientPdu =
  | { readonly kind: "ultimatum" }
  | { readonly kind: "confirm-active"; readonly contents: Uint8Array }
  | { readonly kind: "share-data"; readonly pduType2: number; readonly contents: Uint8Array }
  | { readonly kind: "keys"; readonly keys: readonly StruckKey[] }
  /** On the message channel or a virtual channel; `contents` has its own header. */
  | { readonly kind: "channel"; readonly channelId: number; readonly contents: Uint8Array }
  | { readonly kind: "other" };

/** Talks on the channels of one connection. */
export class Share {
  readonly ids: ShareIds;
  readonly security: StandardSecurity | undefined;
  readonly #wire: Wire;
  readonly #note: (pdu: string, bytes: Uint8Array) => void;

  constructor(
    wire: Wire,
    ids: ShareIds,
    security: StandardSecurity | undefined,
    note: (pdu: string, bytes: Uint8Array) => void,
  ) {
    this.#wire = wire;
    this.ids = ids;
    this.security = security;
    this.#note = note;
  }

  note(pdu: string, bytes: Uint8Array = new Uint8Array(0)): void {
    this.#note(pdu, bytes);
  }

  /** User data on a channel, with a security header where there is no TLS, or where `flags` ask for one. */
  async sendOn(channelId: number, data: Uint8Array, flags = 0): Promise<number> {
    const packet = sendDataIndication(channelId, this.security?.seal(data, flags) ?? withFlags(data, flags));
    await this.#wire.send(packet);
    return packet.length;
  }

  /** Share control PDUs, each in a packet of its own; resolves with the bytes that it took. */
  async send(...pdus: readonly ShareControlPdu[]): Promise<number> {
    let bytes = 0;
    for (const pdu of pdus) bytes += await this.sendOn(this.ids.ioChannelId, encodeShareControl(pdu));
    return bytes;
  }

  data(pduType2: number, contents: Uint8Array): ShareControlPdu {
    const { shareId } = this.ids;
    return { kind: "share-data-other", pduSource: SERVER_USER_ID, shareId, pduType2, compressedType: 0, contents };
  }

  /** Nothing where the client asked for no message channel. */
  async sendMessage(pdu: MessageChannelPdu): Promise<void> {
    const { messageChannelId } = this.ids;
    if (messageChannelId === undefined) return;
    const bytes = encodeMessageChannelPdu(pdu);
    // The codec writes the basic header; a sealed one has the same flags.
    await this.sendOn(messageChannelId, bytes.subarray(4), new ReadCursor(bytes, "security header").u16le());
  }

  /** A whole virtual channel PDU (2.2.6.1); nothing where the client did not ask for the channel. */
  async sendChannel(name: string, contents: Uint8Array): Promise<void> {
    const channelId = this.ids.channels.get(name);
    if (channelId === undefined) return;
    const header = new WriteCursor(8).u32le(contents.length).u32le(CHANNEL_FLAG_FIRST_LAST).finish();
    await this.sendOn(channelId, concat([header, contents]));
  }

  async sendFastPath(updates: readonly FastPathUpdate[]): Promise<number> {
    const plain = encodeFastPathUpdates(updates);
    const encrypted = this.security?.encrypt(plain);
    const packet = encodeFastPathOutput({
      encrypted: encrypted !== undefined,
      secureChecksum: false,
      ...(encrypted === undefined ? {} : { signature: encrypted.signature }),
      body: encrypted?.body ?? plain,
    });
    await this.#wire.send(packet);
    return packet.length;
  }

  /** The next PDU of the client. Rejects with DecodeError, or with PeerGone when the client ends. */
  async receive(): Promise<ClientPdu> {
    const packet = await this.#wire.take(pduLength);
    if (pduFrame(packet)?.kind === "fast-path") return { kind: "keys", keys: fastPathKeys(packet, this.security) };
    const pdu = decodeDomainPdu(decodeX224Data(packet));
    if (pdu.kind === "disconnect-provider-ultimatum") {
      this.note("Disconnect Provider Ultimatum", packet);
      return { kind: "ultimatum" };
    }
    if (pdu.kind !== "send-data-request") return { kind: "other" };
    const { channelId } = pdu;
    const opened = this.security?.open(pdu.userData);
    if (channelId !== this.ids.ioChannelId) {
      const contents = opened === undefined ? pdu.userData : withFlags(opened.data, opened.flags & ~SEC_ENCRYPT);
      if (channelId === this.ids.messageChannelId) this.note("message channel response", contents);
      return { kind: "channel", channelId, contents };
    }
    return readShare(opened?.data ?? pdu.userData);
  }

  /** The next PDU of the client that has a security header in any case: Client Info, licensing. Rejects as `receive` does. */
  async receiveSecured(): Promise<Secured> {
    const packet = await this.#wire.take(tpktLength);
    const pdu = decodeDomainPdu(decodeX224Data(packet));
    if (pdu.kind !== "send-data-request") throw new PeerGone(`the client sent ${pdu.kind}`);
    return openSecured(pdu.userData, this.security);
  }
}

export interface Secured {
  readonly flags: number;
  readonly data: Uint8Array;
}

/** User data that has a security header in any case. Throws DecodeError. */
export function openSecured(userData: Uint8Array, security: StandardSecurity | undefined): Secured {
  if (security !== undefined) return security.open(userData);
  const cursor = new ReadCursor(userData, "security header");
  const { flags } = decodeSecurityHeader(cursor, "basic");
  return { flags, data: cursor.rest() };
}

/** Data behind a basic security header; without flags there is none. */
export function withFlags(data: Uint8Array, flags: number): Uint8Array {
  return flags === 0 ? data : new WriteCursor(data.length + 4).u16le(flags).u16le(0).bytes(data).finish();
}

function readShare(data: Uint8Array): ClientPdu {
  const cursor = new ReadCursor(data, "Share Control Header");
  const totalLength = cursor.u16le();
  const type = cursor.u16le() & 0x0f;
  if (totalLength < 6) cursor.reject("totalLength", `is ${totalLength}`);
  cursor.skip(2);
  if (type === CONFIRM_ACTIVE) return { kind: "confirm-active", contents: data };
  if (type !== DATA) return { kind: "other" };
  cursor.skip(8);
  const pduType2 = cursor.u8();
  cursor.skip(3);
  const contents = cursor.rest();
  return pduType2 === PDUTYPE2_INPUT
    ? { kind: "keys", keys: slowPathKeys(contents) }
    : { kind: "share-data", pduType2, contents };
}
