// What is on an X display, as numbers: enough to tell a black screen from a desktop without another program.
import { readFileSync } from "node:fs";
import type { Lab } from "./workshop.ts";

/** Measures of a picture. */
export interface XPicture {
  readonly width: number;
  readonly height: number;
  /** How many different colours there are. */
  readonly colours: number;
  /** Share of the picture that has its most frequent colour, 0 to 1. */
  readonly mainShare: number;
  /** That colour as rrggbb. */
  readonly mainColour: string;
}

/** Writes the root window of a display to a file (X Window Dump) and measures it; undefined when there is no display. */
export async function pictureOf(lab: Lab, display: string, path: string): Promise<XPicture | undefined> {
  const dump = await lab.run("xwd", ["-root", "-silent", "-display", display, "-out", path], { timeoutMs: 10_000 });
  return dump.code === 0 ? measure(readFileSync(path)) : undefined;
}

/** Measures an X Window Dump of 32 bits a pixel. Header words are big-endian (X11/XWDFile.h). */
function measure(dump: Buffer): XPicture {
  const word = (index: number): number => dump.readUInt32BE(index * 4);
  const [headerBytes, width, height, bits, stride, colourCount] = [0, 4, 5, 11, 12, 19].map(word);
  if (bits !== 32 || width === undefined || height === undefined)
    throw new Error("a dump of 32 bits a pixel is needed");
  const start = (headerBytes ?? 0) + (colourCount ?? 0) * 12;
  const counts = new Map<number, number>();
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const pixel = dump.readUInt32LE(start + y * (stride ?? 0) + x * 4) & 0xffffff;
      counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
    }
  const [main, count] = [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0]);
  return {
    width,
    height,
    colours: counts.size,
    mainShare: count / (width * height),
    mainColour: main.toString(16).padStart(6, "0"),
  };
}
