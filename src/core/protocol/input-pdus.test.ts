import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromHex, toHex } from "../bytes/index.ts";
import {
  decodeFastPathInput,
  decodeSlowPathInput,
  fastPathInput,
  type InputEvent,
  keyStroke,
  mouseMove,
  slowPathInput,
  unicodeKey,
} from "./input-pdus.ts";
import { decodeShareControl } from "./share-control.ts";

const u16 = fc.nat(0xffff);
const events = fc.array(
  fc.oneof(
    fc.record({
      type: fc.constant("scancode" as const),
      scanCode: fc.nat(0xff),
      extended: fc.boolean(),
      release: fc.boolean(),
    }),
    fc.record({ type: fc.constant("unicode" as const), unit: u16, release: fc.boolean() }),
    fc.record({ type: fc.constant("mouse" as const), flags: u16, x: u16, y: u16 }),
    fc.record({ type: fc.constant("synchronize" as const), toggleFlags: fc.nat(0xf) }),
  ),
  { minLength: 1, maxLength: 40 },
);

function slowPath(bytes: Uint8Array): readonly InputEvent[] {
  const pdu = decodeShareControl(bytes);
  return pdu.kind === "share-data-other" && pdu.pduType2 === 0x1c ? decodeSlowPathInput(pdu.contents) : [];
}

describe("input events", () => {
  it("arrive as they were sent, on the slow and on the fast path", () => {
    fc.assert(
      fc.property(events, (sent) => {
        expect(slowPath(slowPathInput(1007, 0x000103ea, sent))).toEqual(sent);
        expect(decodeFastPathInput(fastPathInput(sent))).toEqual(sent);
      }),
    );
  });

  it("are laid out as 2.2.8.1.1.3.1 and 2.2.8.1.2.2 have them", () => {
    const enter = keyStroke({ scanCode: 0x1c });
    expect(toHex(slowPathInput(1007, 0x000103ea, enter).subarray(18))).toBe(
      "0200000000000000040000001c00000000000000040000801c000000",
    );
    expect(toHex(fastPathInput(enter))).toBe("0806001c011c");
    expect(toHex(fastPathInput([mouseMove(0x0102, 0x0304)]))).toBe("040920000802010403");
  });

  it("write a character beyond U+FFFF as two units", () => {
    expect(unicodeKey(0x1f600)).toEqual([
      { type: "unicode", unit: 0xd83d, release: false },
      { type: "unicode", unit: 0xd83d, release: true },
      { type: "unicode", unit: 0xde00, release: false },
      { type: "unicode", unit: 0xde00, release: true },
    ]);
  });

  it("are refused where counts lie or nobody knows them", () => {
    for (const hex of ["0806001c01", "0803", "04035f", "8406001c011c", "0300000b", "0003ff"]) {
      expect(() => decodeFastPathInput(fromHex(hex))).toThrow(DecodeError);
    }
    expect(() => decodeSlowPathInput(fromHex("0200000000000000040000001c000000"))).toThrow(DecodeError);
    expect(decodeSlowPathInput(fromHex("0100000000000000990000001c000000"))).toEqual([]);
    expect(() => fastPathInput([])).toThrow(RangeError);
  });
});
