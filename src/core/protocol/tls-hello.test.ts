import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromHex, toHex } from "../bytes/index.ts";
import { tlsCipherSuite, tlsCipherSuiteName } from "./tls-cipher-suites.ts";
import { decodeTlsClientHello, encodeTlsClientHello } from "./tls-client-hello.ts";
import type { TlsClientHello } from "./tls-client-hello.ts";
import {
  largeHello,
  legacyHello,
  postQuantumOnlyHello,
  postQuantumPreferenceHello,
  smallHello,
  x25519MlKem768KeyShare,
} from "./tls-hello.ts";
import { isPostQuantumGroup, tlsAlertName, tlsGroupName, tlsVersionName } from "./tls-names.ts";

/** ClientHellos of the captures: only X25519MLKEM768 without a share; and with x25519, which has the share. */
const POST_QUANTUM_ONLY =
  "160301008a01000086030370bd2288e40954374b520115f2aaf47bd95742c66b672cea387cc1066dfa898820edf9627403d3ad6fbc28ecebe9fa23247045196a476de96807ee08762c673dca000613021301130301000037002b0003020304000a0004000211ec000d0018001604030503060308040805080604010501060108070201003300020000002d00020101";
const POST_QUANTUM_PREFERENCE =
  "16030100b0010000ac030384152ad728d73ae4929e3ad7d0aab34640b075eda1f8dfa42101a696bb04bc5b20b8c3b930781adbe1220e9e1c68300f4794c43d4ae37b65c52e81dfb08f29b31500061302130113030100005d002b0003020304000a0006000411ec001d000d0018001604030503060308040805080604010501060108070201003300260024001d00208095ffaaa857c1ab34c132245dce6db3fc3619179a83766121430b7336c83e03002d00020101";

const seed = { random: new Uint8Array(32).fill(7), sessionId: new Uint8Array(32).fill(9) };
const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
const codes = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1, maxLength: 40 });
const common = {
  random: bytes(32),
  sessionId: fc.uint8Array({ maxLength: 32 }),
  cipherSuites: codes,
  groups: codes,
  signatureAlgorithms: codes,
};
const modern = fc
  .record(
    {
      ...common,
      maxVersion: fc.constant(0x0304),
      minVersion: fc.integer({ min: 0x0301, max: 0x0303 }),
      keyShares: fc.array(
        fc.record({ group: fc.integer({ min: 0, max: 0xffff }), key: fc.uint8Array({ maxLength: 1300 }) }),
        { maxLength: 4 },
      ),
      serverName: fc.stringMatching(/^[a-z.]{1,60}$/),
      paddingLength: fc.integer({ min: 0, max: 600 }),
    },
    {
      requiredKeys: ["random", "sessionId", "cipherSuites", "groups", "signatureAlgorithms", "maxVersion", "keyShares"],
    },
  )
  .map((hello): TlsClientHello => hello);
const old = fc
  .record({ ...common, maxVersion: fc.integer({ min: 0x0300, max: 0x0303 }), keyShares: fc.constant([]) })
  .map((hello): TlsClientHello => hello);

describe("TLS ClientHello", () => {
  it.each([POST_QUANTUM_ONLY, POST_QUANTUM_PREFERENCE])("writes what it read of a capture", (hex) => {
    expect(toHex(encodeTlsClientHello(decodeTlsClientHello(fromHex(hex))))).toBe(hex);
  });

  it("is the captured hello when it is asked the same question", () => {
    const { random, sessionId } = decodeTlsClientHello(fromHex(POST_QUANTUM_ONLY));
    expect(toHex(encodeTlsClientHello(postQuantumOnlyHello({ random, sessionId })))).toBe(POST_QUANTUM_ONLY);
    const other = decodeTlsClientHello(fromHex(POST_QUANTUM_PREFERENCE));
    const key = other.keyShares[0]?.key ?? new Uint8Array();
    expect(toHex(encodeTlsClientHello(postQuantumPreferenceHello(other, key)))).toBe(POST_QUANTUM_PREFERENCE);
  });

  it("decodes what it encodes", () => {
    fc.assert(
      fc.property(fc.oneof(modern, old), (hello) => {
        expect(decodeTlsClientHello(encodeTlsClientHello(hello))).toEqual(hello);
      }),
    );
  });

  it("skips the meaningless numbers that browsers mix in (RFC 8701)", () => {
    const hello = encodeTlsClientHello({ ...postQuantumOnlyHello(seed), minVersion: 0x0303 });
    const at = toHex(hello).indexOf("002b000504") / 2 + 5;
    hello[at + 2] = 0x7a;
    hello[at + 3] = 0x7a;
    expect(decodeTlsClientHello(hello).maxVersion).toBe(0x0304);
    expect(decodeTlsClientHello(hello).minVersion).toBeUndefined();
  });

  it("refuses lengths that the wire cannot carry", () => {
    expect(() => encodeTlsClientHello({ ...smallHello(seed), random: new Uint8Array(31) })).toThrow(RangeError);
    expect(() => encodeTlsClientHello({ ...smallHello(seed), sessionId: new Uint8Array(33) })).toThrow(RangeError);
    expect(() => encodeTlsClientHello({ ...smallHello(seed), maxVersion: 0x0305 })).toThrow(RangeError);
    expect(() => encodeTlsClientHello({ ...smallHello(seed), minVersion: 0x0304 })).toThrow(RangeError);
    expect(() => decodeTlsClientHello(fromHex(POST_QUANTUM_ONLY).subarray(0, 100))).toThrow("not complete");
    expect(() => decodeTlsClientHello(fromHex("474554202f"))).toThrow(DecodeError);
  });
});

describe("hellos that ask one question", () => {
  it("have the sizes that the questions need", () => {
    const small = encodeTlsClientHello(smallHello({ random: seed.random, sessionId: new Uint8Array() }));
    expect(small.length).toBeLessThan(120);
    const large = encodeTlsClientHello(largeHello(seed, new Uint8Array(64).fill(3)));
    expect(large.length).toBeGreaterThan(1600);
    expect(large.length).toBeLessThan(1700);
    expect(encodeTlsClientHello(postQuantumOnlyHello(seed)).length).toBeLessThan(150);
  });

  it("keep to the version that they ask for", () => {
    for (const version of [0x0300, 0x0301, 0x0302, 0x0303]) {
      const hello = decodeTlsClientHello(encodeTlsClientHello(legacyHello(version, seed)));
      expect(hello.maxVersion).toBe(version);
      expect(new Set(hello.cipherSuites).size).toBe(hello.cipherSuites.length);
      expect(hello.signatureAlgorithms.length > 0).toBe(version === 0x0303);
    }
    expect(() => legacyHello(0x0304, seed)).toThrow(RangeError);
  });

  it("make an ML-KEM share of the right size with coefficients in range", () => {
    const share = x25519MlKem768KeyShare(new Uint8Array(32).fill(1), new Uint8Array(32).fill(2));
    expect(share.group).toBe(0x11ec);
    expect(share.key).toHaveLength(1216);
    expect(toHex(share.key.subarray(1150, 1186))).toBe(`0000${"01".repeat(32)}0202`);
    expect(() => x25519MlKem768KeyShare(new Uint8Array(31), new Uint8Array(32))).toThrow(RangeError);
    expect(() => x25519MlKem768KeyShare(new Uint8Array(32), new Uint8Array(33))).toThrow(RangeError);
    expect(() => largeHello(seed, new Uint8Array(63))).toThrow(RangeError);
  });
});

describe("TLS names", () => {
  it("are those of the registries", () => {
    expect(tlsVersionName(0x0304)).toBe("TLS 1.3");
    expect(tlsVersionName(0x0305)).toBeUndefined();
    expect(tlsGroupName(0x11ec)).toBe("X25519MLKEM768");
    expect(tlsGroupName(0x0017)).toBe("secp256r1");
    expect(tlsAlertName(70)).toBe("protocol_version");
    expect(isPostQuantumGroup(0x11ed)).toBe(true);
    expect(isPostQuantumGroup(0x001d)).toBe(false);
  });

  it("tell what a suite is worth", () => {
    expect(tlsCipherSuite(0xc030)).toEqual({
      code: 0xc030,
      name: "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
      aead: true,
      forwardSecrecy: true,
      weak: false,
    });
    expect(tlsCipherSuite(0x000a)).toMatchObject({ aead: false, forwardSecrecy: false, weak: true });
    expect(tlsCipherSuite(0x1301)).toMatchObject({ aead: true, forwardSecrecy: true, weak: false });
    expect(tlsCipherSuite(0x002f)).toMatchObject({ aead: false, forwardSecrecy: false, weak: false });
    expect(tlsCipherSuite(0xc018)).toMatchObject({ weak: true, forwardSecrecy: false });
    expect(tlsCipherSuiteName(0x4a4a)).toBe("0x4a4a");
  });
});
