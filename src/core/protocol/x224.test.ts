import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromHex, fromLatin1, toHex } from "../bytes/index.ts";
import { negFailureName, negResponseFlagNames, protocolNames } from "./x224-negotiation.ts";
import {
  decodeConnectionConfirm,
  decodeConnectionRequest,
  decodeX224,
  decodeX224Data,
  encodeConnectionConfirm,
  encodeConnectionRequest,
  encodeX224,
  encodeX224Data,
} from "./x224.ts";
import type { X224Tpdu } from "./x224.ts";

/** MS-RDPBCGR 4.1.1 and 4.1.2. */
const SPECIFICATION_REQUEST =
  "0300002c27e00000000000436f6f6b69653a206d737473686173683d656c746f6e730d0a0100080000000000";
const SPECIFICATION_CONFIRM = "030000130ed000001234000200080000000000";

const uint16 = fc.integer({ min: 0, max: 0xffff });
const uint8 = fc.integer({ min: 0, max: 0xff });
const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const name = fc.stringMatching(/^[!-~]{0,60}$/);
const token = name.filter((text) => !text.startsWith("Cookie: mstshash=")).map(fromLatin1);
const plainNegReq = fc.record({ flags: uint8.map((flags) => flags & ~8), requestedProtocols: uint32 });
const correlated = fc.record({
  negReq: fc.record({ flags: uint8.map((flags) => flags | 8), requestedProtocols: uint32 }),
  correlationId: fc.uint8Array({ minLength: 16, maxLength: 16 }),
});
const preamble = fc.oneof(fc.constant({}), fc.record({ cookie: name }), fc.record({ routingToken: token }));
const request = fc
  .tuple(uint16, preamble, fc.oneof(fc.constant({}), fc.record({ negReq: plainNegReq }), correlated))
  .map(([srcRef, first, second]) => ({ srcRef, ...first, ...second }));
const negotiation = fc.oneof(
  fc.record({ kind: fc.constant("response" as const), flags: uint8, selectedProtocol: uint32 }),
  fc.record({ kind: fc.constant("failure" as const), flags: uint8, failureCode: uint32 }),
);
const confirm = fc.record(
  { dstRef: uint16, srcRef: uint16, classOption: uint8, negotiation },
  { requiredKeys: ["dstRef", "srcRef", "classOption"] },
);
const anyTpdu: fc.Arbitrary<X224Tpdu> = fc.oneof(
  request.map((value): X224Tpdu => ({ kind: "connection-request", request: value })),
  confirm.map((value): X224Tpdu => ({ kind: "connection-confirm", confirm: value })),
  fc.uint8Array().map((userData): X224Tpdu => ({ kind: "data", userData })),
  fc
    .tuple(uint16, uint16, uint8)
    .map(([dstRef, srcRef, reason]): X224Tpdu => ({ kind: "disconnect-request", dstRef, srcRef, reason })),
  fc.tuple(uint16, uint8).map(([dstRef, rejectCause]): X224Tpdu => ({ kind: "error", dstRef, rejectCause })),
);

describe("X.224 Connection Request", () => {
  it("is the specification's own example", () => {
    const value = { srcRef: 0, cookie: "eltons", negReq: { flags: 0, requestedProtocols: 0 } };
    expect(decodeConnectionRequest(fromHex(SPECIFICATION_REQUEST))).toEqual(value);
    expect(toHex(encodeConnectionRequest(value))).toBe(SPECIFICATION_REQUEST);
  });

  it("is what the captures hold: no negotiation, a cookie, a routing token", () => {
    expect(toHex(encodeConnectionRequest({ srcRef: 0 }))).toBe("0300000b06e00000000000");
    expect(toHex(encodeConnectionRequest({ srcRef: 0, negReq: { flags: 0, requestedProtocols: 0x0b } }))).toBe(
      "030000130ee00000000000010008000b000000",
    );
    const packet =
      "0300003732e00000000000436f6f6b69653a206d7374733d333634303230353232382e31353632392e303030300d0a0100080003000000";
    const read = decodeConnectionRequest(fromHex(packet));
    expect(read.routingToken).toEqual(fromLatin1("Cookie: msts=3640205228.15629.0000"));
    expect(toHex(encodeConnectionRequest(read))).toBe(packet);
  });

  it("does not double the CR LF that load balance info may carry", () => {
    const bare = encodeConnectionRequest({ srcRef: 0, routingToken: fromLatin1("tsv://Farm") });
    expect(encodeConnectionRequest({ srcRef: 0, routingToken: fromLatin1("tsv://Farm\r\n") })).toEqual(bare);
  });

  it("refuses what does not fit or would break the line", () => {
    expect(() => encodeConnectionRequest({ srcRef: 0, cookie: "x".repeat(240) })).toThrow("at most 254 fit");
    expect(() => encodeConnectionRequest({ srcRef: 0, cookie: "a\r\nb" })).toThrow(RangeError);
    const negReq = { flags: 8, requestedProtocols: 0 };
    expect(() => encodeConnectionRequest({ srcRef: 0, negReq })).toThrow("correlationId of 0 bytes");
  });
});

describe("X.224 Connection Confirm", () => {
  it("is the specification's own example", () => {
    const value = {
      dstRef: 0,
      srcRef: 0x1234,
      classOption: 0,
      negotiation: { kind: "response", flags: 0, selectedProtocol: 0 },
    } as const;
    expect(decodeConnectionConfirm(fromHex(SPECIFICATION_CONFIRM))).toEqual(value);
    expect(toHex(encodeConnectionConfirm(value))).toBe(SPECIFICATION_CONFIRM);
  });

  it("reads the answers of xrdp, freerdp-shadow and weston", () => {
    expect(decodeConnectionConfirm(fromHex("0300000b06d00000123400"))).toEqual({
      dstRef: 0,
      srcRef: 0x1234,
      classOption: 0,
    });
    expect(decodeConnectionConfirm(fromHex("030000130ed000000000000203080002000000")).negotiation).toEqual({
      kind: "response",
      flags: 3,
      selectedProtocol: 2,
    });
    expect(decodeConnectionConfirm(fromHex("030000130ed000001234000300080003000000")).negotiation).toEqual({
      kind: "failure",
      flags: 0,
      failureCode: 3,
    });
  });

  it("keeps a failure code that the specification does not have", () => {
    const { negotiation: answer } = decodeConnectionConfirm(fromHex("030000130ed000001234000300080099000000"));
    expect(answer).toEqual({ kind: "failure", flags: 0, failureCode: 0x99 });
    expect(negFailureName(0x99)).toBeUndefined();
    expect(negFailureName(6)).toBe("SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER");
  });

  it.each([
    ["a length indicator beyond the packet", "030000130fd000001234000200080000000000"],
    ["a length indicator short of the packet", "030000130dd000001234000200080000000000"],
    ["a length of rdpNegData that is not 8", "030000130ed000001234000200090000000000"],
    ["an unknown rdpNegData type", "030000130ed000001234000400080000000000"],
    ["half a rdpNegData", "0300000f0ad00000123400020008"],
    ["another TPDU", "0300000902f0802180"],
  ])("refuses %s", (_what, hex) => {
    expect(() => decodeConnectionConfirm(fromHex(hex))).toThrow(DecodeError);
  });
});

describe("X.224", () => {
  it("gives the user data of a Data TPDU", () => {
    expect(toHex(decodeX224Data(fromHex("0300000902f0802180")))).toBe("2180");
    expect(toHex(encodeX224Data(fromHex("2180")))).toBe("0300000902f0802180");
    expect(() => decodeX224(fromHex("0300000902f0002180"))).toThrow("fragment");
  });

  it("decodes what it encodes", () => {
    fc.assert(
      fc.property(anyTpdu, (value) => {
        expect(decodeX224(encodeX224(value))).toEqual(value);
      }),
    );
  });

  it("names protocols and flags as the specification does", () => {
    expect(protocolNames(0)).toEqual(["PROTOCOL_RDP"]);
    expect(protocolNames(0x2b)).toEqual(["PROTOCOL_SSL", "PROTOCOL_HYBRID", "PROTOCOL_HYBRID_EX", "0x20"]);
    expect(negResponseFlagNames(0x1f)).toHaveLength(5);
    expect(protocolNames(0x80000000)).toEqual(["0x80000000"]);
  });
});
