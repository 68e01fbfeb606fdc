// What a stand-in's screen shows. Drawn by arithmetic: no picture of anybody's desktop is in here.
import { encodeInterleavedRle, encodePlanar, encodeRawBitmap } from "../../src/core/graphics/index.ts";
import type { BitmapRectangle } from "../../src/core/protocol/index.ts";
import type { DesktopScript } from "./session-script.ts";

export interface DesktopSize {
  readonly width: number;
  readonly height: number;
  readonly depth: 8 | 15 | 16 | 24 | 32;
}

const TASK_BAR_ROWS = 40;
const TASK_BAR = 0x1f2430;
const WINDOW = 0xf3f3f3;
const TITLE_BAR = 0x3a6ea5;
const TEXT = 0x303030;
const ONE_COLOUR = 0x2d5f8b;
const SIGN_IN = 0x1b3a57;
const ICONS = [0xe0a030, 0x40a060, 0xc04040, 0x6060c0] as const;

const within = (value: number, from: number, length: number): boolean => value >= from && value < from + length;

function desktopPixel(x: number, y: number, { width, height }: DesktopSize): number {
  if (y >= height - TASK_BAR_ROWS) {
    const slot = Math.floor(x / 48);
    const inIcon = within(x % 48, 12, 24) && within(y - (height - TASK_BAR_ROWS), 8, 24);
    return inIcon && slot < 6 ? (ICONS[slot % ICONS.length] ?? TASK_BAR) : TASK_BAR;
  }
  const [left, top, wide, high] = [width * 0.3, height * 0.2, width * 0.5, height * 0.5].map(Math.floor);
  if (within(x, left ?? 0, wide ?? 0) && within(y, top ?? 0, high ?? 0)) {
    const row = y - (top ?? 0);
    if (row < 28) return TITLE_BAR;
    // Lines of what looks like writing.
    const isText = row % 18 > 10 && row > 40 && (x * 7 + row * 13) % 11 < 6 && x - (left ?? 0) > 16;
    return isText && x < (left ?? 0) + (wide ?? 0) - 60 - (row % 5) * 20 ? TEXT : WINDOW;
  }
  if (x < 72 && within(y % 90, 16, 44) && within(x, 14, 44)) return ICONS[Math.floor(y / 90) % ICONS.length] ?? 0;
  const blue = 0x80 + Math.floor((y * 0x60) / height);
  const green = 0x40 + Math.floor((x * 0x50) / width);
  return (0x18 << 16) | (green << 8) | blue;
}

function signInPixel(x: number, y: number, { width, height }: DesktopSize): number {
  const [dx, dy] = [x - width / 2, y - height * 0.35];
  if (dx * dx + dy * dy < 70 * 70) return dx * dx + (dy + 18) * (dy + 18) < 24 * 24 || dy > 14 ? 0xd8d8d8 : 0x8090a0;
  if (within(x, Math.floor(width / 2) - 130, 260) && within(y, Math.floor(height * 0.55), 32)) return 0xffffff;
  return SIGN_IN + Math.floor((y * 0x18) / height);
}

/** Colour of one pixel as 0xrrggbb. */
export function pixelOf(desktop: DesktopScript, x: number, y: number, size: DesktopSize): number {
  switch (desktop) {
    case "picture":
      return desktopPixel(x, y, size);
    case "login-window":
      return signInPixel(x, y, size);
    case "one-colour":
      return ONE_COLOUR;
    case "black":
    case "nothing":
      return 0;
  }
}

/** Value of a colour at a depth; at 8 bits it is an index of `PALETTE`. */
function valueOf(rgb: number, depth: DesktopSize["depth"]): number {
  const [red, green, blue] = [rgb >> 16, (rgb >> 8) & 0xff, rgb & 0xff];
  switch (depth) {
    case 8:
      return ((red >> 5) << 5) | ((green >> 5) << 2) | (blue >> 6);
    case 15:
      return ((red >> 3) << 10) | ((green >> 3) << 5) | (blue >> 3);
    case 16:
      return ((red >> 3) << 11) | ((green >> 2) << 5) | (blue >> 3);
    case 24:
    case 32:
      return rgb;
  }
}

/** 256 colours for 8 bits: three bits of red, three of green, two of blue. */
export const PALETTE: Uint8Array = Uint8Array.from({ length: 768 }, (_, at) => {
  const index = Math.floor(at / 3);
  const level = [(index >> 5) / 7, ((index >> 2) & 7) / 7, (index & 3) / 3][at % 3] ?? 0;
  return Math.round(level * 255);
});

export interface Tile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One rectangle of a picture as it travels. `colour` tells the colour of a pixel of the desktop. */
export function bitmapOf(
  tile: Tile,
  depth: DesktopSize["depth"],
  encoding: "raw" | "rle",
  colour: (x: number, y: number) => number,
): BitmapRectangle {
  const { x, y, width, height } = tile;
  const pixels = new Uint32Array(width * height);
  // Bottom row first (2.2.9.1.1.3.1.2.2).
  for (let row = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1)
      pixels[row * width + column] = valueOf(colour(x + column, y + height - 1 - row), depth);
  const shape = { width, height, bitsPerPixel: depth };
  const data =
    encoding === "raw"
      ? encodeRawBitmap(pixels, shape)
      : depth === 32
        ? encodePlanar(pixels, shape, { rle: true })
        : encodeInterleavedRle(pixels, shape);
  return {
    destLeft: x,
    destTop: y,
    destRight: x + width - 1,
    destBottom: y + height - 1,
    width,
    height,
    bitsPerPixel: depth,
    compressed: encoding === "rle",
    headerless: false,
    data,
  };
}
