import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromHex, ReadCursor, toHex, toLatin1 } from "../bytes/index.ts";
import { decodeCapabilitySet, encodeCapabilitySet } from "./capabilities.ts";
import { clientCapabilities } from "./client-capabilities.ts";
import {
  confirmActive,
  controlCooperate,
  controlRequestControl,
  decodeConfirmActive,
  decodeFinalization,
  encodeFinalization,
  type FinalizationPdu,
  fontList,
  synchronize,
} from "./finalization-pdus.ts";
import { decodeShareControl, isShareControl } from "./share-control.ts";

const USER = 1007;
const SHARE = 0x000103ea;
const u16 = fc.nat(0xffff);
const finalizations: fc.Arbitrary<FinalizationPdu> = fc.oneof(
  fc.record({ kind: fc.constant("synchronize" as const), targetUser: u16 }),
  fc.record({ kind: fc.constant("control" as const), action: u16, grantId: u16, controlId: fc.nat(0xffffffff) }),
  fc.record({
    kind: fc.constantFrom("font-list" as const, "font-map" as const),
    number: u16,
    total: u16,
    flags: u16,
    entrySize: u16,
  }),
);

describe("finalization PDUs", () => {
  it("are those of MS-RDPBCGR 4.1.14, 4.1.15, 4.1.16 and 4.1.18", () => {
    expect(toHex(synchronize(USER, SHARE))).toBe("16001700ef03ea030100000108001f0000000100ea03");
    expect(toHex(controlCooperate(USER, SHARE))).toBe("1a001700ef03ea03010000010c00140000000400000000000000");
    expect(toHex(controlRequestControl(USER, SHARE))).toBe("1a001700ef03ea03010000010c00140000000100000000000000");
    expect(toHex(fontList(USER, SHARE))).toBe("1a001700ef03ea03010000010c00270000000000000003003200");
  });

  it("reads the Control - Granted Control of 4.1.21 and an empty Font Map", () => {
    const pdu = decodeShareControl(fromHex("1a001700ea03ea03010000020c00140000000200ef03ea030000"));
    expect(pdu).toMatchObject({ kind: "share-data-other", pduType2: 0x14 });
    const contents = pdu.kind === "share-data-other" ? pdu.contents : new Uint8Array(0);
    expect(decodeFinalization(0x14, contents)).toEqual({
      kind: "control",
      action: 2,
      grantId: 0x03ef,
      controlId: 0x03ea,
    });
    expect(decodeFinalization(0x28, new Uint8Array(0))).toMatchObject({ kind: "font-map", number: 0 });
    expect(decodeFinalization(0x26, contents)).toBeUndefined();
    expect(() => decodeFinalization(0x14, contents.subarray(1))).toThrow(DecodeError);
  });

  it("give back what was written", () => {
    fc.assert(
      fc.property(finalizations, (pdu) => {
        const { pduType2, contents } = encodeFinalization(pdu);
        expect(decodeFinalization(pduType2, contents)).toEqual(pdu);
      }),
    );
  });
});

describe("Confirm Active PDU", () => {
  const capabilities = clientCapabilities({ width: 1280, height: 800, colorDepth: 32 });

  it("begins as that of MS-RDPBCGR 4.1.13 and gives back what was written", () => {
    const bytes = confirmActive({ userId: USER, shareId: SHARE, capabilities });
    expect(isShareControl(bytes)).toBe(true);
    expect(toHex(bytes.subarray(2, 14))).toBe("1300ef03ea030100ea030600");
    const pdu = decodeConfirmActive(bytes);
    expect(pdu).toMatchObject({ userId: USER, shareId: SHARE, originatorId: 0x03ea, capabilities });
    expect(toLatin1(pdu.sourceDescriptor)).toBe("MSTSC\0");
  });

  it("refuses lengths and counts that lie", () => {
    for (const hex of [
      "05001300ef03",
      "10001100ef03ea030100ea0300000400",
      "14001300ef03ea030100ea03000004000100000000",
      "14001300ef03ea030100ea03ffff040000000000",
    ]) {
      expect(() => decodeConfirmActive(fromHex(hex))).toThrow(DecodeError);
    }
  });

  it("offers every mandatory set, no drawing order, and lengths that the specification names", () => {
    const lengths = new Map<number, number>();
    for (const set of capabilities) {
      const bytes = encodeCapabilitySet(set);
      expect(decodeCapabilitySet(new ReadCursor(bytes, "set"))).toEqual(set);
      const cursor = new ReadCursor(bytes, "set");
      lengths.set(cursor.u16le(), cursor.u16le());
    }
    expect([...lengths]).toEqual([
      [0x01, 24],
      [0x02, 28],
      [0x03, 88],
      [0x04, 40],
      [0x08, 10],
      [0x0d, 88],
      [0x0f, 8],
      [0x10, 52],
      [0x14, 8],
      [0x0c, 8],
      [0x09, 8],
      [0x0e, 8],
      [0x05, 12],
      [0x07, 12],
      [0x1a, 8],
      [0x1b, 6],
      [0x1c, 12],
    ]);
    const order = capabilities.find((set) => set.kind === "order");
    expect(order?.kind === "order" && order.orderSupport.every((byte) => byte === 0)).toBe(true);
    expect(capabilities).toContainEqual(
      expect.objectContaining({ kind: "bitmap", preferredBitsPerPixel: 32, desktopWidth: 1280, desktopHeight: 800 }),
    );
  });
});
