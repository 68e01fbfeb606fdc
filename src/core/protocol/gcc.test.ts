import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromHex, toHex } from "../bytes/index.ts";
import { decodeClientBlocks, encodeClientBlocks } from "./gcc-client-blocks.ts";
import { decodeServerBlocks, encodeServerBlocks, RDP_VERSIONS } from "./gcc-server-blocks.ts";
import {
  decodeConferenceCreateRequest,
  decodeConferenceCreateResponse,
  encodeConferenceCreateRequest,
  encodeConferenceCreateResponse,
} from "./gcc.ts";
import { decodeConnectInitial, decodeConnectResponse } from "./mcs-connect.ts";
import { decodeX224Data } from "./x224.ts";
import specification from "./specification-examples.test-vectors.json" with { type: "json" };

/** MS-RDPBCGR 4.1.3, Client MCS Connect Initial PDU. */
const SPEC_CONNECT_INITIAL = fromHex(specification.connectInitial);
/** MS-RDPBCGR 4.1.4, Server MCS Connect Response PDU. */
const SPEC_CONNECT_RESPONSE = fromHex(specification.connectResponse);
/** A client that asks for everything: all encryption methods, message channel, multitransport. */
const PROBE_CONNECT_INITIAL = fromHex(`
  030001a902f0807f6582019d0401010401010101ff301a020122020102020100020101020100020101020300ffff02010230190201010201
  01020101020101020100020101020204200201023020020300ffff020300fc17020300ffff020101020100020101020300ffff0201020482
  0137000500147c0001812e000800100001c00044756361812001c0d8000c0008000004000301ca03aa09040000614a0000700072006f0062
  0065000000000000000000000000000000000000000000000004000000000000000c00000000000000000000000000000000000000000000
  00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001ca010000000000180007
  0001040000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
  000000000000000000000000000000000004c00c000d0000000000000002c00c001b0000000000000003c020000200000072647064720000
  0000008080647264796e766300000080c006c00800000000000ac0080005010000
`);
/** xrdp 0.9.21.1, security_layer=tls. */
const XRDP_TLS = fromHex(`
  0300006902f0807f665f0a0100020100301a020116020103020100020101020100020101020300fff8020102043b000500147c00012a1476
  0a01010001c0004d63446e8024010c0c000400080001000000030c0c00eb030200ec03ed03020c0c000000000000000000
`);
/** freerdp-shadow-cli 2.11.7, /sec:tls. */
const SHADOW_TLS = fromHex(`
  0300007202f0807f66680a0100020100301a020122020103020100020101020100020101020300fff80201020444000500147c00012a1476
  0a01010001c0004d63446e2e010c10000c0008000100000000000000030c0c00eb030200ec03ed03020c0c000000000000000000040c0600
  ee03
`);
/** freerdp-shadow-cli 2.11.7, /sec:rdp: no encryption at all. */
const SHADOW_PLAIN = fromHex(`
  0300007202f0807f66680a0100020100301a020122020103020100020101020100020101020300fff80201020444000500147c00012a1476
  0a01010001c0004d63446e2e010c10000c0008000000000000000000030c0c00eb030200ec03ed03020c0c000000000000000000040c0600
  ee03
`);
/** xrdp 0.9.21.1, crypt_level=low. */
const XRDP_LOW = fromHex(`
  0300020d02f0807f668202010a0100020100301a020116020103020100020101020100020101020300fff8020102048201db000500147c00
  012a14760a01010001c0004d63446e81c4010c0c000400080000000000030c0c00eb030200ec03ed03020cac010100000001000000200000
  007801000038df1686c593d02378fa6d64fe5f71f583c0b6e73a2ab2841d7159c62858545501000000010000000100000006001c01525341
  310801000000080000ff00000001000100a91b2a8f1e4bf9526a73dc52b3560d95320593bbc17b9628a26087bb0fbd00247b871d96e5f10d
  7fb85adbdac51e0512e40874feeb4944f260a64e1c15c7468a06f494c8441313400b57e5d162d3d9dea85b2c302a84b4fd2aa9bad3f3342d
  3f3b680fb2e7d18e8f3534085b0ebdb1d6220e1d404338666a6d2e7f1778017a99a247d45b9fab7b771c9a99e5c27b2a4413d9083d901407
  ae9af029dd58db39ec53b61826fbfc5dc46bb317394e1cbc4513ee843eab6ac3e5a15142455be4194290603a44f64795febed2a120e15bfa
  a5918c2de86841fbb1ca4c0db6b148cae5f1a3b0badae1328b256ff512b94aea46a7473b7ed0eb6e9a06970417f99c41c300000000000000
  0008004800490c71c08a69516b63a3c9dd71a7d27bda90c98b8e25420241781018e56269f0d692d115766173ae236c7d5f2151aff163eac0
  5a220416bdd1a6ec5086f2cd770000000000000000
`);
/** xrdp 0.9.21.1, crypt_level=fips. */
const XRDP_FIPS = fromHex(`
  0300020d02f0807f668202010a0100020100301a020116020103020100020101020100020101020300fff8020102048201db000500147c00
  012a14760a01010001c0004d63446e81c4010c0c000400080000000000030c0c00eb030200ec03ed03020cac011000000004000000200000
  007801000073162edcaa9a213da7209d57bc52a991c51c17ffbd9630b99c8fc3f1e303d99f01000000010000000100000006001c01525341
  310801000000080000ff00000001000100a91b2a8f1e4bf9526a73dc52b3560d95320593bbc17b9628a26087bb0fbd00247b871d96e5f10d
  7fb85adbdac51e0512e40874feeb4944f260a64e1c15c7468a06f494c8441313400b57e5d162d3d9dea85b2c302a84b4fd2aa9bad3f3342d
  3f3b680fb2e7d18e8f3534085b0ebdb1d6220e1d404338666a6d2e7f1778017a99a247d45b9fab7b771c9a99e5c27b2a4413d9083d901407
  ae9af029dd58db39ec53b61826fbfc5dc46bb317394e1cbc4513ee843eab6ac3e5a15142455be4194290603a44f64795febed2a120e15bfa
  a5918c2de86841fbb1ca4c0db6b148cae5f1a3b0badae1328b256ff512b94aea46a7473b7ed0eb6e9a06970417f99c41c300000000000000
  0008004800490c71c08a69516b63a3c9dd71a7d27bda90c98b8e25420241781018e56269f0d692d115766173ae236c7d5f2151aff163eac0
  5a220416bdd1a6ec5086f2cd770000000000000000
`);

const clientBlocksOf = (packet: Uint8Array): Uint8Array =>
  decodeConferenceCreateRequest(decodeConnectInitial(decodeX224Data(packet)).userData);
const serverBlocksOf = (packet: Uint8Array): Uint8Array =>
  decodeConferenceCreateResponse(decodeConnectResponse(decodeX224Data(packet)).userData).blocks;

const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffffffff);
const text = (maxLength: number): fc.Arbitrary<string> => fc.string({ maxLength, unit: "grapheme-ascii" });
const mandatoryCore = {
  version: u32,
  desktopWidth: u16,
  desktopHeight: u16,
  colorDepth: u16,
  sasSequence: u16,
  keyboardLayout: u32,
  clientBuild: u32,
  clientName: text(15),
  keyboardType: u32,
  keyboardSubType: u32,
  keyboardFunctionKey: u32,
  imeFileName: text(31),
};
const optionalCore = {
  postBeta2ColorDepth: u16,
  clientProductId: u16,
  serialNumber: u32,
  highColorDepth: u16,
  supportedColorDepths: u16,
  earlyCapabilityFlags: u16,
  clientDigProductId: text(31),
  connectionType: fc.nat(255),
  pad1octet: fc.nat(255),
  serverSelectedProtocol: u32,
  desktopPhysicalWidth: u32,
  desktopPhysicalHeight: u32,
  desktopOrientation: u16,
  desktopScaleFactor: u32,
  deviceScaleFactor: u32,
};
const unknown = fc.array(
  fc.record({ type: fc.integer({ min: 0xd000, max: 0xdfff }), contents: fc.uint8Array({ maxLength: 20 }) }),
  { maxLength: 3 },
);
const monitor = fc.record({
  left: fc.integer(),
  top: fc.integer(),
  right: fc.integer(),
  bottom: fc.integer(),
  flags: u32,
});
const clientBlocks = fc.record(
  {
    core: fc.oneof(fc.record(mandatoryCore), fc.record({ ...mandatoryCore, ...optionalCore })),
    security: fc.record({ encryptionMethods: u32, extEncryptionMethods: u32 }),
    network: fc.array(fc.record({ name: text(7), options: u32 }), { maxLength: 31 }),
    cluster: fc.record({ flags: u32, redirectedSessionId: u32 }),
    monitors: fc.record({ flags: u32, monitors: fc.array(monitor, { maxLength: 16 }) }),
    messageChannel: fc.record({ flags: u32 }),
    multitransport: fc.record({ flags: u32 }),
    unknown,
  },
  { requiredKeys: ["core", "unknown"] },
);
const octets = fc.uint8Array({ maxLength: 40 });
const serverBlocks = fc.record(
  {
    core: fc.oneof(
      fc.record({ version: u32 }),
      fc.record({ version: u32, clientRequestedProtocols: u32 }),
      fc.record({ version: u32, clientRequestedProtocols: u32, earlyCapabilityFlags: u32 }),
    ),
    security: fc.oneof(
      fc.record({ encryptionMethod: u32, encryptionLevel: u32 }),
      fc.record({ encryptionMethod: u32, encryptionLevel: u32, serverRandom: octets, serverCertificate: octets }),
    ),
    network: fc.record({ ioChannelId: u16, channelIds: fc.array(u16, { maxLength: 31 }) }),
    messageChannelId: u16,
    multitransportFlags: u32,
    unknown,
  },
  { requiredKeys: ["unknown"] },
);

describe("GCC client blocks", () => {
  it("reads the example of MS-RDPBCGR 4.1.3 and writes it byte for byte", () => {
    const bytes = clientBlocksOf(SPEC_CONNECT_INITIAL);
    const blocks = decodeClientBlocks(bytes);
    expect(blocks.core).toMatchObject({
      version: 0x00080004,
      desktopWidth: 1280,
      desktopHeight: 1024,
      clientBuild: 3790,
      clientName: "ELTONS-DEV2",
      keyboardType: 4,
      keyboardFunctionKey: 12,
      highColorDepth: 24,
      earlyCapabilityFlags: 1,
      clientDigProductId: "69712-783-0357974-42714",
      serverSelectedProtocol: 0,
    });
    expect(blocks.cluster).toEqual({ flags: 0x0d, redirectedSessionId: 0 });
    expect(blocks.security).toEqual({ encryptionMethods: 0x1b, extEncryptionMethods: 0 });
    expect(blocks.network).toEqual([
      { name: "rdpdr", options: 0x80800000 },
      { name: "cliprdr", options: 0xc0a00000 },
      { name: "rdpsnd", options: 0xc0000000 },
    ]);
    expect(toHex(encodeClientBlocks(blocks))).toBe(toHex(bytes));
    expect(toHex(encodeConferenceCreateRequest(bytes))).toBe(
      toHex(decodeConnectInitial(decodeX224Data(SPEC_CONNECT_INITIAL)).userData),
    );
  });

  it("reads message channel and multitransport blocks of a newer client", () => {
    const blocks = decodeClientBlocks(clientBlocksOf(PROBE_CONNECT_INITIAL));
    expect(blocks).toMatchObject({ messageChannel: { flags: 0 }, multitransport: { flags: 0x0105 }, unknown: [] });
    expect(blocks.network?.map((channel) => channel.name)).toEqual(["rdpdr", "drdynvc"]);
    expect(blocks.core.clientName).toBe("probe");
  });

  it("refuses counts above the specification's and blocks without CS_CORE", () => {
    const core = toHex(clientBlocksOf(SPEC_CONNECT_INITIAL)).slice(0, 0xd8 * 2);
    for (const hex of ["03c0080020000000", "05c00c000000000011000000", "02c00300", "03c008000a000000"]) {
      expect(() => decodeClientBlocks(fromHex(core + hex))).toThrow(DecodeError);
    }
    expect(() => decodeClientBlocks(new Uint8Array(0))).toThrow(DecodeError);
  });

  it("gives back what it wrote", () => {
    fc.assert(
      fc.property(clientBlocks, (blocks) => {
        expect(decodeClientBlocks(encodeClientBlocks(blocks))).toEqual(blocks);
      }),
    );
  });
});

describe("GCC server blocks", () => {
  it("reads the example of MS-RDPBCGR 4.1.4 and writes it byte for byte", () => {
    const bytes = serverBlocksOf(SPEC_CONNECT_RESPONSE);
    const blocks = decodeServerBlocks(bytes);
    expect(blocks.core).toEqual({ version: 0x00080004, clientRequestedProtocols: 0 });
    expect(blocks.network).toEqual({ ioChannelId: 1003, channelIds: [1004, 1005, 1006] });
    expect(blocks.security).toMatchObject({ encryptionMethod: 2, encryptionLevel: 2 });
    expect(blocks.security?.serverCertificate).toHaveLength(0xb8);
    expect(toHex(encodeServerBlocks(blocks))).toBe(toHex(bytes));
  });

  it("tells the captured servers apart", () => {
    expect(decodeServerBlocks(serverBlocksOf(XRDP_TLS))).toEqual({
      core: { version: 0x00080004, clientRequestedProtocols: 1 },
      network: { ioChannelId: 1003, channelIds: [1004, 1005] },
      security: { encryptionMethod: 0, encryptionLevel: 0 },
      unknown: [],
    });
    expect(decodeServerBlocks(serverBlocksOf(SHADOW_TLS))).toMatchObject({
      core: { version: 0x0008000c, clientRequestedProtocols: 1, earlyCapabilityFlags: 0 },
      messageChannelId: 1006,
    });
    expect(decodeServerBlocks(serverBlocksOf(SHADOW_PLAIN)).security).toEqual({
      encryptionMethod: 0,
      encryptionLevel: 0,
    });
    expect(decodeServerBlocks(serverBlocksOf(XRDP_LOW)).security).toMatchObject({
      encryptionMethod: 1,
      encryptionLevel: 1,
    });
    expect(decodeServerBlocks(serverBlocksOf(XRDP_FIPS)).security).toMatchObject({
      encryptionMethod: 16,
      encryptionLevel: 4,
    });
    expect(RDP_VERSIONS[0x0008000c]).toBe("10.7");
    expect(RDP_VERSIONS[0x00080011]).toBe("10.12");
  });

  it("refuses lengths and counts that lie", () => {
    for (const hex of ["010c0300", "010c0c0004", "030c0800eb03ff7f", "020c140001000000010000000000000000ffffff7f"]) {
      expect(() => decodeServerBlocks(fromHex(hex))).toThrow(DecodeError);
    }
  });

  it("gives back what it wrote", () => {
    fc.assert(
      fc.property(serverBlocks, (blocks) => {
        expect(decodeServerBlocks(encodeServerBlocks(blocks))).toEqual(blocks);
      }),
    );
    const conference = fc.record({
      nodeId: fc.integer({ min: 1001, max: 66536 }),
      tag: u32,
      result: fc.nat(4),
      blocks: fc.uint8Array({ maxLength: 300 }),
    });
    fc.assert(
      fc.property(conference, (value) => {
        expect(decodeConferenceCreateResponse(encodeConferenceCreateResponse(value))).toEqual(value);
      }),
    );
  });
});
