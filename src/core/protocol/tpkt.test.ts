import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromHex } from "../bytes/index.ts";
import { decodeTpkt, encodeTpkt, pduFrame, pduLength, tpktLength } from "./tpkt.ts";

describe("TPKT", () => {
  it("gives the length as soon as the header is there", () => {
    expect(tpktLength(new Uint8Array())).toBeUndefined();
    expect(tpktLength(fromHex("030000"))).toBeUndefined();
    expect(tpktLength(fromHex("03000013"))).toBe(19);
    expect(tpktLength(fromHex("0300ffff"))).toBe(65_535);
  });

  it("refuses another version and a length below 7", () => {
    expect(() => tpktLength(fromHex("04"))).toThrow(DecodeError);
    expect(() => tpktLength(fromHex("03000006"))).toThrow("length is 6");
    expect(() => encodeTpkt(new Uint8Array(2))).toThrow(RangeError);
    expect(() => encodeTpkt(new Uint8Array(65_532))).toThrow(RangeError);
  });

  it("refuses a packet whose length is not its own", () => {
    expect(() => decodeTpkt(fromHex("0300000902f08021"))).toThrow(DecodeError);
    expect(() => decodeTpkt(fromHex("0300000902f080218000"))).toThrow("but the packet has 10 bytes");
  });

  it("decodes what it encodes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 3, maxLength: 600 }), (payload) => {
        const packet = encodeTpkt(payload);
        expect(tpktLength(packet)).toBe(packet.length);
        expect(decodeTpkt(packet)).toEqual(payload);
      }),
    );
  });
});

describe("next PDU of a stream", () => {
  it("tells TPKT from fast-path with short and long length", () => {
    expect(pduFrame(fromHex("0300000902f0802180"))).toEqual({ kind: "tpkt", length: 9 });
    expect(pduFrame(fromHex("0005"))).toEqual({ kind: "fast-path", length: 5 });
    expect(pduFrame(fromHex("c08123"))).toEqual({ kind: "fast-path", length: 0x123 });
    expect(pduLength(fromHex("80ffff"))).toBe(0x7fff);
  });

  it("waits for the header", () => {
    for (const hex of ["", "00", "0081", "03", "0300", "030000"]) expect(pduFrame(fromHex(hex))).toBeUndefined();
  });

  it("refuses other actions and lengths below the header's own", () => {
    for (const hex of ["01", "02", "07", "0001", "008002", "000000"]) {
      expect(() => pduFrame(fromHex(hex))).toThrow(DecodeError);
    }
  });
});
