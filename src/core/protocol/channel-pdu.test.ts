import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromHex } from "../bytes/index.ts";
import { ChannelReassembly, decodeChannelPdu, encodeChannelPdu } from "./channel-pdu.ts";

const FIRST = 1;
const LAST = 2;
const part = (totalBytes: number, flags: number, chunk: string): Uint8Array =>
  encodeChannelPdu({ totalBytes, flags, chunk: fromHex(chunk) });

function divided(message: Uint8Array, size: number): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < message.length; at += size) {
    const flags = (at === 0 ? FIRST : 0) | (at + size >= message.length ? LAST : 0);
    parts.push(encodeChannelPdu({ totalBytes: message.length, flags, chunk: message.subarray(at, at + size) }));
  }
  return parts;
}

describe("Virtual Channel PDU", () => {
  it("gives back what was written", () => {
    const chunk = fc.record({ totalBytes: fc.nat(0xffffffff), flags: fc.nat(0xffffffff), chunk: fc.uint8Array() });
    fc.assert(
      fc.property(chunk, (value) => {
        expect(decodeChannelPdu(encodeChannelPdu(value))).toEqual(value);
      }),
    );
    expect(() => decodeChannelPdu(fromHex("00000000000000"))).toThrow(DecodeError);
  });

  it("puts a message together however it was divided, one after the other", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (message, size) => {
        const reassembly = new ChannelReassembly();
        for (let round = 0; round < 2; round++) {
          const out = divided(message, size).map((one) => reassembly.add(one));
          expect(out.pop()).toEqual(message);
          expect(out.every((one) => one === undefined)).toBe(true);
        }
      }),
    );
  });

  it("refuses lengths that lie, parts of nothing, compression and more than its limit, and goes on", () => {
    const hostile: readonly (readonly Uint8Array[])[] = [
      [part(2, LAST, "0102")],
      [part(1, FIRST | LAST, "0102")],
      [part(3, FIRST | LAST, "0102")],
      [part(2, FIRST | LAST | 0x00200000, "0102")],
      [part(0xffffffff, FIRST, "01")],
      [part(3, FIRST, "01"), part(3, 0, "020304")],
    ];
    for (const parts of hostile) {
      const reassembly = new ChannelReassembly(100);
      expect(() => parts.map((one) => reassembly.add(one))).toThrow(DecodeError);
      expect(reassembly.add(part(1, FIRST | LAST, "07"))).toEqual(fromHex("07"));
    }
    const endless = new ChannelReassembly();
    endless.add(part(9, FIRST, ""));
    expect(() => {
      for (let count = 0; count < 5000; count++) endless.add(part(9, 0, ""));
    }).toThrow(DecodeError);
  });
});
