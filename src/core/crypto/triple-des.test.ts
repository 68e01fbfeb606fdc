import { createCipheriv, createHmac } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, fromHex, fromLatin1, toHex } from "../bytes/index.ts";
import { hmacSha1, TripleDesCbc } from "./index.ts";

const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
const ZEROS = new Uint8Array(8);
/** Without chaining: every block begins its own stream. */
const oneBlock = (key: string, plain: string): string =>
  toHex(new TripleDesCbc(fromHex(key), ZEROS).encrypt(fromHex(plain)));
/** Three times the same key is single DES. */
const single = (key: string): string => key.repeat(3);

describe("Triple DES gives NIST's own vectors", () => {
  const KEYS = "0123456789abcdef23456789abcdef01456789abcdef0123";
  it.each([
    ["5468652071756663", "a826fd8ce53b855f"],
    ["6b2062726f776e20", "cce21c8112256fe6"],
    ["666f78206a756d70", "68d5c05dd9b6b900"],
  ])("SP 800-67 appendix B: %s", (plain, encrypted) => {
    expect(oneBlock(KEYS, plain)).toBe(encrypted);
  });

  it.each([
    // SP 800-20: variable plaintext, inverse permutation, variable key, permutation and substitution tables.
    ["0101010101010101", "8000000000000000", "95f8a5e5dd31d900"],
    ["0101010101010101", "4000000000000000", "dd7f121ca5015619"],
    ["0101010101010101", "95f8a5e5dd31d900", "8000000000000000"],
    ["8001010101010101", "0000000000000000", "95a8d72813daa94d"],
    ["4001010101010101", "0000000000000000", "0eec1487dd8c26d5"],
    ["1046913489980131", "0000000000000000", "88d55e54f54c97b4"],
    ["7ca110454a1a6e57", "01a1d6d039776742", "690f5b0d9a26939b"],
    ["0131d9619dc1376e", "5cd54ca83def57da", "7a389d10354bd271"],
  ])("SP 800-20: DES of key %s, block %s", (key, plain, encrypted) => {
    expect(oneBlock(single(key), plain)).toBe(encrypted);
  });

  it("chains as FIPS 81 appendix C does", () => {
    const stream = new TripleDesCbc(fromHex(single("0123456789abcdef")), fromHex("1234567890abcdef"));
    const text = fromLatin1("Now is the time for all ");
    // In two calls: the chain goes on.
    const encrypted = concat([stream.encrypt(text.subarray(0, 8)), stream.encrypt(text.subarray(8))]);
    expect(toHex(encrypted)).toBe("e5c7cdde872bf27c43e934008c389c0f683788499a7c05f6");
  });

  it("agrees with OpenSSL on any key and text, and decrypts it however the blocks come", () => {
    const blocks = fc.array(bytes(8), { maxLength: 12 }).map(concat);
    fc.assert(
      fc.property(bytes(24), bytes(8), blocks, fc.nat(12), (key, vector, plain, cut) => {
        const theirs = createCipheriv("des-ede3-cbc", key, vector).setAutoPadding(false);
        const encrypted = new TripleDesCbc(key, vector).encrypt(plain);
        expect(toHex(encrypted)).toBe(theirs.update(plain, undefined, "hex") + theirs.final("hex"));
        const opening = new TripleDesCbc(key, vector);
        const parts = [encrypted.subarray(0, cut * 8), encrypted.subarray(cut * 8)].map((part) =>
          opening.decrypt(part),
        );
        expect(toHex(concat(parts))).toBe(toHex(plain));
      }),
    );
  });

  it("refuses other lengths of key, vector and text", () => {
    expect(() => new TripleDesCbc(new Uint8Array(16), ZEROS)).toThrow(RangeError);
    expect(() => new TripleDesCbc(new Uint8Array(24), new Uint8Array(7))).toThrow(RangeError);
    expect(() => new TripleDesCbc(new Uint8Array(24), ZEROS).encrypt(new Uint8Array(9))).toThrow(RangeError);
    expect(() => new TripleDesCbc(new Uint8Array(24), ZEROS).decrypt(new Uint8Array(9))).toThrow(RangeError);
  });
});

describe("HMAC-SHA1", () => {
  const LONG_KEY = "aa".repeat(80);
  it.each([
    ["0b".repeat(20), toHex(fromLatin1("Hi There")), "b617318655057264e28bc0b6fb378c8ef146be00"],
    [
      toHex(fromLatin1("Jefe")),
      toHex(fromLatin1("what do ya want for nothing?")),
      "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
    ],
    ["aa".repeat(20), "dd".repeat(50), "125d7342b9ac11cd91a39af48aa17b4f63f175d3"],
    ["0102030405060708090a0b0c0d0e0f10111213141516171819", "cd".repeat(50), "4c9007f4026250c6bc8414f9bf50c86c2d7235da"],
    ["0c".repeat(20), toHex(fromLatin1("Test With Truncation")), "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04"],
    [
      LONG_KEY,
      toHex(fromLatin1("Test Using Larger Than Block-Size Key - Hash Key First")),
      "aa4ae5e15272d00e95705637ce8a3b55ed402112",
    ],
    [
      LONG_KEY,
      toHex(fromLatin1("Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data")),
      "e8e99d0f45237d786d6bbaa7965c7808bbff1a91",
    ],
  ])("RFC 2202 section 3", (key, message, digest) => {
    expect(toHex(hmacSha1(fromHex(key), fromHex(message)))).toBe(digest);
  });

  it("agrees with OpenSSL on any key and message", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 150 }), fc.uint8Array({ maxLength: 300 }), (key, message) => {
        expect(toHex(hmacSha1(key, message))).toBe(createHmac("sha1", key).update(message).digest("hex"));
      }),
    );
  });
});
