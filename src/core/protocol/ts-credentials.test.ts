import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, concat, fromHex, toHex } from "../bytes/index.ts";
import { encodeAvPairs } from "./ntlm-av-pairs.ts";
import { decodeNtlmSignature, encodeNtlmSignature } from "./ntlm-signature.ts";
import { decodeNtlmV2Response, encodeNtlmV2ClientChallenge } from "./ntlm-v2-response.ts";
import { decodeTsCredentials, encodeTsCredentials } from "./ts-credentials.ts";

/* Written by hand from the ASN.1 of [MS-CSSP] 2.2.1.2: user "u", password "pw", no domain. */
const CREDENTIALS = "301da003020101a11604143012a0020400a10404027500a206040470007700";
/* [MS-NLMP] 4.2.4.3: NtChallengeResponse of the example. */
const RESPONSE = `68cd0ab851e51c96aabc927bebef6a1c01010000000000000000000000000000aaaaaaaaaaaaaaaa0000000002000c0044006f006d00
  610069006e0001000c005300650072007600650072000000000000000000`;

function forbiddenFault(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof DecodeError ? undefined : error;
  }
}

const SEEDS = [CREDENTIALS, RESPONSE, "010000007fb38ec5c55d497600000000"].map(fromHex);
const DECODERS = [decodeTsCredentials, decodeNtlmV2Response, decodeNtlmSignature];

describe("TSCredentials", () => {
  it("are the DER of the specification", () => {
    const bytes = encodeTsCredentials({ domainName: "", userName: "u", password: "pw" });
    expect(decodeTsCredentials(bytes)).toEqual({ domainName: "", userName: "u", password: "pw" });
    expect(toHex(bytes)).toBe(CREDENTIALS);
  });

  it("give back what was written", () => {
    const text = fc.string({ unit: "binary", maxLength: 40 });
    fc.assert(
      fc.property(text, text, text, (domainName, userName, password) => {
        const credentials = { domainName, userName, password };
        expect(decodeTsCredentials(encodeTsCredentials(credentials))).toEqual(credentials);
      }),
    );
  });

  it("are refused when they hold a smart card", () => {
    const bytes = encodeTsCredentials({ domainName: "", userName: "u", password: "pw" });
    bytes[6] = 2;
    expect(() => decodeTsCredentials(bytes)).toThrow(/credType is 2/);
  });
});

describe("NTLMv2_RESPONSE", () => {
  it("of the specification is read and written again", () => {
    const { response, temp, clientChallenge } = decodeNtlmV2Response(fromHex(RESPONSE));
    expect(toHex(response)).toBe("68cd0ab851e51c96aabc927bebef6a1c");
    expect(clientChallenge).toEqual({
      timeStamp: 0n,
      challengeFromClient: new Uint8Array(8).fill(0xaa),
      avPairs: [
        { id: "MsvAvNbDomainName", text: "Domain" },
        { id: "MsvAvNbComputerName", text: "Server" },
      ],
    });
    expect(encodeNtlmV2ClientChallenge(clientChallenge)).toEqual(temp);
    expect(() => encodeNtlmV2ClientChallenge({ ...clientChallenge, challengeFromClient: temp })).toThrow(RangeError);
  });

  it("is not the 24 bytes of NTLMv1", () => {
    expect(() => decodeNtlmV2Response(new Uint8Array(24))).toThrow(DecodeError);
  });

  it("ends with four zero bytes behind MsvAvEOL", () => {
    const bytes = encodeNtlmV2ClientChallenge({ timeStamp: 1n, challengeFromClient: new Uint8Array(8), avPairs: [] });
    expect(toHex(bytes.subarray(28))).toBe(toHex(concat([encodeAvPairs([]), new Uint8Array(4)])));
  });
});

describe("NTLMSSP_MESSAGE_SIGNATURE", () => {
  it("gives back what was written, and is refused with another version, more or fewer bytes", () => {
    const checksum = fc.uint8Array({ minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(checksum, fc.nat(0xffffffff), (bytes, seqNum) => {
        expect(decodeNtlmSignature(encodeNtlmSignature({ checksum: bytes, seqNum }))).toEqual({
          checksum: bytes,
          seqNum,
        });
      }),
    );
    expect(() => decodeNtlmSignature(new Uint8Array(16))).toThrow(DecodeError);
    expect(() => decodeNtlmSignature(fromHex("010000007fb38ec5c55d49760000000000"))).toThrow(DecodeError);
    expect(() => encodeNtlmSignature({ checksum: new Uint8Array(7), seqNum: 0 })).toThrow(RangeError);
  });
});

it("nothing but DecodeError leaves these decoders", () => {
  const noise = fc.uint8Array({ maxLength: 40 });
  fc.assert(
    fc.property(fc.constantFrom(...SEEDS), fc.nat(), noise, (seed, where, patch) => {
      const damaged = seed.slice();
      const at = where % damaged.length;
      damaged.set(patch.subarray(0, damaged.length - at), at);
      for (const bytes of [damaged, patch, damaged.subarray(0, at)]) {
        for (const decode of DECODERS) expect(forbiddenFault(() => decode(bytes))).toBeUndefined();
      }
    }),
    { numRuns: 500 },
  );
});
