import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromHex, toHex } from "../bytes/index.ts";
import {
  clientHardwareId,
  clientLicense,
  decodeNewLicenseRequest,
  decodePlatformChallengeResponse,
  encodeNewLicenseRequest,
  encodePlatformChallengeResponse,
  platformChallengeResponseData,
} from "./client-license.ts";

const text = fc.string({ maxLength: 20, unit: "grapheme-ascii" });
const octets = fc.uint8Array({ maxLength: 80 });
const exactly = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });

describe("licensing messages of a client", () => {
  it("give back what was written", () => {
    const request = fc.record({
      platformId: fc.nat(0xffffffff),
      clientRandom: exactly(32),
      encryptedPreMasterSecret: octets,
      clientUserName: text,
      clientMachineName: text,
    });
    const response = fc.record({ encryptedResponse: octets, encryptedHardwareId: octets, macData: exactly(16) });
    fc.assert(
      fc.property(request, response, (asked, answered) => {
        expect(decodeNewLicenseRequest(encodeNewLicenseRequest(asked))).toEqual(asked);
        expect(decodePlatformChallengeResponse(encodePlatformChallengeResponse(answered))).toEqual(answered);
      }),
    );
  });

  it("are laid out as MS-RDPELE 2.2.2.5.1 and 2.2.2.3.1 have them", () => {
    expect(toHex(platformChallengeResponseData(fromHex("54004500")))).toBe("000100ff0300040054004500");
    expect(toHex(clientHardwareId(0x04010000, new Uint8Array(16)))).toBe(`00000104${"00".repeat(16)}`);
    expect(toHex(clientLicense(0x15, fromHex("aa")))).toBe("8000000015830500aa");
  });

  it("are refused where lengths lie", () => {
    for (const hex of ["0100000000000104", `01000000${"00".repeat(36)}0200ffff`]) {
      expect(() => decodeNewLicenseRequest(fromHex(hex))).toThrow(DecodeError);
    }
    expect(() => decodePlatformChallengeResponse(fromHex("0900000009000000aabb"))).toThrow(DecodeError);
    expect(() =>
      encodePlatformChallengeResponse({
        encryptedResponse: fromHex(""),
        encryptedHardwareId: fromHex(""),
        macData: fromHex(""),
      }),
    ).toThrow(RangeError);
  });
});
