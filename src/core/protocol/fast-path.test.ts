import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromHex, toHex } from "../bytes/index.ts";
import {
  decodeFastPathOutput,
  decodeFastPathUpdates,
  encodeFastPathOutput,
  encodeFastPathUpdates,
  FAST_PATH_UPDATE_CODES,
} from "./fast-path.ts";

const bytes = fc.uint8Array({ maxLength: 300 });
const signature = fc.uint8Array({ minLength: 8, maxLength: 8 });

describe("Server Fast-Path Update PDU", () => {
  it("reads plain, signed and FIPS headers", () => {
    expect(decodeFastPathOutput(fromHex("0005030000"))).toEqual({
      encrypted: false,
      secureChecksum: false,
      body: fromHex("030000"),
    });
    expect(decodeFastPathOutput(fromHex("c08010 0102030405060708 a1a2a3a4a5"))).toEqual({
      encrypted: true,
      secureChecksum: true,
      signature: fromHex("0102030405060708"),
      body: fromHex("a1a2a3a4a5"),
    });
    expect(decodeFastPathOutput(fromHex("8016 10000103 0102030405060708 a1a2a3a4a5a6a7a8"), true)).toEqual({
      encrypted: true,
      secureChecksum: false,
      fipsPadding: 3,
      signature: fromHex("0102030405060708"),
      body: fromHex("a1a2a3a4a5a6a7a8"),
    });
  });

  it("refuses a TPKT, a length that is not the packet's, and a signature that is cut off", () => {
    for (const hex of ["0300000902f0802180", "0005030000ff", "00050300", "800501020304", "", "00"]) {
      expect(() => decodeFastPathOutput(fromHex(hex))).toThrow(DecodeError);
    }
    expect(() => decodeFastPathOutput(fromHex("8016 11000103 0102030405060708 a1a2a3a4a5a6a7a8"), true)).toThrow(
      "fipsInformation has length 17",
    );
    expect(() => encodeFastPathOutput({ encrypted: true, secureChecksum: false, body: new Uint8Array() })).toThrow(
      RangeError,
    );
    const long = { encrypted: false, secureChecksum: false, body: new Uint8Array(0x7ffd) };
    expect(() => encodeFastPathOutput(long)).toThrow(RangeError);
  });

  it("decodes what it encodes", () => {
    fc.assert(
      fc.property(bytes, fc.option(signature), fc.boolean(), fc.boolean(), (body, sign, secureChecksum, fips) => {
        const output = {
          encrypted: sign !== null,
          secureChecksum,
          ...(fips ? { fipsPadding: 5 } : {}),
          ...(sign === null ? {} : { signature: sign }),
          body,
        };
        expect(decodeFastPathOutput(encodeFastPathOutput(output), fips)).toEqual(output);
      }),
    );
  });
});

describe("Fast-Path Update", () => {
  it("reads one after the other, with and without compression flags", () => {
    expect(decodeFastPathUpdates(fromHex("030000 81200200aabb 850000 00 2101 00 cc"))).toMatchObject([
      { updateCode: FAST_PATH_UPDATE_CODES.synchronize, fragmentation: "single", compressed: false },
      { updateCode: FAST_PATH_UPDATE_CODES.bitmap, compressed: true, data: fromHex("aabb") },
      { updateCode: FAST_PATH_UPDATE_CODES.pointerHidden, compressed: false },
      { updateCode: FAST_PATH_UPDATE_CODES.bitmap, fragmentation: "first", data: fromHex("cc") },
    ]);
  });

  it("refuses what is cut off and an unknown compression", () => {
    for (const hex of ["03", "0300", "030100", "8320", "430000", "c30000"]) {
      expect(() => decodeFastPathUpdates(fromHex(hex))).toThrow(DecodeError);
    }
  });

  it("decodes what it encodes", () => {
    const update = fc.record({
      updateCode: fc.integer({ min: 0, max: 15 }),
      fragmentation: fc.constantFrom("single", "first", "next", "last"),
      compressed: fc.boolean(),
      data: bytes,
    });
    fc.assert(
      fc.property(fc.array(update, { maxLength: 5 }), (updates) => {
        expect(decodeFastPathUpdates(encodeFastPathUpdates(updates))).toEqual(updates);
      }),
    );
    expect(() =>
      encodeFastPathUpdates([{ updateCode: 16, fragmentation: "single", compressed: false, data: new Uint8Array() }]),
    ).toThrow(RangeError);
    const marker = [{ updateCode: 3, fragmentation: "last", compressed: false, data: new Uint8Array() }] as const;
    expect(toHex(encodeFastPathUpdates(marker))).toBe("130000");
  });
});
