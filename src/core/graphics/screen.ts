import {
  type BitmapRectangle,
  decodeFastPathUpdates,
  decodeGraphicsUpdate,
  decodeSurfaceCommands,
  FAST_PATH_UPDATE_CODES,
  type FastPathUpdate,
  type GraphicsUpdate,
} from "../protocol/index.ts";
import { decodeBitmap } from "./decode-bitmap.ts";
import { FragmentBuffer } from "./fragment-buffer.ts";
import { FrameBuffer, PixelBudget } from "./frame-buffer.ts";
import type { Picture } from "./picture.ts";
import { defaultPalette } from "./pixel-format.ts";

/** Size of a desktop in pixels, each side 1 to 8192. */
export interface ScreenSize {
  readonly width: number;
  readonly height: number;
}

/** What updates did to a screen. */
export interface ScreenChange {
  /** Bitmaps that were painted. */
  readonly rectangles: number;
  /** Pixels that have another colour now; what was never painted counts as black. Pointers are not part of the screen. */
  readonly changedPixels: number;
  /** Pixels that were painted, counted again for each bitmap. */
  readonly drawnPixels: number;
  /** Bytes of graphics, without the headers around updates. */
  readonly bytes: number;
}

export interface ScreenStatistics {
  /** Updates that painted something. */
  readonly updates: number;
  readonly rectangles: number;
  readonly bytes: number;
  /** Share of the screen that was ever painted, 0 to 1. */
  readonly drawnShare: number;
  /** How bitmaps were packed, in order of appearance: "raw-24", "rle-16", "planar", "surface-raw-32". */
  readonly encodings: readonly string[];
  /** What was sent although we offer none of it, and not painted: "orders", "bulk-compression", "surface-codec-3", "update-7". */
  readonly unsupported: readonly string[];
}

const NO_CHANGE: ScreenChange = { rectangles: 0, changedPixels: 0, drawnPixels: 0, bytes: 0 };
/** No server paints its whole screen more often than this within one update; some bitmaps reach beyond its edges. */
const SCREENS_PER_UPDATE_MAX = 4;
const SMALL_SCREEN_PIXELS = 256 * 256;
/** A solid tile of 64 KiB, the largest that servers pack, takes some 30 bytes; more in all comes from no server. */
const PIXELS_PER_BYTE_MAX = 2048;
const SCREENS_IN_ADVANCE = 8;
const POINTER_CODES: ReadonlySet<number> = new Set([
  FAST_PATH_UPDATE_CODES.pointerHidden,
  FAST_PATH_UPDATE_CODES.pointerDefault,
  FAST_PATH_UPDATE_CODES.pointerPosition,
  FAST_PATH_UPDATE_CODES.colorPointer,
  FAST_PATH_UPDATE_CODES.cachedPointer,
  FAST_PATH_UPDATE_CODES.newPointer,
  FAST_PATH_UPDATE_CODES.largePointer,
]);

/**
 * The screen of a session as its server paints it, without clock or input. Bitmap updates of 8 to 32 bits, palettes and uncompressed
 * surface bits are painted, which weston sends to clients that know no codec, asked or not; the rest is named in
 * `statistics.unsupported`. After a DecodeError what came before it stays painted. What bytes may unpack to is bounded, for
 * one update and for all.
 */
export class Screen {
  #frame: FrameBuffer;
  #palette = defaultPalette();
  readonly #fragments = new FragmentBuffer();
  readonly #encodings = new Set<string>();
  readonly #unsupported = new Set<string>();
  #updates = 0;
  #rectangles = 0;
  #bytes = 0;
  /** Pixels unpacked so far, and those that came before any bytes had paid for them. */
  #unpacked = 0;
  #advance: number;

  constructor(size: ScreenSize) {
    this.#frame = new FrameBuffer(size.width, size.height);
    this.#advance = advanceFor(size);
  }

  /** Updates in the decrypted body of a fast-path PDU, see `decodeFastPathOutput`. Throws DecodeError. */
  receiveFastPathUpdates(body: Uint8Array): ScreenChange {
    let total = NO_CHANGE;
    for (const part of decodeFastPathUpdates(body)) {
      const update = this.#fragments.add(part);
      if (update !== undefined) total = sum(total, this.#receiveWhole(update));
    }
    return total;
  }

  /** Contents of a PDUTYPE2_UPDATE, what follows its Share Data Header. Throws DecodeError. */
  receiveUpdate(contents: Uint8Array): ScreenChange {
    return this.#apply(decodeGraphicsUpdate(contents), contents.length);
  }

  /** A black screen of another size, as after Deactivate All; the server paints it anew. Statistics go on, `drawnShare` restarts. */
  resize(size: ScreenSize): void {
    this.#frame = new FrameBuffer(size.width, size.height);
    this.#advance = Math.max(this.#advance, advanceFor(size));
    this.#fragments.clear();
  }

  picture(): Picture {
    return this.#frame.picture();
  }

  get statistics(): ScreenStatistics {
    return {
      updates: this.#updates,
      rectangles: this.#rectangles,
      bytes: this.#bytes,
      drawnShare: this.#frame.drawnShare,
      encodings: [...this.#encodings],
      unsupported: [...this.#unsupported],
    };
  }

  #receiveWhole({ updateCode, compressed, data }: FastPathUpdate): ScreenChange {
    if (POINTER_CODES.has(updateCode) || updateCode === FAST_PATH_UPDATE_CODES.synchronize) return NO_CHANGE;
    if (compressed) return this.#refuse("bulk-compression", data.length);
    switch (updateCode) {
      case FAST_PATH_UPDATE_CODES.bitmap:
      case FAST_PATH_UPDATE_CODES.palette:
        return this.#apply(decodeGraphicsUpdate(data), data.length);
      case FAST_PATH_UPDATE_CODES.orders:
        return this.#refuse("orders", data.length);
      case FAST_PATH_UPDATE_CODES.surfaceCommands:
        return this.#paintSurface(data);
      default:
        return this.#refuse(`update-${updateCode}`, data.length);
    }
  }

  #refuse(what: string, bytes: number): ScreenChange {
    this.#unsupported.add(what);
    this.#bytes += bytes;
    return { ...NO_CHANGE, bytes };
  }

  #apply(update: GraphicsUpdate, bytes: number): ScreenChange {
    switch (update.kind) {
      case "orders":
        return this.#refuse("orders", bytes);
      case "palette":
        for (let index = 0; index * 3 < update.colors.length; index++) {
          const [red = 0, green = 0, blue = 0] = update.colors.subarray(index * 3, index * 3 + 3);
          this.#palette[index] = (red << 16) | (green << 8) | blue;
        }
        return NO_CHANGE;
      case "bitmap":
        return this.#paint(update.rectangles, bytes);
      case "synchronize":
      default:
        return NO_CHANGE;
    }
  }

  /** Surface bits as bitmap updates: their right and lower edge are outside. */
  #paintSurface(data: Uint8Array): ScreenChange {
    const rectangles: BitmapRectangle[] = [];
    for (const command of decodeSurfaceCommands(data)) {
      if (command.kind === "frame-marker") continue;
      if (command.codecId === 0) {
        const [destRight, destBottom] = [command.destRight - 1, command.destBottom - 1];
        rectangles.push({ ...command, destRight, destBottom, compressed: false, headerless: false });
      } else this.#unsupported.add(`surface-codec-${command.codecId}`);
    }
    return this.#paint(rectangles, data.length, "surface-");
  }

  #paint(rectangles: readonly BitmapRectangle[], bytes: number, from = ""): ScreenChange {
    this.#bytes += bytes;
    if (rectangles.length > 0) this.#updates++;
    const area = this.#frame.width * this.#frame.height;
    const ofUpdate = area * SCREENS_PER_UPDATE_MAX + SMALL_SCREEN_PIXELS;
    const ofAll = this.#advance + this.#bytes * PIXELS_PER_BYTE_MAX - this.#unpacked;
    const budget = new PixelBudget(Math.min(ofUpdate, ofAll));
    let [changedPixels, drawnPixels] = [0, 0];
    for (const rectangle of rectangles) {
      budget.spend(rectangle);
      this.#unpacked += rectangle.width * rectangle.height;
      const { colors, encoding } = decodeBitmap(rectangle, this.#palette);
      this.#encodings.add(from + encoding);
      const painted = this.#frame.paint(rectangle, colors);
      this.#rectangles++;
      changedPixels += painted.changedPixels;
      drawnPixels += painted.drawnPixels;
    }
    return { rectangles: rectangles.length, changedPixels, drawnPixels, bytes };
  }
}

function advanceFor({ width, height }: ScreenSize): number {
  return width * height * SCREENS_IN_ADVANCE + SMALL_SCREEN_PIXELS;
}

function sum(a: ScreenChange, b: ScreenChange): ScreenChange {
  return {
    rectangles: a.rectangles + b.rectangles,
    changedPixels: a.changedPixels + b.changedPixels,
    drawnPixels: a.drawnPixels + b.drawnPixels,
    bytes: a.bytes + b.bytes,
  };
}
