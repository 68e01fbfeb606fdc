import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromHex } from "../bytes/index.ts";
import { decodeSurfaceCommands, encodeSurfaceCommands, type SurfaceCommand } from "./surface-commands.ts";

const byte = fc.integer({ min: 0, max: 0xff });
const word = fc.integer({ min: 0, max: 0xffff });
const command: fc.Arbitrary<SurfaceCommand> = fc.oneof(
  fc.record({ kind: fc.constant("frame-marker"), frameAction: word, frameId: fc.nat() }),
  fc.record({
    kind: fc.constant("surface-bits"),
    streamed: fc.boolean(),
    destLeft: word,
    destTop: word,
    destRight: word,
    destBottom: word,
    bitsPerPixel: byte,
    codecId: byte,
    width: word,
    height: word,
    data: fc.uint8Array({ maxLength: 200 }),
  }),
);

describe("Surface Commands", () => {
  it("reads bits with and without their optional header", () => {
    const place = "0100 0200 0300 0400";
    const optional = "00".repeat(24);
    const hex = `0600 ${place} 20 01 00 05 0200 0200 02000000 ${optional} aabb 0400 0100 07000000`;
    expect(decodeSurfaceCommands(fromHex(hex))).toEqual([
      {
        kind: "surface-bits",
        streamed: true,
        destLeft: 1,
        destTop: 2,
        destRight: 3,
        destBottom: 4,
        bitsPerPixel: 32,
        codecId: 5,
        width: 2,
        height: 2,
        data: fromHex("aabb"),
      },
      { kind: "frame-marker", frameAction: 1, frameId: 7 },
    ]);
  });

  it("refuses other commands and lengths beyond the end", () => {
    for (const hex of ["01", "0200", "0400 0100 070000", "0100 0100020003000400 20000000 0200 0200 ffffffff aabb"]) {
      expect(() => decodeSurfaceCommands(fromHex(hex))).toThrow(DecodeError);
    }
  });

  it("decodes what it encodes", () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 4 }), (commands) => {
        expect(decodeSurfaceCommands(encodeSurfaceCommands(commands))).toEqual(commands);
      }),
    );
  });
});
