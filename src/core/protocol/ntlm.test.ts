import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromHex, toHex } from "../bytes/index.ts";
import {
  type AvPair,
  decodeAvPairs,
  encodeAvPairs,
  fileTimeToUnixMs,
  ntlmTargetInfo,
  unixMsToFileTime,
} from "./ntlm-av-pairs.ts";
import { NTLM_CREDSSP_CLIENT_FLAGS, NTLM_FLAGS, ntlmFlagNames } from "./ntlm-flags.ts";
import {
  decodeNtlmAuthenticate,
  decodeNtlmChallenge,
  decodeNtlmNegotiate,
  encodeNtlmAuthenticate,
  encodeNtlmChallenge,
  encodeNtlmNegotiate,
} from "./ntlm.ts";

/* [MS-NLMP] 4.2.2.3, NTLM v1 without target information; 4.2.4.3, NTLM v2. */
const CHALLENGE_V1 = `4e544c4d53535000020000000c000c0038000000338202e20123456789abcdef00000000000000000000000000000000060070170000
  000f530065007200760065007200`;
const CHALLENGE_V2 = `4e544c4d53535000020000000c000c003800000033828ae20123456789abcdef00000000000000002400240044000000060070170000
  000f53006500720076006500720002000c0044006f006d00610069006e0001000c0053006500720076006500720000000000`;
const AUTHENTICATE_V2 = `4e544c4d5353500003000000180018006c00000054005400840000000c000c00480000000800080054000000100010005c000000
  10001000d8000000358288e20501280a0000000f44006f006d00610069006e00550073006500720043004f004d005000550054004500520086c35097ac
  9cec102554764a57cccc19aaaaaaaaaaaaaaaa68cd0ab851e51c96aabc927bebef6a1c01010000000000000000000000000000aaaaaaaaaaaaaaaa0000
  000002000c0044006f006d00610069006e0001000c005300650072007600650072000000000000000000c5dad2544fc9799094ce1ce90bc9d03e`;
/* On loopback: FreeRDP's client asked; freerdp-shadow-cli answered in a UTS namespace named TS-FARM-07. */
const NEGOTIATE = `4e544c4d5353500001000000b78208e2000000002800000000000000280000000a00614a0000000f`;
const CHALLENGE_FARM = `4e544c4d53535000020000001400140038000000b78288e2c0fb36c118fed16d0000000000000000700070004c0000000601b11d
  0000000f540053002d004600410052004d002d003000370002001400540053002d004600410052004d002d003000370001001400540053002d00460041
  0052004d002d003000370004001400540053002d004600410052004d002d003000370003001400540053002d004600410052004d002d00300037000700
  080000706ee0967add0100000000`;

const over = fc.uint8Array({ maxLength: 40 });
const word = fc.nat(0xffff);
const flags = fc
  .integer({ min: 0, max: 0xffffffff })
  .map((value) => (value | NTLM_FLAGS.NTLMSSP_NEGOTIATE_UNICODE) >>> 0);
const version = fc.record({ major: fc.nat(255), minor: fc.nat(255), build: word, ntlmRevision: fc.nat(255) });
const text = fc.string({ maxLength: 20 });
const pairs: fc.Arbitrary<readonly AvPair[]> = fc.array(
  fc.oneof(
    fc.record({
      id: fc.constantFrom("MsvAvNbComputerName" as const, "MsvAvDnsTreeName" as const, "MsvAvTargetName" as const),
      text,
    }),
    fc.record({ id: fc.constant("MsvAvFlags" as const), flags: fc.nat(0xffffffff) }),
    fc
      .bigInt(0n, 2n ** 64n - 1n)
      .map((fileTime) => ({ id: "MsvAvTimestamp" as const, fileTime, unixMs: fileTimeToUnixMs(fileTime) })),
    fc.record({ id: fc.constantFrom("MsvAvSingleHost" as const, "MsvAvChannelBindings" as const), bytes: over }),
    fc.record({ id: fc.constant("unknown" as const), avId: fc.integer({ min: 11, max: 0xffff }), bytes: over }),
  ),
  { maxLength: 8 },
);

/* The version flag follows the field `version`; a generated message says the same in both places. */
function withVersionFlag<T extends { flags: number; version?: unknown }>(message: T): T {
  const bit = NTLM_FLAGS.NTLMSSP_NEGOTIATE_VERSION;
  return { ...message, flags: (message.version === undefined ? message.flags & ~bit : message.flags | bit) >>> 0 };
}

const oemText = fc.string({ unit: "binary-ascii", maxLength: 20 });
const negotiates = fc
  .record(
    { flags, domainName: oemText, workstation: oemText, version },
    { requiredKeys: ["flags", "domainName", "workstation"] },
  )
  .map(withVersionFlag);
const challenges = fc
  .record(
    {
      flags,
      targetName: text,
      serverChallenge: fc.uint8Array({ minLength: 8, maxLength: 8 }),
      targetInfo: pairs,
      version,
    },
    { requiredKeys: ["flags", "targetName", "serverChallenge"] },
  )
  .map(withVersionFlag);
const authenticates = fc
  .record(
    {
      flags,
      domainName: text,
      userName: text,
      workstation: text,
      lmChallengeResponse: over,
      ntChallengeResponse: over,
      encryptedRandomSessionKey: over,
      version,
      mic: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    },
    {
      requiredKeys: [
        "flags",
        "domainName",
        "userName",
        "workstation",
        "lmChallengeResponse",
        "ntChallengeResponse",
        "encryptedRandomSessionKey",
      ],
    },
  )
  .map(withVersionFlag);

/* What a decoder threw that it may not throw; undefined when it kept its word. */
function forbiddenFault(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof DecodeError ? undefined : error;
  }
}

describe("NTLM messages", () => {
  it("reads the specification's CHALLENGE_MESSAGE (4.2.4.3) and writes the same bytes", () => {
    const challenge = decodeNtlmChallenge(fromHex(CHALLENGE_V2));
    expect(challenge).toEqual({
      flags: 0xe28a8233,
      targetName: "Server",
      serverChallenge: fromHex("0123456789abcdef"),
      targetInfo: [
        { id: "MsvAvNbDomainName", text: "Domain" },
        { id: "MsvAvNbComputerName", text: "Server" },
      ],
      version: { major: 6, minor: 0, build: 6000, ntlmRevision: 15 },
    });
    for (const hex of [CHALLENGE_V1, CHALLENGE_V2]) {
      expect(toHex(encodeNtlmChallenge(decodeNtlmChallenge(fromHex(hex))))).toBe(toHex(fromHex(hex)));
    }
    expect(decodeNtlmChallenge(fromHex(CHALLENGE_V1)).targetInfo).toBeUndefined();
  });

  it("reads the specification's AUTHENTICATE_MESSAGE (4.2.4.3) and writes the same bytes", () => {
    const authenticate = decodeNtlmAuthenticate(fromHex(AUTHENTICATE_V2));
    expect(authenticate).toMatchObject({ domainName: "Domain", userName: "User", workstation: "COMPUTER" });
    expect(authenticate.version).toEqual({ major: 5, minor: 1, build: 2600, ntlmRevision: 15 });
    expect(toHex(authenticate.ntChallengeResponse.subarray(0, 16))).toBe("68cd0ab851e51c96aabc927bebef6a1c");
    expect(toHex(authenticate.encryptedRandomSessionKey)).toBe("c5dad2544fc9799094ce1ce90bc9d03e");
    expect(authenticate.mic).toBeUndefined();
    expect(toHex(encodeNtlmAuthenticate(authenticate))).toBe(toHex(fromHex(AUTHENTICATE_V2)));
  });

  it("reads what real peers sent, names and clock", () => {
    const negotiate = decodeNtlmNegotiate(fromHex(NEGOTIATE));
    expect(negotiate.flags).toBe(NTLM_CREDSSP_CLIENT_FLAGS);
    expect(negotiate.version).toEqual({ major: 10, minor: 0, build: 19041, ntlmRevision: 15 });
    expect(toHex(encodeNtlmNegotiate(negotiate))).toBe(NEGOTIATE);
    const challenge = decodeNtlmChallenge(fromHex(CHALLENGE_FARM));
    expect(challenge.version?.build).toBe(7601);
    const { timestampUnixMs, ...names } = ntlmTargetInfo(challenge.targetInfo ?? []);
    expect(new Date(timestampUnixMs ?? 0).toISOString()).toBe("2026-11-22T15:33:52.000Z");
    expect(names).toEqual({
      nbComputerName: "TS-FARM-07",
      nbDomainName: "TS-FARM-07",
      dnsComputerName: "TS-FARM-07",
      dnsDomainName: "TS-FARM-07",
    });
  });

  it("names flags lowest bit first", () => {
    expect(ntlmFlagNames(0x80000005)).toEqual([
      "NTLMSSP_NEGOTIATE_UNICODE",
      "NTLMSSP_REQUEST_TARGET",
      "NTLMSSP_NEGOTIATE_56",
    ]);
  });

  it("refuses fields that leave the message, wrong types and truncation of the header", () => {
    const challenge = fromHex(CHALLENGE_V2);
    for (const at of [12, 16, 17, 18, 19, 40, 44, 45, 46, 47]) {
      const bytes = challenge.slice();
      bytes[at] = 0xff;
      expect(() => decodeNtlmChallenge(bytes)).toThrow(DecodeError);
    }
    for (let end = 0; end < challenge.length; end++) {
      expect(() => decodeNtlmChallenge(challenge.subarray(0, end))).toThrow(DecodeError);
    }
    expect(() => decodeNtlmChallenge(fromHex(NEGOTIATE))).toThrow(DecodeError);
    expect(() => decodeNtlmAuthenticate(challenge)).toThrow(DecodeError);
    expect(() => encodeNtlmChallenge({ flags: 0, targetName: "", serverChallenge: new Uint8Array(7) })).toThrow(
      RangeError,
    );
  });

  it("gives back what it wrote", () => {
    fc.assert(
      fc.property(negotiates, challenges, authenticates, (negotiate, challenge, authenticate) => {
        expect(decodeNtlmNegotiate(encodeNtlmNegotiate(negotiate))).toEqual(negotiate);
        expect(decodeNtlmChallenge(encodeNtlmChallenge(challenge))).toEqual(challenge);
        expect(decodeNtlmAuthenticate(encodeNtlmAuthenticate(authenticate))).toEqual(authenticate);
      }),
    );
  });

  it("throws nothing but DecodeError on random and on damaged bytes", () => {
    const seeds = [NEGOTIATE, CHALLENGE_V1, CHALLENGE_V2, AUTHENTICATE_V2, CHALLENGE_FARM].map(fromHex);
    const decoders = [decodeNtlmNegotiate, decodeNtlmChallenge, decodeNtlmAuthenticate, decodeAvPairs];
    fc.assert(
      fc.property(fc.constantFrom(...seeds), fc.nat(), over, over, (seed, where, patch, noise) => {
        const damaged = seed.slice();
        const at = where % damaged.length;
        damaged.set(patch.subarray(0, damaged.length - at), at);
        for (const bytes of [damaged, noise]) {
          for (const decode of decoders) expect(forbiddenFault(() => decode(bytes))).toBeUndefined();
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("AV pairs", () => {
  it("gives back what it wrote, ends at MsvAvEOL, and reads a list without one", () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const bytes = encodeAvPairs(list);
        expect(decodeAvPairs(bytes)).toEqual(list);
        expect(decodeAvPairs(bytes.subarray(0, -4))).toEqual(list);
      }),
    );
    expect(decodeAvPairs(fromHex("00000000ffffffff"))).toEqual([]);
  });

  it("refuses endless lists and wrong lengths", () => {
    expect(() => decodeAvPairs(fromHex("01000000".repeat(65)))).toThrow(DecodeError);
    expect(() => decodeAvPairs(fromHex("0700040000000000"))).toThrow(DecodeError);
    expect(() => decodeAvPairs(fromHex("0600050000000000ff"))).toThrow(DecodeError);
    expect(() => decodeAvPairs(fromHex("0100ffff"))).toThrow(DecodeError);
  });

  it("turns FILETIME into Unix time and back", () => {
    expect(fileTimeToUnixMs(116_444_736_000_000_000n)).toBe(0);
    expect(fileTimeToUnixMs(0n)).toBe(Date.UTC(1601, 0, 1));
    expect(fileTimeToUnixMs(unixMsToFileTime(1_795_361_632_123))).toBe(1_795_361_632_123);
  });
});
