import type { Raster } from "./scale-picture.ts";

/** Registers that every sixel terminal of today has. */
const MOST_COLOURS = 256;
const BAND_HEIGHT = 6;
const START = "\u001bP0;1q";
const END = "\u001b\\";

/**
 * A picture as DEC sixels (VT340 Graphics Programming, chapter 14): bands of six rows; in each band one run-length
 * encoded line for every colour that is in it.
 */
export function sixelGraphics(picture: Raster): string {
  const { palette, indices } = quantise(picture);
  const { width, height } = picture;
  const registers = palette.map(
    ([red, green, blue], index) => `#${index};2;${percent(red)};${percent(green)};${percent(blue)}`,
  );
  const bands: string[] = [];
  for (let top = 0; top < height; top += BAND_HEIGHT) {
    bands.push(band(indices, width, top, Math.min(BAND_HEIGHT, height - top)));
  }
  return `${START}"1;1;${width};${height}${registers.join("")}${bands.join("-")}${END}\n`;
}

function percent(channel: number): number {
  return Math.round((channel * 100) / 255);
}

function band(indices: Uint8Array, width: number, top: number, rows: number): string {
  /** For each colour of the band, which of the six pixels of each column have it. */
  const columns = new Map<number, Uint8Array>();
  for (let row = 0; row < rows; row++) {
    for (let x = 0; x < width; x++) {
      const colour = indices[(top + row) * width + x] ?? 0;
      let bits = columns.get(colour);
      if (bits === undefined) {
        bits = new Uint8Array(width);
        columns.set(colour, bits);
      }
      bits[x] = (bits[x] ?? 0) | (1 << row);
    }
  }
  return [...columns].map(([colour, bits]) => `#${colour}${runs(bits)}`).join("$");
}

/** A sixel is `?` plus its six bits; more than three alike become `!count`. */
function runs(bits: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bits.length;) {
    const value = bits[at] ?? 0;
    let end = at + 1;
    while (end < bits.length && bits[end] === value) end += 1;
    const character = String.fromCharCode(0x3f + value);
    text += end - at > 3 ? `!${end - at}${character}` : character.repeat(end - at);
    at = end;
  }
  return text;
}

type Colour = readonly [number, number, number];

/** The commonest colours at five bits a channel; any other pixel gets the nearest of them. */
function quantise(picture: Raster): { readonly palette: readonly Colour[]; readonly indices: Uint8Array } {
  const pixels = picture.width * picture.height;
  const keys = new Uint16Array(pixels);
  const counts = new Uint32Array(0x8000);
  for (let index = 0; index < pixels; index++) {
    const at = index * 4;
    const key = (five(picture.rgba[at]) << 10) | (five(picture.rgba[at + 1]) << 5) | five(picture.rgba[at + 2]);
    keys[index] = key;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  const used = [...counts.keys()].filter((key) => (counts[key] ?? 0) > 0);
  const kept = used.toSorted((left, right) => (counts[right] ?? 0) - (counts[left] ?? 0)).slice(0, MOST_COLOURS);
  const palette = kept.map(colourOf);
  const registers = new Uint8Array(0x8000);
  for (const [register, key] of kept.entries()) registers[key] = register;
  if (used.length > kept.length) {
    const isKept = new Set(kept);
    for (const key of used) if (!isKept.has(key)) registers[key] = nearestOf(palette, colourOf(key));
  }
  return { palette, indices: Uint8Array.from(keys, (key) => registers[key] ?? 0) };
}

function five(channel: number | undefined): number {
  return (channel ?? 0) >> 3;
}

/** Full white stays full white: the five bits are repeated below. */
function eight(bits: number): number {
  return (bits << 3) | (bits >> 2);
}

function colourOf(key: number): Colour {
  return [eight(key >> 10), eight((key >> 5) & 31), eight(key & 31)];
}

function nearestOf(palette: readonly Colour[], [red, green, blue]: Colour): number {
  let best = 0;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const [register, colour] of palette.entries()) {
    const distance = (colour[0] - red) ** 2 + (colour[1] - green) ** 2 + (colour[2] - blue) ** 2;
    if (distance < bestDistance) {
      best = register;
      bestDistance = distance;
    }
  }
  return best;
}
