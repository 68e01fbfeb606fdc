import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromHex, toHex } from "../bytes/index.ts";
import type { CapabilitySet } from "./capabilities.ts";
import { BITMAP_CODECS } from "./capability-names.ts";
import { decodeMessageChannelPdu, encodeMessageChannelPdu, type MessageChannelPdu } from "./message-channel.ts";
import { decodeShareControl, encodeShareControl, isShareControl, type ShareControlPdu } from "./share-control.ts";

/** MS-RDPBCGR 4.1.12, Server Demand Active PDU of Windows, after decryption. */
const SPEC_DEMAND_ACTIVE = fromHex(`
  67011100ea03ea03010004005101524450000d00000009000800ea03dce201001800010003000002000000001d0400000000000001011400
  080002000000160028000000000070f613f30100000001000000180000009cf613f361a6828000000000005091bf0e00040002001c001800
  01000100010000050004000001000100000001000000030058000000000000000000000000000000000040420f0001001400000001000000
  22000101010101000001010101010000000101010101010101000101010100000000a106000040420f0040420f0001000000000000000a00
  080006000000120008000100000008000a000100190019000d00580035000000a106000040420f000cf613f3935a37f3009030e1341c38f3
  40f613f3040000004c54dce20850dce2010000000850dce20000000038f613f32e0538f30850dce22cf613f30000000008000a0001001900
  170008000000000018000b000000000000000000000000
`);

const u8 = fc.nat(0xff);
const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffffffff);
const octets = fc.uint8Array({ maxLength: 40 });
const kind = <Kind extends string>(value: Kind): fc.Arbitrary<Kind> => fc.constant(value);
const capability: fc.Arbitrary<CapabilitySet> = fc.oneof(
  fc.record({
    kind: kind("general"),
    osMajorType: u16,
    osMinorType: u16,
    protocolVersion: u16,
    compressionTypes: u16,
    extraFlags: u16,
    updateCapabilityFlag: u16,
    remoteUnshareFlag: u16,
    compressionLevel: u16,
    refreshRectSupport: u8,
    suppressOutputSupport: u8,
  }),
  fc.record({
    kind: kind("bitmap"),
    preferredBitsPerPixel: u16,
    desktopWidth: u16,
    desktopHeight: u16,
    desktopResizeFlag: u16,
    bitmapCompressionFlag: u16,
    drawingFlags: u8,
  }),
  fc.record({
    kind: kind("order"),
    terminalDescriptor: fc.string({ maxLength: 16, unit: "grapheme-ascii" }),
    orderFlags: u16,
    orderSupport: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    orderSupportExFlags: u16,
    desktopSaveSize: u32,
    textAnsiCodePage: u16,
  }),
  fc.record(
    { kind: kind("pointer"), colorPointerFlag: u16, colorPointerCacheSize: u16, pointerCacheSize: u16 },
    { requiredKeys: ["kind", "colorPointerFlag", "colorPointerCacheSize"] },
  ),
  fc.record({ kind: kind("share"), nodeId: u16 }),
  fc.record({
    kind: kind("input"),
    inputFlags: u16,
    keyboardLayout: u32,
    keyboardType: u32,
    keyboardSubType: u32,
    keyboardFunctionKey: u32,
  }),
  fc.record({ kind: kind("font"), fontSupportFlags: u16 }, { requiredKeys: ["kind"] }),
  fc.record({ kind: kind("virtual-channel"), flags: u32, chunkSizeBytes: u32 }, { requiredKeys: ["kind", "flags"] }),
  fc.record({ kind: kind("multifragment-update"), maxRequestSizeBytes: u32 }),
  fc.record({ kind: kind("large-pointer"), flags: u16 }),
  fc.record({ kind: kind("surface-commands"), cmdFlags: u32 }),
  fc.record({
    kind: kind("bitmap-codecs"),
    codecs: fc.array(fc.record({ guid: fc.constantFrom(...Object.keys(BITMAP_CODECS)), id: u8, properties: octets }), {
      maxLength: 4,
    }),
  }),
  fc.record({ kind: kind("frame-acknowledge"), maxUnacknowledgedFrameCount: u32 }),
  fc.record({ kind: kind("other"), type: fc.constantFrom(4, 5, 7, 0x17, 0x7fff), contents: octets }),
);
const shareControl: fc.Arbitrary<ShareControlPdu> = fc.oneof(
  fc.record(
    {
      kind: kind("demand-active"),
      pduSource: u16,
      shareId: u32,
      sourceDescriptor: octets,
      capabilities: fc.array(capability, { maxLength: 20 }),
      sessionId: u32,
    },
    { requiredKeys: ["kind", "pduSource", "shareId", "sourceDescriptor", "capabilities"] },
  ),
  fc.record({ kind: kind("set-error-info"), pduSource: u16, shareId: u32, errorInfo: u32 }),
  fc.record({ kind: kind("deactivate-all"), pduSource: u16, shareId: u32 }, { requiredKeys: ["kind", "pduSource"] }),
  fc.record({
    kind: kind("server-redirection"),
    pduSource: u16,
    redirection: fc.record(
      { sessionId: u32, redirFlags: fc.constant(0x2), loadBalanceInfo: octets },
      { requiredKeys: ["sessionId", "redirFlags", "loadBalanceInfo"] },
    ),
  }),
  fc.record({
    kind: kind("share-data-other"),
    pduSource: u16,
    shareId: u32,
    pduType2: fc.constantFrom(0x14, 0x1f, 0x26, 0x28, 0x37),
    compressedType: u8,
    contents: octets,
  }),
);

describe("share control PDUs", () => {
  it("reads the Demand Active of MS-RDPBCGR 4.1.12", () => {
    expect(isShareControl(SPEC_DEMAND_ACTIVE)).toBe(true);
    const pdu = decodeShareControl(SPEC_DEMAND_ACTIVE);
    expect(pdu).toMatchObject({ kind: "demand-active", pduSource: 1002, shareId: 0x000103ea, sessionId: 0 });
    const sets = pdu.kind === "demand-active" ? pdu.capabilities : [];
    expect(sets).toHaveLength(13);
    expect(sets).toContainEqual(
      expect.objectContaining({ kind: "general", osMajorType: 1, osMinorType: 3, extraFlags: 0x041d }),
    );
    expect(sets).toContainEqual(
      expect.objectContaining({ kind: "bitmap", preferredBitsPerPixel: 24, desktopWidth: 1280, desktopHeight: 1024 }),
    );
    expect(sets).toContainEqual(expect.objectContaining({ kind: "order", orderFlags: 0x22, textAnsiCodePage: 0 }));
    expect(sets).toContainEqual(expect.objectContaining({ kind: "input", inputFlags: 0x35 }));
    expect(sets).toContainEqual({ kind: "virtual-channel", flags: 2 });
  });

  it("writes Set Error Info as 2.2.5.1.1 lays it out", () => {
    const pdu = { kind: "set-error-info", pduSource: 1002, shareId: 0x000103ea, errorInfo: 0x00000102 } as const;
    expect(toHex(encodeShareControl(pdu))).toBe("16001700ea03ea030100000108002f00000002010000");
  });

  it("tells share control headers from security headers", () => {
    for (const hex of [
      "80000000ff031000",
      "80001000ff021000",
      "8802020300000000",
      "0008020311",
      "ffff1100ea03",
      "050011000000",
    ]) {
      expect(isShareControl(fromHex(hex))).toBe(false);
    }
  });

  it("refuses lengths and counts that lie", () => {
    for (const hex of [
      "05001100ea03",
      "07001100ea03",
      "0a001700ea03ea030100",
      "16001100ea03ea0301000400ffff52445000ffff0000",
      "12001100ea03ea03010000000400ffff00000000",
      "16001100ea03ea0301000000080001000000010003000000",
    ]) {
      expect(() => decodeShareControl(fromHex(hex))).toThrow(DecodeError);
    }
  });

  it("gives back what it wrote", () => {
    fc.assert(
      fc.property(shareControl, (pdu) => {
        expect(decodeShareControl(encodeShareControl(pdu))).toEqual(pdu);
      }),
    );
  });
});

describe("message channel PDUs", () => {
  it("gives back what it wrote", () => {
    const message: fc.Arbitrary<MessageChannelPdu> = fc.oneof(
      fc.record({
        kind: kind("initiate-multitransport"),
        requestId: u32,
        requestedProtocol: u16,
        securityCookie: fc.uint8Array({ minLength: 16, maxLength: 16 }),
      }),
      fc.record({
        kind: kind("auto-detect-request"),
        request: fc.record({
          type: kind("rtt"),
          sequenceNumber: u16,
          requestType: fc.constant(0x1001),
          isConnectTime: fc.constant(true),
        }),
      }),
      fc.record({ kind: kind("heartbeat"), periodSeconds: u8, count1: u8, count2: u8 }),
      fc.record({ kind: kind("other"), flags: fc.constantFrom(0x2000, 0x0004), contents: octets }),
    );
    fc.assert(
      fc.property(message, (pdu) => {
        expect(decodeMessageChannelPdu(encodeMessageChannelPdu(pdu))).toEqual(pdu);
      }),
    );
  });
});
