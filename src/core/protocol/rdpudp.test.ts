import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, DecodeError, fromHex, toHex } from "../bytes/index.ts";
import { decodeRdpUdpSyn, encodeRdpUdpSyn, RDPUDP_PROTOCOL_VERSION_3 } from "./rdpudp.ts";
import type { RdpUdpSyn, RdpUdpSynAck } from "./rdpudp.ts";

/** MS-RDPEUDP 4.1.2, padded as the text below it says. */
const SPECIFICATION_SYN_ACK = concat([fromHex("00000042040000050000004204d004d0"), new Uint8Array(1216)]);

const uint16 = fc.integer({ min: 0, max: 0xffff });
const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const mtu = fc.integer({ min: 1132, max: 1232 });
const required = {
  uReceiveWindowSize: uint16,
  snInitialSequenceNumber: uint32,
  uUpStreamMtu: mtu,
  uDownStreamMtu: mtu,
  lossy: fc.boolean(),
};
const correlation = fc.oneof(
  fc.constant({}),
  fc.record({ uCorrelationId: fc.uint8Array({ minLength: 16, maxLength: 16 }) }),
);
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const synVersion = fc.oneof(
  fc.constant({}),
  fc.record({ uUdpVer: fc.constantFrom(1, 2) }),
  fc.record({ uUdpVer: fc.constant(RDPUDP_PROTOCOL_VERSION_3), cookieHash: hash }),
);
const syn = fc
  .tuple(fc.record(required), correlation, synVersion)
  .map(([fields, id, version]): RdpUdpSyn => ({ kind: "syn", ...fields, ...id, ...version }));
const answerVersion = fc.oneof(fc.constant({}), fc.record({ uUdpVer: fc.constantFrom(1, 2, 0x0101) }));
const synAck = fc
  .tuple(fc.record({ ...required, snSourceAck: uint32 }), correlation, answerVersion)
  .map(([fields, id, version]): RdpUdpSynAck => ({ kind: "syn-ack", ...fields, ...id, ...version }));

describe("RDP-UDP SYN and SYN+ACK", () => {
  it("reads and writes the specification's own SYN+ACK", () => {
    const value: RdpUdpSynAck = {
      kind: "syn-ack",
      snSourceAck: 0x42,
      uReceiveWindowSize: 1024,
      snInitialSequenceNumber: 0x42,
      uUpStreamMtu: 1232,
      uDownStreamMtu: 1232,
      lossy: false,
    };
    expect(decodeRdpUdpSyn(SPECIFICATION_SYN_ACK)).toEqual(value);
    expect(encodeRdpUdpSyn(value)).toEqual(SPECIFICATION_SYN_ACK);
  });

  it("asks for version 2 without a cookie", () => {
    const datagram = encodeRdpUdpSyn({
      kind: "syn",
      uReceiveWindowSize: 64,
      snInitialSequenceNumber: 0xabcdef01,
      uUpStreamMtu: 1232,
      uDownStreamMtu: 1200,
      lossy: false,
      uUdpVer: 2,
    });
    expect(datagram).toHaveLength(1200);
    expect(toHex(datagram.subarray(0, 24))).toBe("ffffffff00401001abcdef0104d004b00001000200000000");
  });

  it("decodes what it encodes", () => {
    fc.assert(
      fc.property(fc.oneof(syn, synAck), (value) => {
        const datagram = encodeRdpUdpSyn(value);
        expect(datagram).toHaveLength(Math.min(value.uUpStreamMtu, value.uDownStreamMtu));
        expect(decodeRdpUdpSyn(datagram)).toEqual(value);
      }),
    );
  });

  it("refuses datagrams that are no SYN, and values that the specification forbids", () => {
    expect(() => decodeRdpUdpSyn(fromHex("00000042040000040000004204d004d0"))).toThrow("without SYN");
    expect(() => decodeRdpUdpSyn(fromHex("00000042040000010000004204d004d0"))).toThrow("in a SYN");
    expect(() => decodeRdpUdpSyn(fromHex("00000042040000050000004204d10000"))).toThrow("uUpStreamMtu is 1233");
    expect(() => decodeRdpUdpSyn(fromHex("0000004204000005"))).toThrow(DecodeError);
    const bare = { kind: "syn", uReceiveWindowSize: 1, snInitialSequenceNumber: 1, lossy: false } as const;
    expect(() => encodeRdpUdpSyn({ ...bare, uUpStreamMtu: 1500, uDownStreamMtu: 1232 })).toThrow(RangeError);
    expect(() => encodeRdpUdpSyn({ ...bare, uUpStreamMtu: 1232, uDownStreamMtu: 1232, uUdpVer: 0x0101 })).toThrow(
      "cookie hash",
    );
  });
});
