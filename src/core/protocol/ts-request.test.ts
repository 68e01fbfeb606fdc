import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromHex, toHex } from "../bytes/index.ts";
import { decodeEarlyUserAuthorizationResult, encodeEarlyUserAuthorizationResult } from "./early-user-authorization.ts";
import { isNtlmMessage } from "./ntlm.ts";
import { ntStatusSymbol } from "./ntstatus.ts";
import {
  decodeTsRequest,
  encodeTsRequest,
  TS_REQUEST_MAX_BYTES,
  type TsRequest,
  tsRequestLength,
} from "./ts-request.ts";

/* gnome-remote-desktop 43.3 on loopback: the client's NEGOTIATE and the answer, which carries a nonce after the token. */
const ASKED = `3037a003020106a130302e302ca02a04284e544c4d5353500001000000b78208e2000000002800000000000000280000000a00614a0000000f`;
const ANSWERED = `30819fa003020106a17430723070a06e046c4e544c4d53535000020000000400040038000000b78288e2b8fe7c4596580c5b
  0000000000000000300030003c0000000601b11d0000000f56004d000200040056004d000100040056004d000400040076006d000300040076006d00
  0700080080d9d5df967add0100000000a5220420db06718a09f4b3c7b4852d6340a9a57aed66f66c3f1e3afead1569f302e17be2`;
/* freerdp-shadow-cli 2.11.7, right password. */
const BOUND = `305da003020106a3320430010000005e85a8ea830ac2e900000000dff3dd4bf47251925ba7d7dd2b4dbf94003ada5c31494fda38be3f
  1093c1101fa5220420bde05a5793ef960fbfcb63555ace5011afc45dce1a25ffc0da98be7ec57648a1`;

const bytesOf = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength: length });
const requests: fc.Arbitrary<TsRequest> = fc.record(
  {
    version: fc.integer({ min: 2, max: 6 }),
    negoTokens: fc.array(bytesOf(300), { maxLength: 3 }),
    authInfo: bytesOf(100),
    pubKeyAuth: bytesOf(100),
    errorCode: fc.oneof(fc.nat(0x7fffffff), fc.integer({ min: 0x80000000, max: 0xffffffff })),
    clientNonce: bytesOf(32),
  },
  { requiredKeys: ["version"] },
);

/* What a decoder threw that it may not throw; undefined when it kept its word. */
function forbiddenFault(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof DecodeError ? undefined : error;
  }
}

describe("TSRequest", () => {
  it.each([ASKED, ANSWERED, BOUND])("reads and writes what real peers sent", (hex) => {
    const bytes = fromHex(hex);
    expect(tsRequestLength(bytes)).toBe(bytes.length);
    expect(toHex(encodeTsRequest(decodeTsRequest(bytes)))).toBe(toHex(bytes));
  });

  it("cuts the NTLM message by its own length, before the nonce that follows it", () => {
    const answer = decodeTsRequest(fromHex(ANSWERED));
    expect(answer.version).toBe(6);
    expect(answer.negoTokens?.map((token) => [token.length, isNtlmMessage(token)])).toEqual([[0x6c, true]]);
    expect(answer.clientNonce).toHaveLength(32);
    expect(decodeTsRequest(fromHex(BOUND)).pubKeyAuth).toHaveLength(48);
  });

  it("writes an errorCode in four bytes, and reads it in four and in five", () => {
    const refused = encodeTsRequest({ version: 6, errorCode: 0xc000006d });
    expect(toHex(refused)).toBe("300da003020106a4060204c000006d");
    expect(decodeTsRequest(refused).errorCode).toBe(0xc000006d);
    expect(decodeTsRequest(fromHex("300ea003020106a407020500c000006d")).errorCode).toBe(0xc000006d);
    expect(() => encodeTsRequest({ version: 6, errorCode: -1 })).toThrow(RangeError);
    expect(() => encodeTsRequest({ version: 6, errorCode: 2 ** 32 })).toThrow(RangeError);
  });

  it("tells the length as soon as it can, and refuses what cannot be a TSRequest", () => {
    const bytes = fromHex(ANSWERED);
    expect([0, 1, 2, 3, 4].map((count) => tsRequestLength(bytes.subarray(0, count)))).toEqual([
      undefined,
      undefined,
      undefined,
      bytes.length,
      bytes.length,
    ]);
    // A Deactivate All PDU, which gnome-remote-desktop sends after a wrong password; an indefinite length; 4 GB; just too long.
    for (const hex of ["0300001c02f080", "3080", "3084ffffffff", "3085000000000000", "308300fffd"]) {
      expect(() => tsRequestLength(fromHex(hex))).toThrow(DecodeError);
    }
    expect(tsRequestLength(fromHex("308300fffb"))).toBe(TS_REQUEST_MAX_BYTES);
  });

  it("refuses truncation everywhere, left-over bytes, too many tokens and strange elements; passes later fields over", () => {
    const bytes = fromHex(ANSWERED);
    for (let end = 0; end < bytes.length; end++)
      expect(() => decodeTsRequest(bytes.subarray(0, end))).toThrow(DecodeError);
    expect(() => decodeTsRequest(fromHex("3005a00302010600"))).toThrow(DecodeError);
    expect(() => decodeTsRequest(fromHex("3007a0030201060400"))).toThrow(DecodeError);
    const crowd = encodeTsRequest({ version: 6, negoTokens: Array.from({ length: 17 }, () => new Uint8Array(1)) });
    expect(() => decodeTsRequest(crowd)).toThrow(DecodeError);
    expect(() => decodeTsRequest(new Uint8Array(TS_REQUEST_MAX_BYTES + 1).fill(0x30))).toThrow(DecodeError);
    expect(decodeTsRequest(fromHex("300aa003020107a603020101"))).toEqual({ version: 7 });
  });

  it("gives back what it wrote", () => {
    fc.assert(
      fc.property(requests, (request) => {
        const bytes = encodeTsRequest(request);
        expect(tsRequestLength(bytes)).toBe(bytes.length);
        expect(decodeTsRequest(bytes)).toEqual(request);
      }),
    );
  });

  it("throws nothing but DecodeError on random and on damaged bytes", () => {
    fc.assert(
      fc.property(requests, fc.nat(), fc.nat(255), bytesOf(60), (request, where, value, noise) => {
        const damaged = encodeTsRequest(request);
        damaged[where % damaged.length] = value;
        for (const bytes of [damaged, noise]) {
          expect(forbiddenFault(() => decodeTsRequest(bytes))).toBeUndefined();
          expect(forbiddenFault(() => tsRequestLength(bytes))).toBeUndefined();
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("Early User Authorization Result PDU", () => {
  it("reads and writes its four bytes and nothing else", () => {
    expect(decodeEarlyUserAuthorizationResult(fromHex("00000000")).symbol).toBe("AUTHZ_SUCCESS");
    expect(decodeEarlyUserAuthorizationResult(fromHex("05000000")).symbol).toBe("AUTHZ_ACCESS_DENIED");
    expect(decodeEarlyUserAuthorizationResult(fromHex("07000000"))).toEqual({ authorizationResult: 7 });
    for (const hex of ["", "050000", "0500000000"]) {
      expect(() => decodeEarlyUserAuthorizationResult(fromHex(hex))).toThrow(DecodeError);
    }
    fc.assert(
      fc.property(fc.nat(0xffffffff), (authorizationResult) => {
        const bytes = encodeEarlyUserAuthorizationResult({ authorizationResult });
        expect(decodeEarlyUserAuthorizationResult(bytes).authorizationResult).toBe(authorizationResult);
      }),
    );
  });
});

describe("names of NTSTATUS and SSPI codes", () => {
  it.each([
    [0xc000006d, "STATUS_LOGON_FAILURE"],
    [0xc0000071, "STATUS_PASSWORD_EXPIRED"],
    [0xc0000234, "STATUS_ACCOUNT_LOCKED_OUT"],
    [0xc0000133, "STATUS_TIME_DIFFERENCE_AT_DC"],
    [0x8009030c, "SEC_E_LOGON_DENIED"],
    [0xc000006d | 0, "STATUS_LOGON_FAILURE"],
    [0x12345678, undefined],
  ])("0x%s", (code, symbol) => {
    expect(ntStatusSymbol(code)).toBe(symbol);
  });
});
