import { ReadCursor } from "../bytes/index.ts";
import type { BitmapRectangle } from "../protocol/index.ts";
import type { Picture } from "./picture.ts";
import { SIDE_MAX } from "./pixel-format.ts";

/** Top byte of a pixel that the server painted at least once. */
const DRAWN = 0xff000000;

/** What one rectangle did. */
export interface Painted {
  /** Pixels inside the screen. */
  readonly drawnPixels: number;
  /** Those of them that have another colour now; what was never painted counts as black. */
  readonly changedPixels: number;
}

/** The pixels of a screen. Throws RangeError for a side that is not within 1..8192. */
export class FrameBuffer {
  readonly width: number;
  readonly height: number;
  readonly #pixels: Uint32Array;
  #drawn = 0;

  constructor(width: number, height: number) {
    for (const side of [width, height]) {
      if (!Number.isInteger(side) || side < 1 || side > SIDE_MAX)
        throw new RangeError(`a screen side of ${side} pixels`);
    }
    this.width = width;
    this.height = height;
    this.#pixels = new Uint32Array(width * height);
  }

  get drawnShare(): number {
    return this.#drawn / this.#pixels.length;
  }

  /** Paints a bitmap of 0xRRGGBB whose bottom row comes first, clipped to its destination and to the screen. */
  paint(rectangle: BitmapRectangle, colors: Uint32Array): Painted {
    const { destLeft, destTop, width, height } = rectangle;
    const right = Math.min(rectangle.destRight + 1, destLeft + width, this.width);
    const bottom = Math.min(rectangle.destBottom + 1, destTop + height, this.height);
    let changedPixels = 0;
    for (let y = destTop; y < bottom; y++) {
      let from = (height - 1 - (y - destTop)) * width;
      let at = y * this.width + destLeft;
      for (let x = destLeft; x < right; x++, from++, at++) {
        const before = this.#pixels[at] ?? 0;
        const color = colors[from] ?? 0;
        if ((before & 0xffffff) !== color) changedPixels++;
        if (before < DRAWN) this.#drawn++;
        this.#pixels[at] = DRAWN | color;
      }
    }
    return { drawnPixels: Math.max(0, right - destLeft) * Math.max(0, bottom - destTop), changedPixels };
  }

  picture(): Picture {
    const rgba = new Uint8Array(this.#pixels.length * 4);
    let to = 0;
    for (const pixel of this.#pixels) {
      rgba[to] = (pixel >>> 16) & 0xff;
      rgba[to + 1] = (pixel >>> 8) & 0xff;
      rgba[to + 2] = pixel & 0xff;
      rgba[to + 3] = 0xff;
      to += 4;
    }
    return { width: this.width, height: this.height, rgba, drawnShare: this.drawnShare };
  }
}

/** Counts the pixels of an update, so that few bytes cannot keep us busy for long. */
export class PixelBudget {
  readonly #limit: number;
  #spent = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Throws DecodeError when a bitmap goes beyond what an update may unpack. */
  spend({ width, height }: BitmapRectangle): void {
    this.#spent += width * height;
    if (this.#spent > this.#limit) {
      new ReadCursor(new Uint8Array(), "TS_UPDATE_BITMAP_DATA").reject("rectangles", `have over ${this.#limit} pixels`);
    }
  }
}
