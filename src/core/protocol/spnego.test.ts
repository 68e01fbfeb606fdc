import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DecodeError,
  decodeObjectIdentifier,
  encodeObjectIdentifier,
  fromHex,
  fromLatin1,
  toHex,
} from "../bytes/index.ts";
import { decodeNtlmAuthenticate, decodeNtlmChallenge } from "./ntlm.ts";
import { ntlmTargetInfo } from "./ntlm-av-pairs.ts";
import { decodeSpnego, encodeSpnego, spnegoMechanism, type SpnegoToken, unwrapNegoToken } from "./spnego.ts";

/* Published bytes of one SMB logon; the VERSION fields say 5.1.2600 (client) and 6.0.6002 (server). */
const INIT = `604806062b0601050502a03e303ca00e300c060a2b06010401823702020aa22a04284e544c4d5353500001000000078208a200000000000000
  0000000000000000000501280a0000000f`;
const CHALLENGE = `a181a63081a3a0030a0101a10c060a2b06010401823702020aa2818d04818a4e544c4d53535000020000000a000a0038000000058 28aa225
  7147965534292500000000000000004800480042000000060072170000000f4900410053003000310002000a004900410053003000310001000a00490041
  0053003000310004000a004900410053003000310003000a004900410053003000310007000800607eb34ac5c0cd0100000000`;
const AUTHENTICATE = `a181bf3081bca281b90481b64e544c4d53535000030000001800180086000000180018009e00000012001200480000001a001a005a
  000000120012007400000000000000b6000000058288a20501280a0000000f500041004e0045004c005000430030003200410064006d0069006e006900
  730074007200610074006f007200500041004e0045004c0050004300300032008a7c1617ec88d45400000000000000000000000000000000a836c8ffec
  8ef97c96c997908dec9ad665c93b3a7c188cf6`;
const COMPLETED = "a1073005a0030a0100";
/* The hint of [MS-SPNG] 2.2.1 NegTokenInit2 in the place of the MIC. */
const INIT2 = `605e06062b0601050502a0543052a024302206092a864882f71201020206092a864886f712010202060a2b06010401823702020aa32a302
  8a0261b246e6f745f646566696e65645f696e5f5246433431373840706c656173655f69676e6f7265`;

const names = (token: SpnegoToken): readonly unknown[] =>
  token.kind === "init" ? token.mechTypes.map((mechanism) => mechanism.name) : [];

/* What a decoder threw that it may not throw; undefined when it kept its word. */
function forbiddenFault(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof DecodeError ? undefined : error;
  }
}

describe("SPNEGO", () => {
  it.each([INIT, CHALLENGE, AUTHENTICATE, COMPLETED])("reads and writes real tokens", (hex) => {
    expect(toHex(encodeSpnego(decodeSpnego(fromHex(hex))))).toBe(toHex(fromHex(hex)));
  });

  it("finds NTLM inside and tells mechanism and state by name", () => {
    expect(names(decodeSpnego(fromHex(INIT)))).toEqual(["NTLMSSP"]);
    const { ntlm, spnego } = unwrapNegoToken(fromHex(CHALLENGE));
    expect(spnego).toMatchObject({
      negState: "accept-incomplete",
      supportedMech: { oid: "1.3.6.1.4.1.311.2.2.10", name: "NTLMSSP" },
    });
    const challenge = decodeNtlmChallenge(ntlm ?? new Uint8Array());
    expect(challenge.version?.build).toBe(6002);
    expect(ntlmTargetInfo(challenge.targetInfo ?? []).dnsComputerName).toBe("IAS01");
    const authenticate = unwrapNegoToken(fromHex(AUTHENTICATE)).ntlm ?? new Uint8Array();
    expect(decodeNtlmAuthenticate(authenticate).userName).toBe("Administrator");
    expect(decodeSpnego(fromHex(COMPLETED))).toEqual({ kind: "response", negState: "accept-completed" });
  });

  it("reads NegTokenInit2 with hints, and a first token without its GSS-API frame", () => {
    const token = decodeSpnego(fromHex(INIT2));
    expect(names(token)).toEqual(["MS-Kerberos", "Kerberos", "NTLMSSP"]);
    expect(token).not.toHaveProperty("mechListMic");
    expect(names(decodeSpnego(fromHex(INIT2).subarray(10)))).toEqual(["MS-Kerberos", "Kerberos", "NTLMSSP"]);
  });

  it("takes raw NTLM as it is and refuses what is neither", () => {
    const raw = fromLatin1("NTLMSSP\0rest");
    expect(unwrapNegoToken(raw)).toEqual({ ntlm: raw });
    for (const hex of ["", "6000", "3000", "a1073005a0030a0104", "60040602 2a03", "a0028000"]) {
      expect(() => unwrapNegoToken(fromHex(hex))).toThrow(DecodeError);
    }
    const crowd = encodeSpnego({ kind: "init", mechTypes: Array.from({ length: 33 }, () => spnegoMechanism("1.2.3")) });
    expect(() => decodeSpnego(crowd)).toThrow(DecodeError);
  });

  it("gives back what it wrote", () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    const mechanism = fc.constantFrom("1.3.6.1.4.1.311.2.2.10", "1.2.840.113554.1.2.2", "2.999.3").map(spnegoMechanism);
    const init = fc.record(
      {
        kind: fc.constant("init" as const),
        mechTypes: fc.array(mechanism, { maxLength: 4 }),
        mechToken: bytes,
        mechListMic: bytes,
      },
      { requiredKeys: ["kind", "mechTypes"] },
    );
    const response = fc.record(
      {
        kind: fc.constant("response" as const),
        negState: fc.constantFrom("accept-completed" as const, "reject" as const, "request-mic" as const),
        supportedMech: mechanism,
        responseToken: bytes,
        mechListMic: bytes,
      },
      { requiredKeys: ["kind"] },
    );
    fc.assert(
      fc.property(fc.oneof(init, response), (token) => {
        expect(decodeSpnego(encodeSpnego(token))).toEqual(token);
      }),
    );
  });

  it("throws nothing but DecodeError on random and on damaged bytes", () => {
    const seeds = [INIT, INIT2, CHALLENGE, COMPLETED].map(fromHex);
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.nat(),
        fc.nat(255),
        fc.uint8Array({ maxLength: 40 }),
        (seed, where, value, noise) => {
          const damaged = seed.slice();
          damaged[where % damaged.length] = value;
          for (const bytes of [damaged, noise]) {
            expect(forbiddenFault(() => unwrapNegoToken(bytes))).toBeUndefined();
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("object identifiers", () => {
  it.each([
    ["2b0601040182370202 0a", "1.3.6.1.4.1.311.2.2.10"],
    ["2a864886f712010202", "1.2.840.113554.1.2.2"],
    ["883703", "2.999.3"],
    ["00", "0.0"],
  ])("%s is %s", (hex, dotted) => {
    expect(decodeObjectIdentifier(fromHex(hex))).toBe(dotted);
    expect(toHex(encodeObjectIdentifier(dotted))).toBe(toHex(fromHex(hex)));
  });

  it("refuses what is none", () => {
    for (const hex of ["", "2a86", "2affffffffffffffff01", "2a".repeat(65)]) {
      expect(() => decodeObjectIdentifier(fromHex(hex))).toThrow(DecodeError);
    }
    for (const dotted of ["", "1", "3.1", "1.40", "1.2.x"]) {
      expect(() => encodeObjectIdentifier(dotted)).toThrow(RangeError);
    }
  });
});
