import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { DecodeError, fromHex } from "../bytes/index.ts";
import {
  type BitmapRectangle,
  encodeFastPathUpdates,
  encodeGraphicsUpdate,
  encodeSurfaceCommands,
  FAST_PATH_UPDATE_CODES,
  type FastPathUpdate,
} from "../protocol/index.ts";
import { MULTIFRAGMENT_MAX_BYTES } from "./fragment-buffer.ts";
import type { Picture } from "./picture.ts";
import { encodePlanar } from "./planar.ts";
import { encodeRawBitmap } from "./raw-bitmap.ts";
import recorded from "./recorded-bitmaps.test-vectors.json" with { type: "json" };
import { Screen } from "./screen.ts";

/** A rectangle whose bottom row comes first; `data` is that of its bitmap. */
function rectangle(
  [left, top, width, height]: readonly [number, number, number, number],
  bitsPerPixel: number,
  data: Uint8Array,
  compressed = false,
): BitmapRectangle {
  const dest = { destLeft: left, destTop: top, destRight: left + width - 1, destBottom: top + height - 1 };
  return { ...dest, width, height, bitsPerPixel, compressed, headerless: compressed, data };
}

const bitmap = (...rectangles: readonly BitmapRectangle[]): Uint8Array =>
  encodeGraphicsUpdate({ kind: "bitmap", rectangles });

/** A whole, uncompressed fast-path update, unless said otherwise. */
const part = (data: Uint8Array, how: Partial<FastPathUpdate> = {}): FastPathUpdate => ({
  updateCode: FAST_PATH_UPDATE_CODES.bitmap,
  fragmentation: "single",
  compressed: false,
  data,
  ...how,
});
const body = (...updates: readonly FastPathUpdate[]): Uint8Array => encodeFastPathUpdates(updates);

function colorAt({ width, rgba }: Picture, x: number, y: number): string {
  return Buffer.from(rgba.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)).toString("hex");
}

const RED = 0xff0000;
const GREEN = 0x00ff00;
const BLUE = 0x0000ff;
const WHITE = 0xffffff;
const twoByTwo = Uint32Array.of(RED, GREEN, BLUE, WHITE);
const shape24 = { width: 2, height: 2, bitsPerPixel: 24 } as const;

describe("Screen", () => {
  it("paints a raw bitmap bottom row first, and counts what changed", () => {
    const screen = new Screen({ width: 4, height: 4 });
    expect(screen.statistics.drawnShare).toBe(0);
    const update = bitmap(rectangle([1, 1, 2, 2], 24, encodeRawBitmap(twoByTwo, shape24)));
    const change = { rectangles: 1, changedPixels: 4, drawnPixels: 4, bytes: update.length };
    expect(screen.receiveUpdate(update)).toEqual(change);
    const picture = screen.picture();
    expect(colorAt(picture, 1, 2)).toBe("ff0000ff");
    expect(colorAt(picture, 2, 2)).toBe("00ff00ff");
    expect(colorAt(picture, 1, 1)).toBe("0000ffff");
    expect(colorAt(picture, 2, 1)).toBe("ffffffff");
    expect(colorAt(picture, 0, 0)).toBe("000000ff");
    expect(screen.receiveFastPathUpdates(body(part(update)))).toEqual({ ...change, changedPixels: 0 });
    expect(screen.statistics).toEqual({
      updates: 2,
      rectangles: 2,
      bytes: update.length * 2,
      drawnShare: 0.25,
      encodings: ["raw-24"],
      unsupported: [],
    });
  });

  it("counts black on a screen never painted as painted, but not as changed", () => {
    const screen = new Screen({ width: 2, height: 2 });
    const black = encodeRawBitmap(new Uint32Array(4), shape24);
    expect(screen.receiveUpdate(bitmap(rectangle([0, 0, 2, 2], 24, black)))).toMatchObject({ changedPixels: 0 });
    expect(screen.statistics.drawnShare).toBe(1);
  });

  it("clips a bitmap to its destination and to the screen", () => {
    const screen = new Screen({ width: 3, height: 3 });
    const wide = rectangle([0, 0, 2, 2], 24, encodeRawBitmap(twoByTwo, shape24));
    expect(screen.receiveUpdate(bitmap({ ...wide, destRight: 0 })).drawnPixels).toBe(2);
    expect(screen.receiveUpdate(bitmap({ ...wide, destRight: 2, destBottom: 2 })).drawnPixels).toBe(4);
    expect(
      screen.receiveUpdate(bitmap({ ...wide, destLeft: 2, destTop: 2, destRight: 3, destBottom: 3 })),
    ).toMatchObject({ drawnPixels: 1 });
    expect(colorAt(screen.picture(), 2, 2)).toBe("0000ffff");
    const outside = { ...wide, destLeft: 60_000, destTop: 60_000, destRight: 60_001, destBottom: 60_001 };
    expect(screen.receiveUpdate(bitmap(outside)).drawnPixels).toBe(0);
    expect(screen.receiveUpdate(bitmap({ ...wide, destLeft: 1, destRight: 0 })).drawnPixels).toBe(0);
  });

  it("shows 8 bits by the palette that was sent last", () => {
    const screen = new Screen({ width: 4, height: 1 });
    const colors = Uint8Array.from({ length: 768 }, (_, at) => Math.floor(at / 3));
    colors.set([1, 2, 3], 7 * 3);
    const palette = encodeGraphicsUpdate({ kind: "palette", colors });
    const code = FAST_PATH_UPDATE_CODES.palette;
    expect(screen.receiveFastPathUpdates(body(part(palette, { updateCode: code })))).toMatchObject({ drawnPixels: 0 });
    screen.receiveUpdate(bitmap(rectangle([0, 0, 4, 1], 8, Uint8Array.of(7, 0, 255, 9))));
    expect([0, 1, 2, 3].map((x) => colorAt(screen.picture(), x, 0))).toEqual([
      "010203ff",
      "000000ff",
      "ffffffff",
      "090909ff",
    ]);
  });

  it("shows 15 and 16 bits with black and white at their ends", () => {
    const screen = new Screen({ width: 2, height: 1 });
    screen.receiveUpdate(bitmap(rectangle([0, 0, 2, 1], 16, fromHex("ffff 00f8"))));
    expect(colorAt(screen.picture(), 0, 0)).toBe("ffffffff");
    expect(colorAt(screen.picture(), 1, 0)).toBe("ff0000ff");
    screen.receiveUpdate(bitmap(rectangle([0, 0, 2, 1], 15, fromHex("ff7f e003"))));
    expect(colorAt(screen.picture(), 0, 0)).toBe("ffffffff");
    expect(colorAt(screen.picture(), 1, 0)).toBe("00ff00ff");
  });

  it("paints uncompressed surface bits, whose right and lower edge lie outside", () => {
    const screen = new Screen({ width: 2, height: 2 });
    const data = encodeRawBitmap(twoByTwo, { ...shape24, bitsPerPixel: 32 });
    const place = { destLeft: 0, destTop: 0, destRight: 2, destBottom: 2, width: 2, height: 2, bitsPerPixel: 32 };
    const commands = encodeSurfaceCommands([
      { kind: "frame-marker", frameAction: 0, frameId: 1 },
      { kind: "surface-bits", streamed: false, ...place, codecId: 0, data },
      { kind: "surface-bits", streamed: true, ...place, codecId: 3, data },
      { kind: "frame-marker", frameAction: 1, frameId: 1 },
    ]);
    const update = part(commands, { updateCode: FAST_PATH_UPDATE_CODES.surfaceCommands });
    expect(screen.receiveFastPathUpdates(body(update))).toMatchObject({ rectangles: 1, drawnPixels: 4 });
    expect(colorAt(screen.picture(), 0, 1)).toBe("ff0000ff");
    expect(screen.statistics).toMatchObject({ encodings: ["surface-raw-32"], unsupported: ["surface-codec-3"] });
  });

  it("names what it does not paint, and passes pointers over", () => {
    const screen = new Screen({ width: 2, height: 2 });
    const orders = encodeGraphicsUpdate({ kind: "orders", numberOrders: 1, orders: fromHex("0102") });
    screen.receiveUpdate(orders);
    screen.receiveUpdate(encodeGraphicsUpdate({ kind: "synchronize" }));
    const nothing = new Uint8Array();
    const updates = Object.values(FAST_PATH_UPDATE_CODES).filter((code) => code === 0 || code >= 5);
    screen.receiveFastPathUpdates(body(...updates.map((updateCode) => part(nothing, { updateCode }))));
    screen.receiveFastPathUpdates(body(part(fromHex("00"), { compressed: true }), part(nothing, { updateCode: 7 })));
    expect(screen.statistics).toMatchObject({
      updates: 0,
      drawnShare: 0,
      unsupported: ["orders", "bulk-compression", "update-7"],
    });
  });

  it("puts fragments together, and refuses them out of order or without end", () => {
    const screen = new Screen({ width: 2, height: 2 });
    const update = bitmap(rectangle([0, 0, 2, 2], 24, encodeRawBitmap(twoByTwo, shape24)));
    const [a, b, c] = [update.subarray(0, 5), update.subarray(5, 9), update.subarray(9)];
    const first = part(a, { fragmentation: "first" });
    const next = part(b, { fragmentation: "next" });
    const last = part(c, { fragmentation: "last" });
    expect(screen.receiveFastPathUpdates(body(first))).toMatchObject({ drawnPixels: 0 });
    expect(screen.receiveFastPathUpdates(body(next, last))).toMatchObject({ drawnPixels: 4 });
    expect(() => screen.receiveFastPathUpdates(body(next))).toThrow("without a first part");
    expect(() => screen.receiveFastPathUpdates(body(first, part(a)))).toThrow(DecodeError);
    expect(() => screen.receiveFastPathUpdates(body(first, { ...next, updateCode: 4 }))).toThrow(DecodeError);
    const block = part(new Uint8Array(0xffff), { fragmentation: "next" });
    screen.receiveFastPathUpdates(body(part(new Uint8Array(0xffff), { fragmentation: "first" })));
    for (let total = 2 * 0xffff; total <= MULTIFRAGMENT_MAX_BYTES; total += 0xffff) {
      screen.receiveFastPathUpdates(body(block));
    }
    expect(() => screen.receiveFastPathUpdates(body(block))).toThrow("longer than 1048576 bytes");
    // It starts anew after every one of these.
    expect(screen.receiveFastPathUpdates(body(first, next, last))).toMatchObject({ rectangles: 1 });
  });

  it("forgets its pixels and half an update when the desktop gets another size", () => {
    const screen = new Screen({ width: 2, height: 2 });
    const update = bitmap(rectangle([0, 0, 2, 2], 24, encodeRawBitmap(twoByTwo, shape24)));
    screen.receiveUpdate(update);
    screen.receiveFastPathUpdates(body(part(update, { fragmentation: "first" })));
    screen.resize({ width: 3, height: 1 });
    expect(screen.picture()).toEqual({ width: 3, height: 1, rgba: fromHex("000000ff".repeat(3)), drawnShare: 0 });
    expect(screen.receiveFastPathUpdates(body(part(update)))).toMatchObject({ drawnPixels: 2 });
  });

  it("refuses other depths, sizes of nothing, and more pixels than any update has", () => {
    const screen = new Screen({ width: 64, height: 64 });
    const one = rectangle([0, 0, 1, 1], 24, new Uint8Array(4));
    expect(() => screen.receiveUpdate(bitmap({ ...one, bitsPerPixel: 4 }))).toThrow("bitsPerPixel is 4");
    expect(() => screen.receiveUpdate(bitmap({ ...one, width: 0 }))).toThrow(DecodeError);
    expect(() => screen.receiveUpdate(bitmap({ ...one, width: 60_000, height: 60_000 }))).toThrow("pixels");
    // A mega colour run of 65535 pixels is four bytes.
    const run = rectangle([0, 0, 1, 1], 8, fromHex("f3ffff00"), true);
    const many = Array.from({ length: 3 }, () => ({ ...run, width: 4369, height: 15 }));
    expect(() => screen.receiveUpdate(bitmap(...many))).toThrow("have over 81920 pixels");
    expect(() => new Screen({ width: 8193, height: 1 })).toThrow(RangeError);
    expect(() => screen.resize({ width: 0, height: 1 })).toThrow(RangeError);
  });

  it("keeps what stood before a fault", () => {
    const screen = new Screen({ width: 2, height: 2 });
    const good = rectangle(
      [0, 0, 2, 2],
      32,
      encodePlanar(twoByTwo, { ...shape24, bitsPerPixel: 32 }, { rle: true }),
      true,
    );
    expect(() => screen.receiveUpdate(bitmap(good, { ...good, data: fromHex("30") }))).toThrow(DecodeError);
    expect(screen.statistics).toMatchObject({ drawnShare: 1, encodings: ["planar"] });
  });
});

describe("bitmaps that real servers sent", () => {
  // Their pixels are those that xfreerdp showed, except at 16 bits, where it rounds green otherwise.
  it.each(recorded)("$encoding of $from", ({ update, encoding, left, top, right, bottom, sha256 }) => {
    const screen = new Screen({ width: 1024, height: 768 });
    screen.receiveUpdate(fromHex(update));
    const { width, rgba } = screen.picture();
    const region: number[] = [];
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) region.push(...rgba.subarray((y * width + x) * 4, (y * width + x) * 4 + 3));
    }
    expect(createHash("sha256").update(Uint8Array.from(region)).digest("hex")).toBe(sha256);
    expect(screen.statistics.encodings).toEqual([encoding]);
  });
});
