import { createCipheriv, createDecipheriv, createHash, createHmac } from "node:crypto";
import * as fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { DecodeError, ReadCursor, WriteCursor, concat, fromHex, toHex } from "../bytes/index.ts";
import {
  SEC_AUTODETECT_REQ,
  SEC_ENCRYPT,
  SEC_INFO_PKT,
  decodeDomainPdu,
  decodeSecurityHeader,
  decodeX224Data,
  encodeFastPathOutput,
  encodeSecurityHeader,
  sendDataIndication,
  sendDataRequest,
} from "../protocol/index.ts";
import { FipsCipher, tripleDesKey } from "./fips-cipher.ts";
import { Inbox } from "./inbox.ts";
import { IoChannel } from "./io-channel.ts";

const CLIENT_RANDOM = Uint8Array.from({ length: 32 }, (_, index) => index * 5 + 2);
const SERVER_RANDOM = Uint8Array.from({ length: 32 }, (_, index) => 250 - index * 4);
const VECTOR = fromHex("1234567890abcdef");
const CHANNEL = 1004;

const sha1 = (...parts: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash("sha1");
  for (const part of parts) hash.update(part);
  return Uint8Array.from(hash.digest());
};
const count = (packets: number): Uint8Array => new WriteCursor(4).u32le(packets).finish();
const paddedTo8 = (data: Uint8Array): Uint8Array => concat([data, new Uint8Array((8 - (data.length % 8)) % 8)]);

const inboxOf = (...packets: readonly Uint8Array[]): Inbox => {
  const inbox = new Inbox(65_536);
  for (const packet of packets) inbox.add(packet);
  return inbox;
};

/** The server of MS-RDPBCGR 5.3.5.2 and 5.3.6.2, with OpenSSL's Triple DES and HMAC. */
function fipsServer(): {
  seal(data: Uint8Array): { padLength: number; dataSignature: Uint8Array; encrypted: Uint8Array };
  open(encrypted: Uint8Array): Uint8Array;
  signatureOf(data: Uint8Array, packets: number): string;
} {
  const decryptKey = sha1(CLIENT_RANDOM.subarray(16), SERVER_RANDOM.subarray(16));
  const encryptKey = sha1(CLIENT_RANDOM.subarray(0, 16), SERVER_RANDOM.subarray(0, 16));
  const hmacKey = sha1(encryptKey, decryptKey);
  const cipher = createCipheriv("des-ede3-cbc", tripleDesKey(encryptKey), VECTOR).setAutoPadding(false);
  const decipher = createDecipheriv("des-ede3-cbc", tripleDesKey(decryptKey), VECTOR).setAutoPadding(false);
  const signed = (data: Uint8Array, packets: number): Uint8Array =>
    Uint8Array.from(createHmac("sha1", hmacKey).update(data).update(count(packets)).digest().subarray(0, 8));
  let sent = 0;
  return {
    seal: (data) => {
      const padded = paddedTo8(data);
      const dataSignature = signed(data, sent);
      sent += 1;
      return {
        padLength: padded.length - data.length,
        dataSignature,
        encrypted: Uint8Array.from(cipher.update(padded)),
      };
    },
    open: (encrypted) => Uint8Array.from(decipher.update(encrypted)),
    signatureOf: (data, packets) => toHex(signed(data, packets)),
  };
}

describe("FIPS keys", () => {
  it("expands the example of MS-RDPBCGR 5.3.5.2", () => {
    const key = tripleDesKey(fromHex("d15ec47eda000000000000000000000000000000"));
    expect(toHex(key.subarray(0, 5))).toBe("513d107626");
  });

  it("gives every byte odd parity, and repeats the first byte behind the last", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (hash) => {
        const key = tripleDesKey(hash);
        expect(key).toHaveLength(24);
        for (const byte of key) expect(byte.toString(2).replaceAll("0", "").length % 2).toBe(1);
        expect((key[23] ?? 0) & 0x7e).toBe(((hash[0] ?? 0) >> 1) & 0x7e);
      }),
    );
  });
});

describe("FIPS packets", () => {
  it("are what OpenSSL makes of them, one after the other, both ways", () => {
    const data = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 12 });
    fc.assert(
      fc.property(data, (packets) => {
        const client = new FipsCipher(CLIENT_RANDOM, SERVER_RANDOM);
        const server = fipsServer();
        for (const [index, packet] of packets.entries()) {
          const { padLength, dataSignature, encrypted } = client.seal(packet);
          expect(toHex(dataSignature)).toBe(server.signatureOf(packet, index));
          expect(toHex(server.open(encrypted))).toBe(toHex(paddedTo8(packet)));
          expect(encrypted.length - padLength).toBe(packet.length);
          const answer = server.seal(packet);
          expect(toHex(client.open(answer.encrypted, answer.padLength))).toBe(toHex(packet));
        }
      }),
    );
  });

  it("are refused in part, and with more padding than there is", () => {
    const cipher = new FipsCipher(CLIENT_RANDOM, SERVER_RANDOM);
    expect(() => cipher.open(new Uint8Array(9), 0)).toThrow(DecodeError);
    expect(() => cipher.open(new Uint8Array(8), 9)).toThrow(DecodeError);
  });
});

describe("a channel under FIPS", () => {
  let channel: IoChannel;
  let server: ReturnType<typeof fipsServer>;
  beforeEach(() => {
    channel = new IoChannel();
    channel.userId = 1007;
    channel.cipher = new FipsCipher(CLIENT_RANDOM, SERVER_RANDOM);
    server = fipsServer();
  });

  /** A packet on a virtual channel, as a server would send it. */
  const indication = (contents: Uint8Array, padLength?: number, flags = 0): Uint8Array => {
    const { encrypted, ...signature } = server.seal(contents);
    const writer = new WriteCursor();
    const header = { form: "fips", flags: flags | SEC_ENCRYPT, flagsHi: 0, ...signature } as const;
    encodeSecurityHeader(writer, padLength === undefined ? header : { ...header, padLength });
    return sendDataIndication(CHANNEL, writer.bytes(encrypted).finish());
  };
  it("opens slow and fast path, which are one stream", () => {
    const updates = fromHex("0300000500");
    const slow = indication(fromHex("0102030405060708090a0b"));
    const { padLength: fipsPadding, dataSignature: signature, encrypted: body } = server.seal(updates);
    const fast = encodeFastPathOutput({ encrypted: true, secureChecksum: false, fipsPadding, signature, body });
    const inbox = inboxOf(slow, fast, indication(fromHex("ff")));
    expect(channel.read(inbox)).toMatchObject({
      pdus: [{ kind: "virtual-channel", contents: fromHex("0102030405060708090a0b") }],
    });
    expect(channel.read(inbox)).toMatchObject({ kind: "fast-path", body: updates });
    expect(channel.read(inbox)).toMatchObject({ pdus: [{ contents: fromHex("ff") }] });
    expect(() => channel.read(inboxOf(indication(fromHex("00"), 200)))).toThrow(DecodeError);
  });

  it("opens what the message channel carries, which is of the same stream", () => {
    channel.messageChannelId = CHANNEL;
    const request = indication(fromHex("060005000100"), undefined, SEC_AUTODETECT_REQ);
    const message = { kind: "auto-detect-request", request: { sequenceNumber: 5 } };
    const inbox = inboxOf(request, indication(fromHex("060006000100"), undefined, SEC_AUTODETECT_REQ));
    expect(channel.read(inbox)).toMatchObject({ pdus: [{ kind: "message-channel", channelId: CHANNEL, message }] });
    expect(channel.read(inbox)).toMatchObject({ pdus: [{ message: { request: { sequenceNumber: 6 } } }] });
  });

  it("hides a secret of the server with the whole blocks that it stands in", () => {
    const packet = channel.read(inboxOf(indication(new Uint8Array(40))));
    if (packet?.kind !== "slow-path" || packet.pdus[0]?.kind !== "virtual-channel") throw new Error("no packet");
    const secret = packet.pdus[0].contents.subarray(11, 27);
    const cipherStart = packet.packet.length - 40;
    const signature = { from: cipherStart - 8, to: cipherStart };
    const blocks = { from: cipherStart + 8, to: cipherStart + 32 };
    expect(channel.conceal(packet.packet, secret)).toMatchObject({ ranges: [signature, blocks] });
  });

  it("sends a FIPS security header, and writes nothing of a secret into a transcript", () => {
    const info = fromHex("40000000aabbccddeeff0011223344");
    const action = channel.send(sendDataRequest(1007, 1003, info), "Client Info", info);
    if (action.do !== "send" || action.written === undefined) throw new Error("nothing sent");
    const [sent, written] = [action.bytes, action.written].map((bytes) => {
      const pdu = decodeDomainPdu(decodeX224Data(bytes));
      const cursor = new ReadCursor(pdu.kind === "send-data-request" ? pdu.userData : new Uint8Array(0), "test");
      return { header: decodeSecurityHeader(cursor, "fips"), encrypted: cursor.rest() };
    });
    const header = { flags: SEC_INFO_PKT | SEC_ENCRYPT, padLength: 5 };
    expect([sent, written]).toMatchObject([{ header }, { header, encrypted: new Uint8Array(16) }]);
    expect(toHex(server.open(sent?.encrypted ?? VECTOR))).toBe("aabbccddeeff00112233440000000000");
    expect(action.written).toHaveLength(action.bytes.length);
  });
});
