import { ReadCursor, WriteCursor } from "../bytes/index.ts";
import {
  IO_CHANNEL_ID,
  SEC_ENCRYPT,
  decodeDecryptedPdus,
  decodeDomainPdu,
  decodeFastPathOutput,
  decodePacketSignature,
  decodeSecurityHeader,
  decodeServerPdus,
  decodeX224Data,
  encodePacketSignature,
  encodeSecurityHeader,
  pduFrame,
  sendDataRequest,
} from "../protocol/index.ts";
import type { ServerPdu } from "../protocol/index.ts";
import type { Inbox } from "./inbox.ts";
import type { PacketCipher, SealedPacket } from "./packet-cipher.ts";
import type { SequenceAction } from "./sequence.ts";

/** Room for the longest security header, that of FIPS. */
const SECURITY_HEADER_BYTES = 16;

/** dataSignature of a security header ([MS-RDPBCGR] 2.2.8.1.1.2.2, 2.2.8.1.1.2.3), which stands before what is encrypted. */
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
  cipher: PacketCipher | undefined;
  /** Bytes of all whole packets so far. */
  receivedBytes = 0;
  #opened: { readonly plain: Uint8Array; readonly encrypted: Uint8Array } | undefined;
  /** Static virtual channels that were asked for, by their ids. */
  readonly channels: Map<number, string> = new Map();

  /** The next whole packet; undefined = more bytes are needed. Throws DecodeError. */
  read(inbox: Inbox): ServerPacket | undefined {
    const frame = pduFrame(inbox.bytes);
    if (frame === undefined || inbox.length < frame.length) return undefined;
    const packet = inbox.take(frame.length);
    this.receivedBytes += packet.length;
    if (frame.kind === "fast-path") {
      const { encrypted, body, fipsPadding } = decodeFastPathOutput(packet, this.cipher?.form === "fips");
      const opened = encrypted && this.cipher !== undefined ? this.cipher.open(body, fipsPadding ?? 0) : body;
      return { kind: "fast-path", body: opened, lengthBytes: packet.length };
    }
    const pdus = decodeServerPdus(packet, {
      ioChannelId: this.ioChannelId,
      ...(this.messageChannelId === undefined ? {} : { messageChannelId: this.messageChannelId }),
      ...(this.cipher === undefined ? {} : { encrypted: true }),
    });
    return { kind: "slow-path", pdus: pdus.flatMap((pdu) => this.#open(pdu)), packet };
  }

  /** Hides a secret of the server, a view of this packet or of what was opened of it, from the transcript. */
  conceal(packet: Uint8Array, secret: Uint8Array): SequenceAction {
    if (secret.buffer === packet.buffer || this.cipher === undefined || this.#opened === undefined) {
      const from = secret.byteOffset - packet.byteOffset;
      return { do: "conceal", packet, ranges: [{ from, to: from + secret.length }] };
    }
    // A byte of the plain text stands where its cipher does; of a block, all must go.
    const { plain, encrypted } = this.#opened;
    const { blockBytes } = this.cipher;
    const from = secret.byteOffset - plain.byteOffset;
    const start = encrypted.byteOffset - packet.byteOffset;
    const wholeBlocks = (bytes: number): number => Math.ceil(bytes / blockBytes) * blockBytes;
    const to = start + wholeBlocks(from + secret.length);
    // Whoever has the seed of the keys could test guesses of a secret with the signature before it.
    const signature = { from: start - SIGNATURE_BYTES, to: start };
    return { do: "conceal", packet, ranges: [signature, { from: start + from - (from % blockBytes), to }] };
  }

  /** Opens what standard RDP security closed, on whatever channel: all of it is one stream of the cipher. */
  #open(pdu: ServerPdu): readonly ServerPdu[] {
    const { cipher } = this;
    if (cipher === undefined) return [pdu];
    if (pdu.kind === "encrypted") {
      const plain = this.#openContents(cipher, new ReadCursor(pdu.contents, "security header"));
      return decodeDecryptedPdus(plain, pdu.flags, pdu.channelId);
    }
    if (pdu.kind !== "virtual-channel") return [pdu];
    const cursor = new ReadCursor(pdu.contents, "security header");
    const { flags } = decodeSecurityHeader(cursor, "basic");
    const contents = (flags & SEC_ENCRYPT) === 0 ? cursor.rest() : this.#openContents(cipher, cursor);
    return [{ ...pdu, contents }];
  }

  #openContents(cipher: PacketCipher, cursor: ReadCursor): Uint8Array {
    const { padLength } = decodePacketSignature(cursor, cipher.form);
    const encrypted = cursor.rest();
    const plain = cipher.open(encrypted, padLength);
    this.#opened = { plain, encrypted };
    return plain;
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
    const wrap = ({ padLength, dataSignature, encrypted }: SealedPacket): Uint8Array => {
      const writer = new WriteCursor(encrypted.length + SECURITY_HEADER_BYTES);
      encodeSecurityHeader(writer, { form: "basic", flags: flags | SEC_ENCRYPT, flagsHi: 0 });
      encodePacketSignature(writer, cipher.form, { padLength, dataSignature });
      return sendDataRequest(this.userId, channelId, writer.bytes(encrypted).finish());
    };
    const sealed = cipher.seal(contents);
    const { dataSignature, encrypted } = sealed;
    const bytes = wrap(sealed);
    // Whoever has the transcript has the seed of the keys: what they protect must not stand in it.
    const zeroed = isSecret
      ? wrap({ ...sealed, dataSignature: dataSignature.map(() => 0), encrypted: encrypted.map(() => 0) })
      : undefined;
    return {
      do: "send",
      bytes,
      gloss: `${gloss}, encrypted`,
      ...(zeroed === undefined ? {} : { written: zeroed }),
    };
  }
}
