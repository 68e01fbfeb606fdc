import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromHex, toHex } from "../bytes/index.ts";
import { decodeRdstls, encodeRdstls, rdstlsLength, rdstlsResultName } from "./rdstls.ts";
import type { RdstlsServerPdu } from "./rdstls.ts";

describe("RDSTLS", () => {
  it("reads the capabilities that a server sends first", () => {
    const bytes = fromHex("0100010001000100");
    expect(rdstlsLength(bytes.subarray(0, 3))).toBeUndefined();
    expect(rdstlsLength(bytes)).toBe(8);
    expect(decodeRdstls(bytes)).toEqual({ kind: "capabilities", version: 1, supportedVersions: 1 });
  });

  it("reads the result of an authentication", () => {
    expect(decodeRdstls(fromHex("01000400010075070000"))).toEqual({
      kind: "authentication-response",
      version: 1,
      resultCode: 0x775,
    });
    expect(rdstlsResultName(0x775)).toBe("RDSTLS_RESULT_ACCOUNT_LOCKED_OUT");
    expect(rdstlsResultName(0x776)).toBeUndefined();
  });

  it("refuses other versions, types and lengths", () => {
    for (const hex of ["0000010001000100", "0100020001000100", "0100010002000100", "010001000100010000"]) {
      expect(() => decodeRdstls(fromHex(hex))).toThrow(DecodeError);
    }
  });

  it("decodes what it encodes", () => {
    const version = fc.constantFrom(1, 2);
    const pdu: fc.Arbitrary<RdstlsServerPdu> = fc.oneof(
      fc.record({
        kind: fc.constant("capabilities" as const),
        version,
        supportedVersions: fc.integer({ min: 0, max: 0xffff }),
      }),
      fc.record({
        kind: fc.constant("authentication-response" as const),
        version,
        resultCode: fc.integer({ min: 0, max: 0xffffffff }),
      }),
    );
    fc.assert(
      fc.property(pdu, (value) => {
        const bytes = encodeRdstls(value);
        expect(rdstlsLength(bytes)).toBe(bytes.length);
        expect(decodeRdstls(bytes)).toEqual(value);
      }),
    );
    expect(toHex(encodeRdstls({ kind: "capabilities", version: 1, supportedVersions: 1 }))).toBe("0100010001000100");
  });
});
