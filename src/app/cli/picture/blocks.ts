import { type Raster, scalePicture, sizeInside } from "./scale-picture.ts";

/** How much colour a terminal shows. */
export type ColourDepth = "true" | "256" | "none";

/** A character cell is about twice as high as it is wide. */
const CELL_ASPECT = 2;
/** From dark to light. */
const SHADES = " ░▒▓█";
const RESET = "\u001b[0m";

/**
 * The picture in characters. With colour every cell is an upper half block: two pixels one above the other. Without, a
 * shade a cell, stretched to the darkest and lightest there is, so that a dark desktop is still seen.
 */
export function blocksPreview(picture: Raster, columns: number, rows: number, colour: ColourDepth): string[] {
  const cells = sizeInside(picture, { width: columns, height: rows }, CELL_ASPECT);
  return colour === "none"
    ? shadeLines(scalePicture(picture, cells.width, cells.height))
    : halfBlocks(picture, cells, colour);
}

function halfBlocks(
  picture: Raster,
  cells: { readonly width: number; readonly height: number },
  colour: "true" | "256",
): string[] {
  const small = scalePicture(picture, cells.width, cells.height * 2);
  const code = colour === "true" ? trueColour : paletteColour;
  return Array.from({ length: cells.height }, (_, row) => {
    let line = "";
    let last = "";
    for (let x = 0; x < small.width; x++) {
      const attributes = `\u001b[38;${code(small, x, row * 2)};48;${code(small, x, row * 2 + 1)}m`;
      line += attributes === last ? "▀" : `${attributes}▀`;
      last = attributes;
    }
    return line + RESET;
  });
}

function channelsOf(picture: Raster, x: number, y: number): readonly [number, number, number] {
  const at = (y * picture.width + x) * 4;
  return [picture.rgba[at] ?? 0, picture.rgba[at + 1] ?? 0, picture.rgba[at + 2] ?? 0];
}

function trueColour(picture: Raster, x: number, y: number): string {
  return `2;${channelsOf(picture, x, y).join(";")}`;
}

/** Levels of the 6x6x6 cube in the palette of xterm. */
const CUBE = [0, 95, 135, 175, 215, 255] as const;
const GREYS_FROM = 232;

function level(channel: number): number {
  let best = 0;
  for (const [index, value] of CUBE.entries()) {
    if (Math.abs(value - channel) < Math.abs((CUBE[best] ?? 0) - channel)) best = index;
  }
  return best;
}

/** The nearest colour of xterm's palette: its cube, or its ramp of greys for what is grey. */
function paletteColour(picture: Raster, x: number, y: number): string {
  const [red, green, blue] = channelsOf(picture, x, y);
  const spread = Math.max(red, green, blue) - Math.min(red, green, blue);
  if (spread < 12 && red > 4 && red < 246) {
    return `5;${GREYS_FROM + Math.min(23, Math.max(0, Math.round((red - 8) / 10)))}`;
  }
  return `5;${16 + 36 * level(red) + 6 * level(green) + level(blue)}`;
}

function shadeLines(small: Raster): string[] {
  const luminances = Array.from({ length: small.width * small.height }, (_, index) => {
    const [red, green, blue] = channelsOf(small, index % small.width, Math.floor(index / small.width));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  });
  const darkest = Math.min(...luminances);
  const range = Math.max(...luminances) - darkest;
  return Array.from({ length: small.height }, (_, row) =>
    luminances
      .slice(row * small.width, (row + 1) * small.width)
      .map((luminance) => {
        // A picture of one colour has no range to stretch: it is shown as dark or light as it is.
        const share = range < 8 ? luminance / 255 : (luminance - darkest) / range;
        return SHADES[Math.min(SHADES.length - 1, Math.floor(share * SHADES.length))] ?? " ";
      })
      .join("")
      .trimEnd(),
  );
}
