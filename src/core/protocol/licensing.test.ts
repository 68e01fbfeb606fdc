import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromHex, toHex } from "../bytes/index.ts";
import { licenseValidClient } from "./connection-pdus.ts";
import { decodeLicensePdu, encodeLicensePdu, LICENSE_ERROR_CODES, type LicensePdu } from "./licensing.ts";

describe("licensing PDUs", () => {
  it("reads and writes the alert of libfreerdp, and the one of xrdp with its odd blob type", () => {
    const alert = { preambleVersion: 3, kind: "error-alert", errorCode: 7, stateTransition: 2 } as const;
    const pdu = decodeLicensePdu(fromHex("ff031000070000000200000004000000"));
    expect(pdu).toEqual({ ...alert, errorInfo: new Uint8Array(0) });
    expect(toHex(encodeLicensePdu(pdu))).toBe("ff031000070000000200000004000000");
    expect(decodeLicensePdu(fromHex("ff021000070000000200000028140000"))).toMatchObject({
      ...alert,
      preambleVersion: 2,
    });
    expect(LICENSE_ERROR_CODES[7]).toBe("STATUS_VALID_CLIENT");
  });

  it("answers a License Request with the bytes that xrdp accepted", () => {
    expect(toHex(licenseValidClient(1006, 1003))).toBe(
      "0300002202f08064000503eb701480000000ff031000070000000200000004000000",
    );
  });

  it("refuses lengths and counts that lie", () => {
    const request = `${"00".repeat(32)}0000040000000000000000000d00000003000000`;
    for (const hex of ["ff030300", "ff0310000700", "ff03ffff", `0103ffff${request}`, `01033c00${request}ffffffff`]) {
      expect(() => decodeLicensePdu(fromHex(hex))).toThrow(DecodeError);
    }
  });

  it("gives back what it wrote", () => {
    const u32 = fc.nat(0xffffffff);
    const octets = fc.uint8Array({ maxLength: 200 });
    const text = fc.string({ maxLength: 30, unit: "grapheme-ascii" });
    const preambleVersion = fc.constantFrom(2, 3);
    const pdu: fc.Arbitrary<LicensePdu> = fc.oneof(
      fc.record({
        preambleVersion,
        kind: fc.constant("error-alert" as const),
        errorCode: u32,
        stateTransition: u32,
        errorInfo: octets,
      }),
      fc.record({
        preambleVersion,
        kind: fc.constant("license-request" as const),
        serverRandom: fc.uint8Array({ minLength: 32, maxLength: 32 }),
        productVersion: u32,
        companyName: text,
        productId: text,
        keyExchangeAlgorithms: fc.array(u32, { maxLength: 4 }),
        serverCertificate: octets,
        scopes: fc.array(text, { maxLength: 5 }),
      }),
      fc.record({
        preambleVersion,
        kind: fc.constant("platform-challenge" as const),
        connectFlags: u32,
        encryptedPlatformChallenge: octets,
        macData: fc.uint8Array({ minLength: 16, maxLength: 16 }),
      }),
      fc.record({
        preambleVersion,
        kind: fc.constantFrom("new-license" as const, "upgrade-license" as const),
        contents: octets,
      }),
      fc.record({
        preambleVersion,
        kind: fc.constant("other-license" as const),
        messageType: fc.constantFrom(0x12, 0x13, 0x15),
        contents: octets,
      }),
    );
    fc.assert(
      fc.property(pdu, (value) => {
        expect(decodeLicensePdu(encodeLicensePdu(value))).toEqual(value);
      }),
    );
  });
});
