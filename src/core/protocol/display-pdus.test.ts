import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromHex, toHex } from "../bytes/index.ts";
import {
  decodeMonitorLayout,
  decodeRefreshRect,
  decodeStatusInfo,
  decodeSuppressOutput,
  encodeMonitorLayout,
  encodeStatusInfo,
  refreshRect,
  shutdownRequest,
  suppressOutput,
} from "./display-pdus.ts";
import { decodeShareControl } from "./share-control.ts";

const edge = fc.nat(0xffff);
const area = fc.record({ left: edge, top: edge, right: edge, bottom: edge });
const signed = fc.integer({ min: -0x80000000, max: 0x7fffffff });
const monitors = fc.array(
  fc.record({ left: signed, top: signed, right: signed, bottom: signed, isPrimary: fc.boolean() }),
  { maxLength: 5 },
);

function contentsOf(bytes: Uint8Array, pduType2: number): Uint8Array {
  const pdu = decodeShareControl(bytes);
  return pdu.kind === "share-data-other" && pdu.pduType2 === pduType2 ? pdu.contents : fromHex("");
}

describe("display PDUs", () => {
  it("give back what was written", () => {
    fc.assert(
      fc.property(area, monitors, (rectangle, screens) => {
        expect(decodeRefreshRect(contentsOf(refreshRect(1007, 1, rectangle), 0x21))).toEqual([rectangle]);
        expect(decodeSuppressOutput(contentsOf(suppressOutput(1007, 1, rectangle), 0x23))).toEqual(rectangle);
        expect(decodeMonitorLayout(encodeMonitorLayout(screens))).toEqual(screens);
      }),
    );
    expect(decodeSuppressOutput(contentsOf(suppressOutput(1007, 1, undefined), 0x23))).toBeUndefined();
    expect(decodeStatusInfo(encodeStatusInfo(0x403))).toBe(0x403);
  });

  it("are laid out as 2.2.11.2.1 and 2.2.2.1.1 have them", () => {
    const bytes = refreshRect(1007, 0x000103ea, { left: 0, top: 1, right: 63, bottom: 64 });
    expect(toHex(bytes)).toBe("1e001700ef03ea030100000110002100000001000000000001003f004000");
    expect(toHex(shutdownRequest(1007, 0x000103ea))).toBe("12001700ef03ea0301000001040024000000");
  });

  it("are refused where counts lie", () => {
    expect(() => decodeRefreshRect(fromHex("0200000000000000"))).toThrow(DecodeError);
    expect(() => decodeSuppressOutput(fromHex("01000000"))).toThrow(DecodeError);
    expect(() => decodeMonitorLayout(fromHex("ffffff0f"))).toThrow(DecodeError);
    expect(() => decodeMonitorLayout(fromHex("0200000000000000"))).toThrow(DecodeError);
  });
});
