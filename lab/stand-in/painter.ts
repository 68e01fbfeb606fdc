// Sends pictures: tiles of bitmap updates, fast-path or slow-path, until they are all there or the script ends the session.
import { setTimeout as sleep } from "node:timers/promises";
import { encodeGraphicsUpdate, FAST_PATH_UPDATE_CODES, type GraphicsUpdate } from "../../src/core/protocol/index.ts";
import { bitmapOf, PALETTE, pixelOf, type DesktopSize, type Tile } from "./desktop-picture.ts";
import type { DesktopScript, SessionEndScript, UpdateScript } from "./session-script.ts";
import type { Share } from "./share.ts";

/** A slow-path PDU holds 16,383 bytes (T.125 has no fragments here): 64 x 64 pixels of 32 bits are too many. */
const TILES = { fast: 64, slow: 48 } as const;
const PDUTYPE2_UPDATE = 0x02;
/** A fast-path PDU holds 32,767 bytes: more is cut into fragments (2.2.9.1.2.1). */
const FRAGMENT_BYTES = 16_000;
const MOVING_SIDE = 48;

/** An area of the screen; right and bottom belong to it. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Paints one session. */
export class Painter {
  readonly #share: Share;
  readonly #script: UpdateScript;
  readonly #size: DesktopSize;
  readonly #limit: SessionEndScript["after"] | undefined;
  #updates = 0;
  #bytes = 0;
  #moves = 0;

  constructor(share: Share, script: UpdateScript, size: DesktopSize, limit: SessionEndScript["after"] | undefined) {
    this.#share = share;
    this.#script = script;
    this.#size = size;
    this.#limit = limit;
  }

  /** The script's number of updates or bytes has left. */
  get isSpent(): boolean {
    if (this.#limit === undefined) return false;
    return "updates" in this.#limit ? this.#updates >= this.#limit.updates : this.#bytes >= this.#limit.bytes;
  }

  /** Paints what is inside of the area, all of it by default. Stops where the script ends the session. */
  async paint(desktop: DesktopScript, area?: Area): Promise<void> {
    if (desktop === "nothing") return;
    const { width, height, depth } = this.#size;
    if (depth === 8) await this.#send({ kind: "palette", colors: PALETTE });
    for (const tile of tilesOf(width, height, this.#script.tile ?? TILES[this.#script.path ?? "fast"])) {
      if (this.isSpent) return;
      if (area !== undefined && !touches(tile, area)) continue;
      await this.#tile(tile, (x, y) => pixelOf(desktop, x, y, this.#size));
      this.#updates += 1;
      if (this.#script.everyMs !== undefined) await sleep(this.#script.everyMs, undefined, { ref: false });
    }
  }

  /** Draws the rectangle that never rests at its next place. */
  async move(): Promise<void> {
    this.#moves += 1;
    const { width, height } = this.#size;
    const x = (this.#moves * 37) % Math.max(1, width - MOVING_SIDE);
    const y = (this.#moves * 23) % Math.max(1, height - MOVING_SIDE);
    const colour = (this.#moves * 0x35_7b_d3) & 0xff_ff_ff;
    await this.#tile({ x, y, width: MOVING_SIDE, height: MOVING_SIDE }, () => colour);
    this.#updates += 1;
  }

  #tile(tile: Tile, colour: (x: number, y: number) => number): Promise<void> {
    const rectangle = bitmapOf(tile, this.#size.depth, this.#script.encoding ?? "raw", colour);
    return this.#send({ kind: "bitmap", rectangles: [rectangle] });
  }

  async #send(update: GraphicsUpdate & { readonly kind: "bitmap" | "palette" }): Promise<void> {
    const data = encodeGraphicsUpdate(update);
    if (this.#script.path === "slow") {
      this.#bytes += await this.#share.send(this.#share.data(PDUTYPE2_UPDATE, data));
      return;
    }
    const updateCode = FAST_PATH_UPDATE_CODES[update.kind];
    const count = Math.ceil(data.length / FRAGMENT_BYTES);
    for (let index = 0; index < count; index += 1) {
      const piece = data.subarray(index * FRAGMENT_BYTES, (index + 1) * FRAGMENT_BYTES);
      const place = index === 0 ? "first" : index === count - 1 ? "last" : "next";
      const fragmentation = count === 1 ? "single" : place;
      this.#bytes += await this.#share.sendFastPath([{ updateCode, fragmentation, compressed: false, data: piece }]);
    }
  }
}

function touches({ x, y, width, height }: Tile, { left, top, right, bottom }: Area): boolean {
  return x <= right && x + width > left && y <= bottom && y + height > top;
}

function tilesOf(width: number, height: number, side: number): readonly Tile[] {
  const tiles: Tile[] = [];
  for (let y = 0; y < height; y += side)
    for (let x = 0; x < width; x += side)
      tiles.push({ x, y, width: Math.min(side, width - x), height: Math.min(side, height - y) });
  return tiles;
}
