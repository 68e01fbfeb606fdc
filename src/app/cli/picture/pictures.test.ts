import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attributesOf } from "./ask-terminal.ts";
import { blocksPreview } from "./blocks.ts";
import { kittyGraphics, speaksKitty } from "./kitty.ts";
import { type Raster, scalePicture, sizeInside } from "./scale-picture.ts";
import { sixelGraphics } from "./sixel.ts";

/** A picture of rows of pixels, each `rrggbb`. */
function pictureOf(...rows: readonly string[]): Raster {
  const pixels = rows.map((row) => row.split(" "));
  return {
    width: pixels[0]?.length ?? 0,
    height: rows.length,
    rgba: Uint8Array.from(pixels.flat().flatMap((pixel) => [...Buffer.from(pixel, "hex"), 255])),
  };
}

const pictures = fc
  .record({ width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 40 }), seed: fc.nat() })
  .map(({ width, height, seed }): Raster => {
    const rgba = Uint8Array.from({ length: width * height * 4 }, (_, at) => (at * 2_654_435_761 + seed) >>> 24);
    return { width, height, rgba };
  });

/** Paints sixels as a terminal does. */
function paintSixels(text: string): { readonly width: number; readonly height: number; readonly pixels: string[][] } {
  // eslint-disable-next-line no-control-regex
  const [, size = "", body = ""] = /^\u001bP0;1q"1;1;(\d+;\d+)([\s\S]*)\u001b\\\n$/u.exec(text) ?? [];
  const [width = 0, height = 0] = size.split(";").map(Number);
  const pixels = Array.from({ length: height }, () => Array.from({ length: width }, () => ""));
  const palette = new Map<number, string>();
  let [x, top, register] = [0, 0, 0];
  for (const [token] of body.matchAll(/#\d+(?:;2;\d+;\d+;\d+)?|!\d+[?-~]|[$-]|[?-~]/g)) {
    if (token === "$") x = 0;
    else if (token === "-") [x, top] = [0, top + 6];
    else if (token.startsWith("#")) {
      const [number = "", , ...channels] = token.slice(1).split(";");
      register = Number(number);
      if (channels.length > 0) palette.set(register, channels.join(";"));
    } else {
      const count = token.startsWith("!") ? Number(token.slice(1, -1)) : 1;
      const bits = (token.codePointAt(token.length - 1) ?? 0) - 0x3f;
      for (let column = x; column < x + count; column++) {
        for (let bit = 0; bit < 6; bit++) {
          if ((bits >> bit) & 1) (pixels[top + bit] ?? [])[column] = palette.get(register) ?? "?";
        }
      }
      x += count;
    }
  }
  return { width, height, pixels };
}

describe("sixels", () => {
  it("are a palette in per cent, bands of six rows, and runs", () => {
    const white = Array.from({ length: 5 }, () => "ffffff").join(" ");
    expect(sixelGraphics(pictureOf(white, white))).toBe('\u001bP0;1q"1;1;5;2#0;2;100;100;100#0!5B\u001b\\\n');
  });

  it("paint every pixel, with at most 256 colours, each near to what was meant", () => {
    fc.assert(
      fc.property(pictures, (picture) => {
        const painted = paintSixels(sixelGraphics(picture));
        expect([painted.width, painted.height]).toEqual([picture.width, picture.height]);
        const colours = new Set(painted.pixels.flat());
        expect(colours.size).toBeLessThanOrEqual(256);
        expect(colours.has("")).toBe(false);
        expect(colours.has("?")).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  it("keep colours apart where there are few", () => {
    const { pixels } = paintSixels(sixelGraphics(pictureOf("ff0000 00ff00", "0000ff 000000")));
    expect(pixels).toEqual([
      ["100;0;0", "0;100;0"],
      ["0;0;100", "0;0;0"],
    ]);
  });
});

describe("kitty graphics", () => {
  it("are chunks of base64 that put the file together again", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 9000 }), (png) => {
        const text = kittyGraphics(png, 80, 24);
        // eslint-disable-next-line no-control-regex
        const chunks = [...text.matchAll(/\u001b_G([^;]*);([^\u001b]*)\u001b\\/gu)];
        expect(chunks[0]?.[1]).toMatch(/^a=T,f=100,q=2,c=80,r=24,m=[01]$/);
        expect(chunks.every(([, , part]) => (part ?? "").length <= 4096)).toBe(true);
        expect(chunks.map(([, control]) => control?.at(-1)).join("")).toMatch(/^1*0$/);
        const joined = chunks.map(([, , part]) => part).join("");
        expect(new Uint8Array(Buffer.from(joined, "base64"))).toEqual(png);
      }),
    );
  });

  it("are shown to terminals that know them, and to none behind a multiplexer", () => {
    expect(speaksKitty({ TERM: "xterm-kitty" })).toBe(true);
    expect(speaksKitty({ TERM: "xterm-256color", TERM_PROGRAM: "WezTerm" })).toBe(true);
    expect(speaksKitty({ TERM: "xterm-ghostty" })).toBe(true);
    expect(speaksKitty({ TERM: "xterm-256color" })).toBe(false);
    expect(speaksKitty({ TERM: "tmux-256color", KITTY_WINDOW_ID: "1", TMUX: "/tmp/tmux" })).toBe(false);
  });
});

describe("block characters", () => {
  const chequered = pictureOf("ff0000 00ff00", "0000ff ffffff");

  it("hold two pixels each, in 24 bits or in xterm's palette", () => {
    expect(blocksPreview(chequered, 80, 25, "true")).toEqual([
      "\u001b[38;2;255;0;0;48;2;0;0;255m▀\u001b[38;2;0;255;0;48;2;255;255;255m▀\u001b[0m",
    ]);
    expect(blocksPreview(chequered, 80, 25, "256")).toEqual([
      "\u001b[38;5;196;48;5;21m▀\u001b[38;5;46;48;5;231m▀\u001b[0m",
    ]);
  });

  it("are shades without colour, from the darkest to the lightest there is", () => {
    const row = "101010 303030 505050 707070 909090";
    expect(blocksPreview(pictureOf(row, row), 80, 25, "none")).toEqual([" ░▒▓█"]);
    expect(blocksPreview(pictureOf("000000", "000000"), 80, 25, "none")).toEqual([""]);
  });

  it("fit the terminal", () => {
    fc.assert(
      fc.property(pictures, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 12 }), (picture, wide, high) => {
        const lines = blocksPreview(picture, wide, high, "none");
        expect(lines.length).toBeLessThanOrEqual(high);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(wide);
      }),
    );
  });
});

describe("another size", () => {
  it("is the mean of what it stands for", () => {
    const small = scalePicture(pictureOf("000000 ffffff", "ffffff 000000"), 1, 1);
    expect([...small.rgba]).toEqual([128, 128, 128, 255]);
  });

  it("keeps the shape, and never enlarges", () => {
    expect(sizeInside({ width: 1024, height: 768 }, { width: 512, height: 999 })).toEqual({ width: 512, height: 384 });
    expect(sizeInside({ width: 1024, height: 768 }, { width: 100, height: 25 }, 2)).toEqual({ width: 66, height: 25 });
    expect(sizeInside({ width: 8, height: 4 }, { width: 80, height: 40 })).toEqual({ width: 8, height: 4 });
  });
});

describe("the answer of a terminal", () => {
  it("is read for its attributes", () => {
    expect(attributesOf("\u001b[?62;4;22c")).toEqual([62, 4, 22]);
    expect(attributesOf("typed\u001b[?1;2c")).not.toContain(4);
    expect(attributesOf("")).toEqual([0]);
  });
});
