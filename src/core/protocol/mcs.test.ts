import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromHex, toHex } from "../bytes/index.ts";
import {
  decodeConnectInitial,
  decodeConnectResponse,
  encodeConnectInitial,
  encodeConnectResponse,
} from "./mcs-connect.ts";
import { decodeDomainPdu, type DomainPdu, encodeDomainPdu } from "./mcs.ts";
import { decodeX224Data } from "./x224.ts";
import specification from "./specification-examples.test-vectors.json" with { type: "json" };

/** MS-RDPBCGR 4.1.3, Client MCS Connect Initial PDU. */
const SPEC_CONNECT_INITIAL = fromHex(specification.connectInitial);
/** MS-RDPBCGR 4.1.4, Server MCS Connect Response PDU. */
const SPEC_CONNECT_RESPONSE = fromHex(specification.connectResponse);
/** xrdp 0.9.21.1, security_layer=rdp, crypt_level=high. */
const XRDP_CONNECT_RESPONSE = fromHex(`
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

const userId = fc.integer({ min: 1001, max: 65535 });
const channelId = fc.integer({ min: 0, max: 65535 });
const result = fc.integer({ min: 0, max: 15 });
const u32 = fc.nat(0xffffffff);
const domainParameters = fc.record({
  maxChannelIds: u32,
  maxUserIds: u32,
  maxTokenIds: u32,
  numPriorities: u32,
  minThroughput: u32,
  maxHeight: u32,
  maxMCSPDUsize: u32,
  protocolVersion: u32,
});
const kind = <Kind extends string>(value: Kind): fc.Arbitrary<Kind> => fc.constant(value);
const domainPdu: fc.Arbitrary<DomainPdu> = fc.oneof(
  fc.record({ kind: kind("erect-domain-request"), subHeight: u32, subInterval: u32 }),
  fc.record({ kind: kind("disconnect-provider-ultimatum"), reason: fc.nat(4) }),
  fc.record({ kind: kind("attach-user-request") }),
  fc.record({ kind: kind("attach-user-confirm"), result, initiator: userId }, { requiredKeys: ["kind", "result"] }),
  fc.record({ kind: kind("channel-join-request"), initiator: userId, channelId }),
  fc.record(
    { kind: kind("channel-join-confirm"), result, initiator: userId, requested: channelId, channelId },
    { requiredKeys: ["kind", "result", "initiator", "requested"] },
  ),
  fc.record({
    kind: fc.constantFrom("send-data-request" as const, "send-data-indication" as const),
    initiator: userId,
    channelId,
    userData: fc.uint8Array({ maxLength: 400 }),
  }),
);

describe("MCS domain PDUs", () => {
  it("reads and writes the examples of MS-RDPBCGR 4.1.5 to 4.1.8 and of the captures byte for byte", () => {
    const examples: readonly (readonly [string, DomainPdu])[] = [
      ["0401000100", { kind: "erect-domain-request", subHeight: 0, subInterval: 0 }],
      ["28", { kind: "attach-user-request" }],
      ["2e000006", { kind: "attach-user-confirm", result: 0, initiator: 1007 }],
      ["38000603ef", { kind: "channel-join-request", initiator: 1007, channelId: 1007 }],
      [
        "3e00000603ef03ef",
        { kind: "channel-join-confirm", result: 0, initiator: 1007, requested: 1007, channelId: 1007 },
      ],
      ["2180", { kind: "disconnect-provider-ultimatum", reason: 3 }],
      ["2080", { kind: "disconnect-provider-ultimatum", reason: 1 }],
      [
        "64000603eb7002abcd",
        { kind: "send-data-request", initiator: 1007, channelId: 1003, userData: fromHex("abcd") },
      ],
    ];
    for (const [hex, pdu] of examples) {
      expect(decodeDomainPdu(fromHex(hex))).toEqual(pdu);
      expect(toHex(encodeDomainPdu(pdu))).toBe(hex);
    }
  });

  it("reads a result across the byte border", () => {
    expect(decodeDomainPdu(fromHex("2dc0"))).toEqual({ kind: "attach-user-confirm", result: 14 });
  });

  it("takes the two-byte length of libfreerdp for a short PDU", () => {
    expect(decodeDomainPdu(fromHex("68000603eb708002abcd"))).toMatchObject({ userData: fromHex("abcd") });
  });

  it("refuses fragments, and lengths that lie", () => {
    for (const hex of ["68000603eb70c1ab", "68000603eb7003abcd", "2e00ff", ""]) {
      expect(() => decodeDomainPdu(fromHex(hex))).toThrow(DecodeError);
    }
    expect(decodeDomainPdu(fromHex("fc"))).toEqual({ kind: "other-domain-pdu", choice: 63 });
    expect(() => encodeDomainPdu({ kind: "other-domain-pdu", choice: 63 })).toThrow(RangeError);
  });

  it("gives back what it wrote", () => {
    fc.assert(
      fc.property(domainPdu, (pdu) => {
        expect(decodeDomainPdu(encodeDomainPdu(pdu))).toEqual(pdu);
      }),
    );
  });
});

describe("MCS Connect Initial and Connect Response", () => {
  it("reads the example of MS-RDPBCGR 4.1.3, integers without a sign", () => {
    const pdu = decodeConnectInitial(decodeX224Data(SPEC_CONNECT_INITIAL));
    expect(pdu.targetParameters).toMatchObject({ maxChannelIds: 34, maxUserIds: 2, maxMCSPDUsize: 65535 });
    expect(pdu.minimumParameters.maxMCSPDUsize).toBe(1056);
    expect(pdu.maximumParameters).toMatchObject({ maxChannelIds: 65535, maxUserIds: 64535 });
    expect(pdu.upwardFlag).toBe(true);
    expect(pdu.userData).toHaveLength(0x133);
  });

  it("reads the example of MS-RDPBCGR 4.1.4 and a capture, and writes them byte for byte", () => {
    for (const packet of [SPEC_CONNECT_RESPONSE, XRDP_CONNECT_RESPONSE]) {
      const bytes = decodeX224Data(packet);
      const pdu = decodeConnectResponse(bytes);
      expect(pdu).toMatchObject({ result: 0, calledConnectId: 0, domainParameters: { maxMCSPDUsize: 65528 } });
      expect(toHex(encodeConnectResponse(pdu)).slice(-600)).toBe(toHex(bytes).slice(-600));
    }
    expect(toHex(encodeConnectResponse(decodeConnectResponse(decodeX224Data(SPEC_CONNECT_RESPONSE))))).toBe(
      toHex(decodeX224Data(SPEC_CONNECT_RESPONSE)),
    );
  });

  it("gives back what it wrote", () => {
    const octets = fc.uint8Array({ maxLength: 300 });
    const initial = fc.record({
      callingDomainSelector: octets,
      calledDomainSelector: octets,
      upwardFlag: fc.boolean(),
      targetParameters: domainParameters,
      minimumParameters: domainParameters,
      maximumParameters: domainParameters,
      userData: octets,
    });
    fc.assert(
      fc.property(initial, (pdu) => {
        expect(decodeConnectInitial(encodeConnectInitial(pdu))).toEqual(pdu);
      }),
    );
    const response = fc.record({ result, calledConnectId: u32, domainParameters, userData: octets });
    fc.assert(
      fc.property(response, (pdu) => {
        expect(decodeConnectResponse(encodeConnectResponse(pdu))).toEqual(pdu);
      }),
    );
  });
});
