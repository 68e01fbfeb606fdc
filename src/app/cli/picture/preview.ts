import type { Arguments } from "../arguments.ts";
import type { Style } from "../render/style.ts";
import type { World } from "../world.ts";
import { showsSixels } from "./ask-terminal.ts";
import { blocksPreview, type ColourDepth } from "./blocks.ts";
import { kittyGraphics, speaksKitty } from "./kitty.ts";
import { type Raster, scalePicture, sizeInside } from "./scale-picture.ts";
import { sixelGraphics } from "./sixel.ts";

export const PREVIEW_KINDS = ["auto", "kitty", "sixel", "blocks", "none"] as const;
export type PreviewKind = (typeof PREVIEW_KINDS)[number];

const MOST_ROWS = 25;
const MOST_COLUMNS = 100;
/** The smallest cell of usual fonts: a picture that fits these fits the terminal. */
const CELL_PIXELS = { width: 8, height: 16 } as const;

/**
 * The picture for a terminal, as text to write: real pixels where it can show them, else characters. "" where nothing is
 * to be shown: by wish, for a screen reader, or because stdout is no terminal and no form was asked for by name.
 */
export async function previewOf(
  picture: Raster,
  world: World,
  args: Arguments,
  style: Style,
  encodePng: (picture: Raster) => Uint8Array,
): Promise<string> {
  const asked = PREVIEW_KINDS.find((kind) => kind === args.get("preview")) ?? "auto";
  const columns = Math.min(MOST_COLUMNS, style.width);
  switch (asked === "auto" ? await bestKind(world, style) : asked) {
    case "kitty": {
      const cells = sizeInside(picture, { width: columns, height: MOST_ROWS }, 2);
      return kittyGraphics(encodePng(picture), cells.width, cells.height);
    }
    case "sixel": {
      const most = { width: columns * CELL_PIXELS.width, height: MOST_ROWS * CELL_PIXELS.height };
      const { width, height } = sizeInside(picture, most);
      return sixelGraphics(scalePicture(picture, width, height));
    }
    case "blocks":
      return `${blocksPreview(picture, columns, MOST_ROWS, colourDepth(world, style)).join("\n")}\n`;
    default:
      return "";
  }
}

async function bestKind(world: World, style: Style): Promise<PreviewKind> {
  if (world.stdout.isTTY !== true || style.plain || world.env["TERM"] === "dumb") return "none";
  if (speaksKitty(world.env)) return "kitty";
  // Without colour a picture of pixels is as unwanted as coloured text.
  if (style.colour && (await showsSixels(world.stdin, world.stdout))) return "sixel";
  return "blocks";
}

function colourDepth(world: World, style: Style): ColourDepth {
  if (!style.colour) return "none";
  return /truecolor|24bit/.test(world.env["COLORTERM"] ?? "") ? "true" : "256";
}
