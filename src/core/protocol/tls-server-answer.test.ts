import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, DecodeError, fromHex, fromLatin1 } from "../bytes/index.ts";
import { decodeCertificateFlight, encodeCertificateFlight } from "./tls-certificate-flight.ts";
import { decodeTlsServerAnswer, encodeTlsAlert, encodeTlsServerAnswer } from "./tls-server-answer.ts";
import type { TlsServerAnswer } from "./tls-server-answer.ts";

/** Of the captures: an OpenSSL 3.5 listener. */
const HELLO_RETRY_REQUEST = fromHex(
  "1603030058020000540303cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c20b8c3b930781adbe1220e9e1c68300f4794c43d4ae37b65c52e81dfb08f29b315130200000c002b000203040033000211ec140303000101",
);

const uint16 = fc.integer({ min: 0, max: 0xffff });
const random = fc.uint8Array({ minLength: 32, maxLength: 32 });
const details = fc.record({
  random,
  sessionId: fc.uint8Array({ maxLength: 32 }),
  keyExchange: fc.uint8Array({ maxLength: 255 }),
});
const fixed = { random: new Uint8Array(32).fill(1), sessionId: new Uint8Array() };
const answer: fc.Arbitrary<Exclude<TlsServerAnswer, { kind: "incomplete" }>> = fc.oneof(
  fc.record({
    kind: fc.constant("server-hello" as const),
    version: fc.integer({ min: 0x0300, max: 0x0303 }),
    cipherSuite: uint16,
  }),
  fc.record({
    kind: fc.constant("server-hello" as const),
    version: fc.constant(0x0304),
    cipherSuite: uint16,
    group: uint16,
  }),
  fc.record({ kind: fc.constant("hello-retry-request" as const), group: uint16, cipherSuite: uint16 }),
  fc.record({
    kind: fc.constant("alert" as const),
    level: fc.constantFrom(1, 2),
    description: fc.integer({ min: 0, max: 255 }),
  }),
);
const flight = fc.record(
  {
    kind: fc.constant("certificates" as const),
    version: fc.integer({ min: 0x0300, max: 0x0303 }),
    cipherSuite: uint16,
    certificates: fc.array(fc.uint8Array({ minLength: 1, maxLength: 3000 }), { minLength: 1, maxLength: 10 }),
    group: uint16,
    certificateRequested: fc.boolean(),
    complete: fc.boolean(),
  },
  { requiredKeys: ["kind", "version", "cipherSuite", "certificates", "certificateRequested", "complete"] },
);

describe("first answer of a TLS server", () => {
  it("reads the HelloRetryRequest of the capture", () => {
    expect(decodeTlsServerAnswer(HELLO_RETRY_REQUEST)).toEqual({
      kind: "hello-retry-request",
      group: 0x11ec,
      cipherSuite: 0x1302,
    });
    expect(decodeCertificateFlight(HELLO_RETRY_REQUEST)).toEqual({ kind: "encrypted", cipherSuite: 0x1302 });
  });

  it("reads the alerts of the captures", () => {
    expect(decodeTlsServerAnswer(fromHex("15030300020228"))).toEqual({ kind: "alert", level: 2, description: 40 });
    // xrdp goes on with an MCS ultimatum in the clear.
    expect(decodeTlsServerAnswer(fromHex("150303000202460300000902f0802180"))).toEqual({
      kind: "alert",
      level: 2,
      description: 70,
    });
  });

  it("passes over a warning before the hello", () => {
    const hello = { kind: "server-hello", version: 0x0303, cipherSuite: 0xc030 } as const;
    const bytes = concat([encodeTlsAlert(1, 112), encodeTlsServerAnswer(hello, fixed)]);
    expect(decodeTlsServerAnswer(bytes)).toEqual(hello);
    expect(decodeTlsServerAnswer(bytes.subarray(0, 7))).toEqual({ kind: "alert", level: 1, description: 112 });
  });

  it("is incomplete, and nothing else, at every cut", () => {
    for (let length = 0; length < 93; length++) {
      expect(decodeTlsServerAnswer(HELLO_RETRY_REQUEST.subarray(0, length))).toEqual({ kind: "incomplete" });
    }
  });

  it.each([
    ["HTTP", "485454502f312e31"],
    ["an MCS ultimatum", "0300000902f0802180"],
    ["an empty handshake record", "1603030000"],
    ["a record above 2^14 bytes", "16030340ff"],
    ["another handshake message first", "160303000411000000"],
    ["encrypted data first", "1703030010"],
    ["a ServerHello that ends in the middle", "16030300040200004c1403030001011403030001"],
    ["a handshake above 64 KiB", "16030300040202ffff"],
  ])("refuses %s", (_what, hex) => {
    expect(() => decodeTlsServerAnswer(fromHex(hex))).toThrow(DecodeError);
  });

  it("refuses an extension that is there twice, and a version above its own", () => {
    const hello = encodeTlsServerAnswer({ kind: "hello-retry-request", group: 0x1d, cipherSuite: 0x1301 }, fixed);
    const twice = hello.slice();
    // key_share becomes a second supported_versions
    twice[twice.length - 5] = 43;
    expect(() => decodeTlsServerAnswer(twice)).toThrow("there twice");
    const version = hello.slice();
    version[10] = 4;
    expect(() => decodeTlsServerAnswer(version)).toThrow("legacy_version");
  });

  it("decodes what it encodes", () => {
    fc.assert(
      fc.property(answer, details, (value, given) => {
        expect(decodeTlsServerAnswer(encodeTlsServerAnswer(value, given))).toEqual(value);
      }),
    );
  });
});

describe("certificate flight up to TLS 1.2", () => {
  it("decodes what it encodes", () => {
    fc.assert(
      fc.property(flight, details, (value, given) => {
        expect(decodeCertificateFlight(encodeCertificateFlight(value, given))).toEqual(value);
      }),
    );
  });

  it("is undefined until the certificates are there, then grows", () => {
    const whole = {
      kind: "certificates",
      version: 0x0301,
      cipherSuite: 0xc014,
      certificates: [new Uint8Array(700).fill(0x30), new Uint8Array(900).fill(0x31)],
      group: 0x001d,
      certificateRequested: true,
      complete: true,
    } as const;
    const bytes = encodeCertificateFlight(whole, { ...fixed, keyExchange: new Uint8Array(32) });
    const seen = new Set<string>();
    const chains: (readonly Uint8Array[])[] = [];
    for (let length = 0; length <= bytes.length; length++) {
      const part = decodeCertificateFlight(bytes.subarray(0, length));
      seen.add(part === undefined ? "nothing" : part.kind === "certificates" ? `${part.complete}` : part.kind);
      if (part?.kind === "certificates") chains.push(part.certificates);
    }
    expect([...seen]).toEqual(["nothing", "false", "true"]);
    for (const chain of chains) expect(chain).toEqual(whole.certificates);
  });

  it("spans as many records as it needs", () => {
    const value = {
      kind: "certificates",
      version: 0x0303,
      cipherSuite: 0x009c,
      certificates: [new Uint8Array(20_000).fill(0x30), new Uint8Array(20_000).fill(0x31)],
      certificateRequested: false,
      complete: true,
    } as const;
    expect(decodeCertificateFlight(encodeCertificateFlight(value, fixed))).toEqual(value);
  });

  it("has no certificates with an anonymous key exchange", () => {
    const value = {
      kind: "certificates",
      version: 0x0303,
      cipherSuite: 0x0034,
      certificates: [],
      certificateRequested: false,
      complete: true,
    } as const;
    expect(decodeCertificateFlight(encodeCertificateFlight(value, fixed))).toEqual(value);
  });

  it("tells an alert and TLS 1.3 from a chain", () => {
    expect(decodeCertificateFlight(encodeTlsAlert(2, 40))).toEqual({ kind: "alert", level: 2, description: 40 });
    const hello = { kind: "server-hello", version: 0x0304, cipherSuite: 0x1301, group: 0x001d } as const;
    expect(decodeCertificateFlight(encodeTlsServerAnswer(hello, fixed))).toEqual({
      kind: "encrypted",
      cipherSuite: 0x1301,
    });
  });

  it("is bounded at 10 certificates and 64 KiB", () => {
    const value = {
      kind: "certificates",
      version: 0x0303,
      cipherSuite: 0x009c,
      certificateRequested: false,
      complete: true,
    } as const;
    const many = Array.from({ length: 11 }, () => new Uint8Array(10));
    expect(() => decodeCertificateFlight(encodeCertificateFlight({ ...value, certificates: many }, fixed))).toThrow(
      "more than 10",
    );
    const large = [new Uint8Array(66_000)];
    expect(() => decodeCertificateFlight(encodeCertificateFlight({ ...value, certificates: large }, fixed))).toThrow(
      DecodeError,
    );
    expect(() => decodeCertificateFlight(fromLatin1("HTTP/1.1 400"))).toThrow(DecodeError);
  });
});
