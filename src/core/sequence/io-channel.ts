import { ReadCursor, WriteCursor } from "../bytes/index.ts";
import {
  IO_CHANNEL_ID,
  SEC_ENCRYPT,
  decodeDecryptedPdus,
  decodeDomainPdu,
  decodeFastPathOutput,
  decodeSecurityHeader,
  decodeServerPdus,
  decodeX224Data,
  encodeSecurityHeader,
  pduFrame,
  sendDataRequest,
} from "../protocol/index.ts";
import type { ServerPdu } from "../protocol/index.ts";
import type { Inbox } from "./inbox.ts";
import type { RdpCipher } from "./rdp-cipher.ts";
import type { SequenceAction } from "./sequence.ts";

const SIGNATURE_BYTES = 8;

/** A packet of the server: its PDUs, or the updates of a fast-path one, with whatever standard RDP security closed opened. */
export type ServerPacket =
  | { readonly kind: "slow-path"; readonly pdus: readonly ServerPdu[]; readonly packet: Uint8Array }
  | { readonly kind: "fast-path"; readonly body: Uint8Array; readonly lengthBytes: number };

/** The channels of one MCS domain and the security that lies over them, both ways. */
export class IoChannel {
  ioChannelId: number = IO_CHANNEL_ID;
  messageChannelId: number | undefined;
  userId = 0;
  /** In effect once Security Exchange was sent. */
  cipher: RdpCipher | undefined;
  /** Bytes of all whole packets so far. */
  receivedBytes = 0;
  #plain: Uint8Array | undefined;
  /** Static virtual channels that were asked for, by their ids. */
  readonly channels: Map<number, string> = new Map();

  /** The next whole packet; undefined = more bytes are needed. Throws DecodeError. */
  read(inbox: Inbox): ServerPacket | undefined {
    const frame = pduFrame(inbox.bytes);
    if (frame === undefined || inbox.length < frame.length) return undefined;
    const packet = inbox.take(frame.length);
    this.receivedBytes += packet.length;
    if (frame.kind === "fast-path") {
      const { encrypted, body } = decodeFastPathOutput(packet);
      const opened = encrypted && this.cipher !== undefined ? this.cipher.open(body) : body;
      return { kind: "fast-path", body: opened, lengthBytes: packet.length };
    }
    const pdus = decodeServerPdus(packet, {
      ioChannelId: this.ioChannelId,
      ...(this.messageChannelId === undefined ? {} : { messageChannelId: this.messageChannelId }),
      ...(this.cipher === undefined ? {} : { encrypted: true }),
    });
    return { kind: "slow-path", pdus: pdus.flatMap((pdu) => this.#opened(pdu)), packet };
  }

  /** Hides a secret of the server, a view of this packet or of what was opened of it, from the transcript. */
  conceal(packet: Uint8Array, secret: Uint8Array): SequenceAction {
    const plain = this.#plain;
    const isInPacket = secret.buffer === packet.buffer;
    const inside = isInPacket ? packet : plain;
    // RC4 is a stream: a byte of the plain text stands where its cipher does.
    const from =
      secret.byteOffset - (inside?.byteOffset ?? 0) + (isInPacket ? 0 : packet.length - (plain?.length ?? 0));
    return { do: "conceal", packet, from, to: from + secret.length };
  }

  /** Opens what standard RDP security closed, on whatever channel: all of it is one stream of the cipher. */
  #opened(pdu: ServerPdu): readonly ServerPdu[] {
    if (this.cipher === undefined) return [pdu];
    if (pdu.kind === "encrypted" && pdu.contents.length >= SIGNATURE_BYTES) {
      const plain = this.cipher.open(pdu.contents.subarray(SIGNATURE_BYTES));
      this.#plain = plain;
      return decodeDecryptedPdus(plain, pdu.flags, pdu.channelId);
    }
    if (pdu.kind !== "virtual-channel") return [pdu];
    const cursor = new ReadCursor(pdu.contents, "security header");
    const { flags } = decodeSecurityHeader(cursor, "basic");
    if ((flags & SEC_ENCRYPT) === 0) return [{ ...pdu, contents: cursor.rest() }];
    cursor.skip(SIGNATURE_BYTES);
    return [{ ...pdu, contents: this.cipher.open(cursor.rest()) }];
  }

  /**
   * A PDU that begins with a basic security header (Client Info, licensing), encrypted where standard RDP security is in
   * effect. `written`: the same with its secrets zeroed; of an encrypted one nothing is left to read.
   */
  send(bytes: Uint8Array, gloss: string, written?: Uint8Array): SequenceAction {
    if (this.cipher === undefined) {
      return { do: "send", bytes, gloss, ...(written === undefined ? {} : { written }) };
    }
    const pdu = decodeDomainPdu(decodeX224Data(bytes));
    if (pdu.kind !== "send-data-request") return { do: "send", bytes, gloss };
    const cursor = new ReadCursor(pdu.userData, gloss);
    const { flags } = decodeSecurityHeader(cursor, "basic");
    return this.#sealed(pdu.channelId, flags, cursor.rest(), gloss, written !== undefined);
  }

  /** A PDU without security header (share control, a virtual channel's), which standard RDP security gives one. */
  sendShare(contents: Uint8Array, gloss: string, channelId: number = this.ioChannelId): SequenceAction {
    if (this.cipher === undefined) {
      return { do: "send", bytes: sendDataRequest(this.userId, channelId, contents), gloss };
    }
    return this.#sealed(channelId, 0, contents, gloss, false);
  }

  #sealed(channelId: number, flags: number, contents: Uint8Array, gloss: string, isSecret: boolean): SequenceAction {
    const { cipher } = this;
    if (cipher === undefined) throw new RangeError("no standard RDP security is in effect");
    const { dataSignature, encrypted } = cipher.seal(contents);
    const wrap = (signature: Uint8Array, content: Uint8Array): Uint8Array => {
      const writer = new WriteCursor(content.length + 2 * SIGNATURE_BYTES);
      encodeSecurityHeader(writer, {
        form: "non-fips",
        flags: flags | SEC_ENCRYPT,
        flagsHi: 0,
        dataSignature: signature,
      });
      return sendDataRequest(this.userId, channelId, writer.bytes(content).finish());
    };
    const bytes = wrap(dataSignature, encrypted);
    // Whoever has the transcript has the seed of the keys: what they protect must not stand in it.
    const zeroed = isSecret ? wrap(new Uint8Array(SIGNATURE_BYTES), new Uint8Array(encrypted.length)) : undefined;
    return {
      do: "send",
      bytes,
      gloss: `${gloss}, encrypted`,
      ...(zeroed === undefined ? {} : { written: zeroed }),
    };
  }
}
