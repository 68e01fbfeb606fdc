import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, DecodeError, fromHex, fromLatin1 } from "../bytes/index.ts";
import { classifyFirstBytes } from "./first-bytes.ts";
import { decodeHttpResponseHead } from "./http-head.ts";
import { classifyGatewayAnswer } from "./rd-gateway-http.ts";
import { decodeRdpUdpSyn } from "./rdpudp.ts";
import { decodeRdsaadServerNonce, encodeRdsaadServerNonce } from "./rdsaad.ts";
import { decodeRdstls } from "./rdstls.ts";
import { decodeCertificateFlight, encodeCertificateFlight } from "./tls-certificate-flight.ts";
import { decodeTlsClientHello, encodeTlsClientHello } from "./tls-client-hello.ts";
import { largeHello } from "./tls-hello.ts";
import { decodeTlsServerAnswer, encodeTlsServerAnswer } from "./tls-server-answer.ts";
import { decodeTpkt, pduFrame } from "./tpkt.ts";
import { decodeX224 } from "./x224.ts";

/*
 * Every decoder of bytes that come before or beside MCS, each with bytes that it accepts: whatever becomes of them on the way, the
 * decoder gives a value or throws DecodeError.
 */

const fixed = { random: new Uint8Array(32).fill(1), sessionId: new Uint8Array(32).fill(2) };
const flight = encodeCertificateFlight(
  {
    kind: "certificates",
    version: 0x0303,
    cipherSuite: 0xc030,
    certificates: [new Uint8Array(60).fill(0x30), new Uint8Array(40)],
    group: 0x17,
    certificateRequested: true,
    complete: true,
  },
  { ...fixed, keyExchange: new Uint8Array(65) },
);
const httpAnswer = fromLatin1(
  'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM TlRMTVNTUAAC, Basic realm="x"\r\nServer: a\r\n\r\n',
);

function gateway(bytes: Uint8Array): unknown {
  const head = decodeHttpResponseHead(bytes);
  return head === undefined ? undefined : classifyGatewayAnswer(head);
}

const DECODERS: readonly (readonly [name: string, decode: (bytes: Uint8Array) => unknown, valid: Uint8Array])[] = [
  ["pduFrame", pduFrame, fromHex("0300000902f0802180")],
  ["decodeTpkt", decodeTpkt, fromHex("0300000902f0802180")],
  [
    "decodeX224, request",
    decodeX224,
    fromHex("0300002b26e00000000000436f6f6b69653a206d737473686173683d70726f62650d0a0100080003000000"),
  ],
  ["decodeX224, confirm", decodeX224, fromHex("030000130ed000001234000201080001000000")],
  ["classifyFirstBytes", classifyFirstBytes, fromHex("15030300020228")],
  ["decodeTlsClientHello", decodeTlsClientHello, encodeTlsClientHello(largeHello(fixed, new Uint8Array(64)))],
  [
    "decodeTlsServerAnswer",
    decodeTlsServerAnswer,
    encodeTlsServerAnswer(
      { kind: "server-hello", version: 0x0304, cipherSuite: 0x1301, group: 0x1d },
      { ...fixed, keyExchange: new Uint8Array(32) },
    ),
  ],
  ["decodeCertificateFlight", decodeCertificateFlight, flight],
  ["decodeRdpUdpSyn", decodeRdpUdpSyn, concat([fromHex("00000042040018050000004204d004d0"), new Uint8Array(60)])],
  ["decodeHttpResponseHead", gateway, httpAnswer],
  ["decodeRdstls", decodeRdstls, fromHex("01000400010075070000")],
  ["decodeRdsaadServerNonce", decodeRdsaadServerNonce, encodeRdsaadServerNonce({ tsNonce: "abc" })],
];

function faultOf(decode: (bytes: Uint8Array) => unknown, bytes: Uint8Array): unknown {
  try {
    decode(bytes);
    return undefined;
  } catch (error) {
    return error instanceof DecodeError ? undefined : error;
  }
}

describe.each(DECODERS)("%s", (_name, decode, valid) => {
  it("accepts its bytes", () => {
    expect(decode(valid)).toBeDefined();
  });

  it("throws nothing but DecodeError on a cut at any offset", () => {
    for (let length = 0; length < valid.length; length++) {
      expect(faultOf(decode, valid.subarray(0, length))).toBeUndefined();
    }
  });

  it("throws nothing but DecodeError on random bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(faultOf(decode, bytes)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it("throws nothing but DecodeError when its bytes are changed, cut or repeated", () => {
    const change = fc.tuple(fc.nat({ max: valid.length - 1 }), fc.integer({ min: 0, max: 255 }));
    const tail = fc.uint8Array({ maxLength: 40 });
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 6 }),
        fc.nat({ max: valid.length }),
        tail,
        (changes, cut, more) => {
          const bytes = concat([valid, more]);
          for (const [at, value] of changes) bytes[at] = value;
          expect(faultOf(decode, bytes)).toBeUndefined();
          expect(faultOf(decode, concat([bytes.subarray(0, cut), bytes]))).toBeUndefined();
        },
      ),
      { numRuns: 300 },
    );
  });
});
