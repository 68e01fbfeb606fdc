import { createHash, createHmac } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, fromHex, fromLatin1, fromUtf16, toHex } from "../bytes/index.ts";
import { hmacMd5, md4, md5, Rc4, sha1, sha256, sha384, sha512 } from "./index.ts";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const DIGITS = "1234567890".repeat(8);
const TWO_BLOCKS = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
const hash =
  (digest: (message: Uint8Array) => Uint8Array) =>
  (text: string): string =>
    toHex(digest(fromLatin1(text)));

describe("hashes give the standards' own vectors", () => {
  it.each([
    ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    [TWO_BLOCKS, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"],
    ["a".repeat(1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
  ])("SHA-256 (FIPS 180-4)", (text, digest) => {
    expect(hash(sha256)(text)).toBe(digest);
  });

  it.each([
    ["", sha384, "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b"],
    ["abc", sha384, "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"],
    [
      "abc",
      sha512,
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    ],
  ])("SHA-384 and SHA-512 (FIPS 180-4) of %j", (text, digest, known) => {
    expect(hash(digest)(text)).toBe(known);
  });

  it.each([
    ["", "da39a3ee5e6b4b0d3255bfef95601890afd80709"],
    ["abc", "a9993e364706816aba3e25717850c26c9cd0d89d"],
    [TWO_BLOCKS, "84983e441c3bd26ebaae4aa1f95129e5e54670f1"],
    ["a".repeat(1_000_000), "34aa973cd4c4daa4f61eeb2bdbad27316534016f"],
  ])("SHA-1 (FIPS 180-4)", (text, digest) => {
    expect(hash(sha1)(text)).toBe(digest);
  });

  it.each([
    ["", "d41d8cd98f00b204e9800998ecf8427e"],
    ["a", "0cc175b9c0f1b6a831c399e269772661"],
    ["abc", "900150983cd24fb0d6963f7d28e17f72"],
    ["message digest", "f96b697d7cb7938d525a2f31aaf161d0"],
    ["abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"],
    [LETTERS, "d174ab98d277d9f5a5611c2c9f419d9f"],
    [DIGITS, "57edf4a22be3c955ac49da2e2107b67a"],
  ])("MD5 (RFC 1321 A.5)", (text, digest) => {
    expect(hash(md5)(text)).toBe(digest);
  });

  it.each([
    ["", "31d6cfe0d16ae931b73c59d7e0c089c0"],
    ["a", "bde52cb31de33e46245e05fbdbd6fb24"],
    ["abc", "a448017aaf21d8525fc10ae87aa6729d"],
    ["message digest", "d9130a8164549fe818874806e1c7014b"],
    ["abcdefghijklmnopqrstuvwxyz", "d79e1c308aa5bbcdeea8ed63df412da9"],
    [LETTERS, "043f8582f241db351ce627e153e7f0e4"],
    [DIGITS, "e33b4ddc9c38f2199c3e7b164fcc0536"],
  ])("MD4 (RFC 1320 A.5)", (text, digest) => {
    expect(hash(md4)(text)).toBe(digest);
  });

  it("agrees with OpenSSL at every length around the block boundaries, and on views into larger buffers", () => {
    for (let length = 0; length <= 200; length++) {
      const whole = Uint8Array.from({ length: length + 7 }, (_, index) => (index * 31 + length) & 0xff);
      const message = whole.subarray(3, 3 + length);
      expect(toHex(sha256(message))).toBe(createHash("sha256").update(message).digest("hex"));
      expect(toHex(sha384(message))).toBe(createHash("sha384").update(message).digest("hex"));
      expect(toHex(sha512(message))).toBe(createHash("sha512").update(message).digest("hex"));
      expect(toHex(sha1(message))).toBe(createHash("sha1").update(message).digest("hex"));
      expect(toHex(md5(message))).toBe(createHash("md5").update(message).digest("hex"));
    }
  });
});

describe("HMAC-MD5", () => {
  it.each([
    ["0b".repeat(16), toHex(fromLatin1("Hi There")), "9294727a3638bb1c13f48ef8158bfc9d"],
    [toHex(fromLatin1("Jefe")), toHex(fromLatin1("what do ya want for nothing?")), "750c783e6ab0b503eaa86e310a5db738"],
    ["aa".repeat(16), "dd".repeat(50), "56be34521d144c88dbb8c733f0e8b3f6"],
    [
      "aa".repeat(80),
      toHex(fromLatin1("Test Using Larger Than Block-Size Key - Hash Key First")),
      "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd",
    ],
  ])("RFC 2202 section 2", (key, message, digest) => {
    expect(toHex(hmacMd5(fromHex(key), fromHex(message)))).toBe(digest);
  });

  it("agrees with OpenSSL on any key and message", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 150 }), fc.uint8Array({ maxLength: 300 }), (key, message) => {
        expect(toHex(hmacMd5(key, message))).toBe(createHmac("md5", key).update(message).digest("hex"));
      }),
    );
  });

  it("makes the NT hash, NTOWFv2 and NTProofStr of MS-NLMP 4.2.4", () => {
    const ntHash = md4(fromUtf16("Password"));
    expect(toHex(ntHash)).toBe("a4f49c406510bdcab6824ee7c30fd852");
    const responseKey = hmacMd5(ntHash, fromUtf16("USERDomain"));
    expect(toHex(responseKey)).toBe("0c868a403bfd7a93a3001ef22ef02e3f");
    const temp = fromHex(`
      0101000000000000 0000000000000000 aaaaaaaaaaaaaaaa 00000000
      02000c0044006f006d00610069006e00 01000c00530065007200760065007200 00000000 00000000`);
    const proof = hmacMd5(responseKey, concat([fromHex("0123456789abcdef"), temp]));
    expect(toHex(proof)).toBe("68cd0ab851e51c96aabc927bebef6a1c");
    const sessionBaseKey = hmacMd5(responseKey, proof);
    expect(toHex(sessionBaseKey)).toBe("8de40ccadbc14a82f15cb0ad0de95ca3");
    expect(toHex(new Rc4(sessionBaseKey).apply(fromHex("55".repeat(16))))).toBe("c5dad2544fc9799094ce1ce90bc9d03e");
  });
});

describe("RC4", () => {
  it.each([
    ["0102030405", 0, "b2396305f03dc027ccc3524a0a1118a8"],
    ["0102030405", 240, "28cb1132c96ce286421dcaadb8b69eae"],
    ["0102030405", 4096, "ff25b58995996707e51fbdf08b34d875"],
    ["0102030405060708090a0b0c0d0e0f10", 0, "9ac7cc9a609d1ef7b2932899cde41b97"],
    ["0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20", 0, "eaa6bd25880bf93d3f5d1e4ca2611d91"],
  ])("RFC 6229: key %s, offset %i", (key, offset, stream) => {
    const rc4 = new Rc4(fromHex(key));
    rc4.apply(new Uint8Array(offset));
    expect(toHex(rc4.apply(new Uint8Array(16)))).toBe(stream);
  });

  it("decrypts what it encrypted, however the stream is cut", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 32 }),
        fc.uint8Array({ maxLength: 90 }),
        fc.nat(90),
        (key, text, cut) => {
          const sealed = new Rc4(key).apply(text);
          const open = new Rc4(key);
          const parts = [open.apply(sealed.subarray(0, cut)), open.apply(sealed.subarray(cut))];
          expect(toHex(concat(parts))).toBe(toHex(text));
        },
      ),
    );
  });

  it("refuses keys that RC4 cannot have", () => {
    expect(() => new Rc4(new Uint8Array(0))).toThrow(RangeError);
    expect(() => new Rc4(new Uint8Array(257))).toThrow(RangeError);
  });
});
