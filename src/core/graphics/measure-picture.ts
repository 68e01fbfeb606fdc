import type { PictureMeasures } from "../evidence/index.ts";
import type { Picture } from "./picture.ts";

/** Counting colours further tells nothing more: photographs and gradients have thousands. */
const DISTINCT_COLOURS_MAX = 4096;
/** A step in one channel, of 255, that an eye sees as an edge; gradients stay below it from pixel to pixel. */
const EDGE_STEP = 24;
const BINS = 32 * 32 * 32;

/** The numbers of a picture that a judgement rests on, see `PictureMeasures`. One look at every pixel, about 1 MiB of memory. */
export function measurePicture(picture: Picture): PictureMeasures {
  const { width, height, rgba } = picture;
  const counts = new Uint32Array(BINS);
  let edges = 0;
  for (let at = 0; at < width * height; at++) {
    counts[binOf(rgba, at * 4)]! += 1;
    const isLastColumn = at % width === width - 1;
    if ((!isLastColumn && differs(rgba, at * 4, at * 4 + 4)) || differs(rgba, at * 4, at * 4 + width * 4)) edges++;
  }
  let distinctColours = 0;
  let dominant = 0;
  // By number: entries would be an object for each bin, megabytes of them.
  for (let bin = 0; bin < BINS; bin++) {
    const count = counts[bin] ?? 0;
    if (count >= 2) distinctColours++;
    if (count > (counts[dominant] ?? 0)) dominant = bin;
  }
  return {
    width,
    height,
    distinctColours: Math.min(distinctColours, DISTINCT_COLOURS_MAX),
    dominantColour: commonest(rgba, dominant),
    dominantShare: (counts[dominant] ?? 0) / (width * height),
    edgeShare: edges / (width * height),
    drawnShare: picture.drawnShare,
  };
}

/** Index of a pixel's colour at five bits a channel. */
function binOf(rgba: Uint8Array, at: number): number {
  return (((rgba[at] ?? 0) >> 3) << 10) | (((rgba[at + 1] ?? 0) >> 3) << 5) | ((rgba[at + 2] ?? 0) >> 3);
}

/** False beyond the last row, too. */
function differs(rgba: Uint8Array, one: number, other: number): boolean {
  if (other >= rgba.length) return false;
  for (let channel = 0; channel < 3; channel++) {
    if (Math.abs((rgba[one + channel] ?? 0) - (rgba[other + channel] ?? 0)) >= EDGE_STEP) return true;
  }
  return false;
}

/** The commonest exact colour of a bin, as #rrggbb. */
function commonest(rgba: Uint8Array, bin: number): string {
  const counts = new Uint32Array(8 * 8 * 8);
  let best = 0;
  for (let at = 0; at < rgba.length; at += 4) {
    if (binOf(rgba, at) !== bin) continue;
    const low = (((rgba[at] ?? 0) & 7) << 6) | (((rgba[at + 1] ?? 0) & 7) << 3) | ((rgba[at + 2] ?? 0) & 7);
    counts[low]! += 1;
    if ((counts[low] ?? 0) > (counts[best] ?? 0)) best = low;
  }
  const channels = [10, 5, 0].map((shift, index) => (((bin >> shift) & 31) << 3) | ((best >> (6 - index * 3)) & 7));
  return `#${channels.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}
