import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toHex } from "../bytes/index.ts";
import { Rc4 } from "../crypto/index.ts";
import { packetCipher } from "./rdp-cipher.ts";
import { RC4_METHODS, Rc4Cipher } from "./rc4-cipher.ts";

const CLIENT_RANDOM = Uint8Array.from({ length: 32 }, (_, index) => index * 7 + 1);
const SERVER_RANDOM = Uint8Array.from({ length: 32 }, (_, index) => 255 - index * 3);
const PACKETS_A_KEY = 4096;

const hashed =
  (name: "md5" | "sha1") =>
  (...parts: readonly Uint8Array[]): Uint8Array => {
    const hash = createHash(name);
    for (const part of parts) hash.update(part);
    return Uint8Array.from(hash.digest());
  };
const md5 = hashed("md5");
const sha1 = hashed("sha1");
const text = (letters: string): Uint8Array => new TextEncoder().encode(letters);
const pad1 = new Uint8Array(40).fill(0x36);
const pad2 = new Uint8Array(48).fill(0x5c);

/** First64Bits, and the salt over it, as MS-RDPBCGR 5.3.5.1 words them. */
function ofStrength(method: number, key: Uint8Array): Uint8Array {
  if (method === RC4_METHODS.bits128) return key;
  const salt = method === RC4_METHODS.bits40 ? [0xd1, 0x26, 0x9e] : [0xd1];
  return Uint8Array.from([...salt, ...key.subarray(salt.length, 8)]);
}

/** The server's keys, out of 5.3.5.1, which names each of them, with OpenSSL's hashes. */
function serverKeys(method: number): Record<"mac" | "encrypt" | "decrypt", Uint8Array> {
  const salted = (secret: Uint8Array, letters: string): Uint8Array =>
    md5(secret, sha1(text(letters), secret, CLIENT_RANDOM, SERVER_RANDOM));
  const three = (secret: Uint8Array, letters: readonly string[]): Uint8Array =>
    Uint8Array.from(letters.flatMap((one) => [...salted(secret, one)]));
  const preMaster = Uint8Array.from([...CLIENT_RANDOM.subarray(0, 24), ...SERVER_RANDOM.subarray(0, 24)]);
  const blob = three(three(preMaster, ["A", "BB", "CCC"]), ["X", "YY", "ZZZ"]);
  const final = (from: number): Uint8Array => md5(blob.subarray(from, from + 16), CLIENT_RANDOM, SERVER_RANDOM);
  return {
    mac: ofStrength(method, blob.subarray(0, 16)),
    encrypt: ofStrength(method, final(16)),
    decrypt: ofStrength(method, final(32)),
  };
}

/** 5.3.7.1. */
function updatedKey(method: number, initial: Uint8Array, current: Uint8Array): Uint8Array {
  const tempKey128 = md5(initial, pad2, sha1(initial, pad1, current));
  const tempKey = method === RC4_METHODS.bits128 ? tempKey128 : tempKey128.subarray(0, 8);
  return ofStrength(method, new Rc4(tempKey).apply(tempKey));
}

describe.each(Object.entries(RC4_METHODS))("RC4 of standard RDP security, %s", (_, method) => {
  it("signs as 5.3.6.1 says", () => {
    const data = text("Client Info");
    const { dataSignature, padLength } = new Rc4Cipher(method, CLIENT_RANDOM, SERVER_RANDOM).seal(data);
    const { mac } = serverKeys(method);
    const signature = md5(mac, pad2, sha1(mac, pad1, Uint8Array.of(data.length, 0, 0, 0), data)).subarray(0, 8);
    expect([toHex(dataSignature), padLength]).toEqual([toHex(signature), 0]);
  });

  it("replaces each direction's key after 4,096 packets of its own, and again after as many", () => {
    const cipher = new Rc4Cipher(method, CLIENT_RANDOM, SERVER_RANDOM);
    const { encrypt, decrypt } = serverKeys(method);
    const packet = text("a packet");
    const updates: string[] = [];
    for (const [initial, apply] of [
      [encrypt, (bytes: Uint8Array) => cipher.open(bytes)],
      [decrypt, (bytes: Uint8Array) => cipher.seal(bytes).encrypted],
    ] as const) {
      let key = initial;
      let stream = new Rc4(key);
      for (let count = 0; count < 2 * PACKETS_A_KEY + 2; count++) {
        if (count > 0 && count % PACKETS_A_KEY === 0) {
          key = updatedKey(method, initial, key);
          stream = new Rc4(key);
        }
        // RC4 is its own inverse: what the server would send, and what it would read.
        if (toHex(apply(packet)) !== toHex(stream.apply(packet))) updates.push(`packet ${count} differs`);
      }
    }
    expect(updates).toEqual([]);
  });
});

describe("packetCipher", () => {
  it("knows the four methods of standard RDP security, and no other", () => {
    const forms = [1, 2, 8, 16].map((method) => packetCipher(method, CLIENT_RANDOM, SERVER_RANDOM)?.form);
    expect(forms).toEqual(["non-fips", "non-fips", "non-fips", "fips"]);
    fc.assert(
      fc.property(fc.nat(0xffffffff), (method) => {
        fc.pre(![1, 2, 8, 16].includes(method));
        expect(packetCipher(method, CLIENT_RANDOM, SERVER_RANDOM)).toBeUndefined();
      }),
    );
    expect(() => new Rc4Cipher(16, CLIENT_RANDOM, SERVER_RANDOM)).toThrow(RangeError);
  });
});
