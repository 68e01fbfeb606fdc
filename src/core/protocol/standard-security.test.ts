import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromHex, ReadCursor, toHex, WriteCursor } from "../bytes/index.ts";
import { decodeDomainPdu } from "./mcs.ts";
import { decodeSecurityHeader, encodeSecurityHeader, type SecurityHeader } from "./security-header.ts";
import { decodeServerCertificate, encodeServerCertificate, type ServerCertificate } from "./server-certificate.ts";
import { decodeServerPdu } from "./server-pdu.ts";
import {
  decodeSecurityExchange,
  ENCRYPTION_LEVELS,
  ENCRYPTION_METHODS,
  encodeSecurityExchange,
} from "./standard-security.ts";
import { decodeX224Data } from "./x224.ts";
import specification from "./specification-examples.test-vectors.json" with { type: "json" };

/** MS-RDPBCGR 4.1.9, Client Security Exchange PDU. */
const SPEC_SECURITY_EXCHANGE = fromHex(`
  0300005e02f08064000603eb7050010200004800000091ac0c8f648c39f4e7ff0a3b79115c13512acb728f9db7422ef7084c8eae559962d2
  8181e466c805ead473063fc85faf2afdfcf164b33f0a151ddb2c109d30110000000000000000
`);
/** MS-RDPBCGR 4.1.4, Server MCS Connect Response PDU. */
const SPEC_CONNECT_RESPONSE = fromHex(specification.connectResponse);
/** xrdp 0.9.21.1, security_layer=rdp, crypt_level=high. */
const XRDP_HIGH = fromHex(`
  0300020d02f0807f668202010a0100020100301a020116020103020100020101020100020101020300fff8020102048201db000500147c00
  012a14760a01010001c0004d63446e81c4010c0c000400080000000000030c0c00eb030200ec03ed03020cac010200000003000000200000
  0078010000dae7cb03f2f781fb286e40389644de167e116d75d8fab4d565a2829668bfab8a01000000010000000100000006001c01525341
  310801000000080000ff00000001000100a91b2a8f1e4bf9526a73dc52b3560d95320593bbc17b9628a26087bb0fbd00247b871d96e5f10d
  7fb85adbdac51e0512e40874feeb4944f260a64e1c15c7468a06f494c8441313400b57e5d162d3d9dea85b2c302a84b4fd2aa9bad3f3342d
  3f3b680fb2e7d18e8f3534085b0ebdb1d6220e1d404338666a6d2e7f1778017a99a247d45b9fab7b771c9a99e5c27b2a4413d9083d901407
  ae9af029dd58db39ec53b61826fbfc5dc46bb317394e1cbc4513ee843eab6ac3e5a15142455be4194290603a44f64795febed2a120e15bfa
  a5918c2de86841fbb1ca4c0db6b148cae5f1a3b0badae1328b256ff512b94aea46a7473b7ed0eb6e9a06970417f99c41c300000000000000
  0008004800490c71c08a69516b63a3c9dd71a7d27bda90c98b8e25420241781018e56269f0d692d115766173ae236c7d5f2151aff163eac0
  5a220416bdd1a6ec5086f2cd770000000000000000
`);

function certificateOf(packet: Uint8Array): Uint8Array {
  const pdu = decodeServerPdu(packet);
  const bytes = pdu.kind === "connect-response" ? pdu.blocks.security?.serverCertificate : undefined;
  return bytes ?? new Uint8Array(0);
}

const u32 = fc.nat(0xffffffff);
const octets = fc.uint8Array({ maxLength: 300 });

describe("server certificate", () => {
  it("reads the proprietary ones of MS-RDPBCGR 4.1.4 and of xrdp and writes them byte for byte", () => {
    const spec = decodeServerCertificate(certificateOf(SPEC_CONNECT_RESPONSE));
    expect(spec).toMatchObject({
      kind: "proprietary",
      temporary: false,
      publicKey: { bitLength: 512, dataLength: 63, publicExponent: 65537 },
    });
    expect(toHex(encodeServerCertificate(spec))).toBe(toHex(certificateOf(SPEC_CONNECT_RESPONSE)));
    const xrdp = decodeServerCertificate(certificateOf(XRDP_HIGH));
    expect(xrdp).toMatchObject({ publicKey: { bitLength: 2048 } });
    expect(toHex(encodeServerCertificate(xrdp))).toBe(toHex(certificateOf(XRDP_HIGH)));
  });

  it("refuses other versions, other magics and chains that are too long", () => {
    for (const hex of ["03000000", "02000000c9000000", "020000000100000000000080", "0100"]) {
      expect(() => decodeServerCertificate(fromHex(hex))).toThrow(DecodeError);
    }
  });

  it("gives back what it wrote", () => {
    const certificate: fc.Arbitrary<ServerCertificate> = fc.oneof(
      fc.record({
        kind: fc.constant("proprietary" as const),
        temporary: fc.boolean(),
        signatureAlgorithm: u32,
        keyAlgorithm: u32,
        publicKey: fc.record({ bitLength: u32, dataLength: u32, publicExponent: u32, modulus: octets }),
        signature: octets,
      }),
      fc.record({
        kind: fc.constant("x509-chain" as const),
        temporary: fc.boolean(),
        certificates: fc.array(octets, { maxLength: 4 }),
      }),
    );
    fc.assert(
      fc.property(certificate, (value) => {
        expect(decodeServerCertificate(encodeServerCertificate(value))).toEqual(value);
      }),
    );
  });
});

describe("security headers and Security Exchange PDU", () => {
  it("reads the example of MS-RDPBCGR 4.1.9 and writes it byte for byte", () => {
    const pdu = decodeDomainPdu(decodeX224Data(SPEC_SECURITY_EXCHANGE));
    const bytes = pdu.kind === "send-data-request" ? pdu.userData : new Uint8Array(0);
    const exchange = decodeSecurityExchange(bytes);
    expect(exchange.flags).toBe(0x0201);
    expect(exchange.encryptedClientRandom).toHaveLength(72);
    expect(toHex(encodeSecurityExchange(exchange))).toBe(toHex(bytes));
    expect(() => decodeSecurityExchange(fromHex("4000000000000000"))).toThrow(DecodeError);
    expect(() => decodeSecurityExchange(fromHex("01000000ffffffff"))).toThrow(DecodeError);
  });

  it("gives back every form of header that it wrote", () => {
    const flags = fc.nat(0xffff);
    const dataSignature = fc.uint8Array({ minLength: 8, maxLength: 8 });
    const header: fc.Arbitrary<SecurityHeader> = fc.oneof(
      fc.record({ form: fc.constant("basic" as const), flags, flagsHi: flags }),
      fc.record({ form: fc.constant("non-fips" as const), flags, flagsHi: flags, dataSignature }),
      fc.record({ form: fc.constant("fips" as const), flags, flagsHi: flags, padLength: fc.nat(255), dataSignature }),
    );
    fc.assert(
      fc.property(header, (value) => {
        const writer = new WriteCursor();
        encodeSecurityHeader(writer, value);
        const cursor = new ReadCursor(writer.finish(), "test");
        expect(decodeSecurityHeader(cursor, value.form)).toEqual(value);
        expect(cursor.remaining).toBe(0);
      }),
    );
  });

  it("names the methods and levels that were seen", () => {
    expect([0, 1, 2, 8, 16].map((method) => ENCRYPTION_METHODS[method])).not.toContain(undefined);
    expect([0, 1, 2, 3, 4].map((level) => ENCRYPTION_LEVELS[level])).not.toContain(undefined);
  });
});
