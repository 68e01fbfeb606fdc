import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromHex, ReadCursor, toHex } from "../bytes/index.ts";
import {
  berApplicationTag,
  berBoolean,
  berContext,
  berElement,
  berEnumerated,
  berLength,
  berOctetString,
  berSequence,
  berUnsigned,
  expectBerTag,
  peekBerTag,
  readBerBoolean,
  readBerContext,
  readBerElement,
  readBerEnumerated,
  readBerLength,
  readBerOctetString,
  readBerSequence,
  readBerTag,
  readBerUnsigned,
} from "./ber.ts";

const over = (hex: string): ReadCursor => new ReadCursor(fromHex(hex), "test");

function faultOf(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}

const isDecodeFault = (error: unknown): boolean => error === undefined || error instanceof DecodeError;

describe("BER", () => {
  it("reads tags of one and two bytes and refuses longer ones", () => {
    expect(readBerTag(over("30"))).toBe(0x30);
    expect(readBerTag(over("7f65"))).toBe(berApplicationTag(101));
    expect(() => readBerTag(over("7f8165"))).toThrow(DecodeError);
  });

  it("refuses lengths that are indefinite, too long, or more than remains", () => {
    expect(readBerLength(over("820001ff"))).toBe(1);
    for (const hex of ["80", "850000000001ff", "84ffffffff", "02ff", "8201", ""]) {
      expect(() => readBerLength(over(hex))).toThrow(DecodeError);
    }
  });

  it("reads an integer the way Windows and the way OpenSSL write it", () => {
    expect(readBerUnsigned(over("0202ffff"), "x")).toBe(0xffff);
    expect(readBerUnsigned(over("020300ffff"), "x")).toBe(0xffff);
    expect(readBerUnsigned(over("0204c000006d"), "x")).toBe(0xc000006d);
    expect(readBerUnsigned(over("020500c000006d"), "x")).toBe(0xc000006d);
    for (const hex of ["0200", "020501c000006d", "0206000000000001", "0401ff"]) {
      expect(() => readBerUnsigned(over(hex), "x")).toThrow(DecodeError);
    }
  });

  it("writes DER", () => {
    expect(toHex(berUnsigned(0))).toBe("020100");
    expect(toHex(berUnsigned(127))).toBe("02017f");
    expect(toHex(berUnsigned(128))).toBe("02020080");
    expect(toHex(berUnsigned(0xc000006d))).toBe("020500c000006d");
    expect(toHex(berBoolean(true))).toBe("0101ff");
    expect(toHex(berLength(0x80))).toBe("8180");
    expect(toHex(berSequence(berContext(0, berUnsigned(6))))).toBe("3005a003020106");
    expect(() => berUnsigned(-1)).toThrow(RangeError);
    expect(() => berEnumerated(128)).toThrow(RangeError);
  });

  it("gives back what it wrote", () => {
    fc.assert(
      fc.property(
        fc.nat(0xffffffff),
        fc.boolean(),
        fc.uint8Array({ maxLength: 700 }),
        fc.nat(127),
        (n, flag, octets, e) => {
          const bytes = berElement(
            berApplicationTag(101),
            berSequence(berContext(3, berUnsigned(n)), berBoolean(flag), berOctetString(octets), berEnumerated(e)),
          );
          const body = readBerElement(new ReadCursor(bytes, "test"), berApplicationTag(101), "outer");
          const sequence = readBerSequence(body, "sequence");
          expect(peekBerTag(sequence, 0xa3)).toBe(true);
          expect(readBerUnsigned(readBerContext(sequence, 3, "n"), "n")).toBe(n);
          expect(readBerBoolean(sequence, "flag")).toBe(flag);
          expect(toHex(readBerOctetString(sequence, "octets"))).toBe(toHex(octets));
          expect(readBerEnumerated(sequence, "e")).toBe(e);
          sequence.expectEnd();
          body.expectEnd();
        },
      ),
    );
  });

  it("throws nothing but DecodeError on random bytes", () => {
    const readers = [
      readBerTag,
      readBerLength,
      (c: ReadCursor) => expectBerTag(c, 0x30, "x"),
      (c: ReadCursor) => readBerUnsigned(c, "x"),
    ];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
        for (const read of readers) expect(faultOf(() => read(new ReadCursor(bytes, "test")))).toSatisfy(isDecodeFault);
      }),
    );
  });
});
