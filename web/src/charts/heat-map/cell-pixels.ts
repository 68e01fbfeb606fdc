import { type Layout, type PlacedGroup, TITLE_HEIGHT } from "./layout.ts";
import type { View } from "./paint.ts";

/** A surface of so many device pixels, each a number as the surface has it in memory. */
export interface Surface {
  readonly pixels: Uint32Array;
  readonly width: number;
  readonly height: number;
  /** Device pixels a pixel of the page. */
  readonly ratio: number;
}

/**
 * Fills the cells that are seen. Written as pixels, because ten thousand rectangles a frame cost more than a frame has time: the
 * first line of a row of cells is made cell by cell, the others are copies of it. `seen` hears of each cell with its upper left
 * corner in pixels of the page, and gives its colour.
 */
export function fillCells(
  { pixels, width, height, ratio }: Surface,
  { groups, cell }: Layout,
  view: View,
  gap: number,
  seen: (row: number, x: number, y: number) => number,
): void {
  pixels.fill(0);
  const edge = cell * view.scale;
  const size = (edge - gap) * ratio;
  for (const group of groups) {
    const left = (group.x - view.x) * view.scale;
    const top = (group.y + TITLE_HEIGHT - view.y) * view.scale;
    const columns = range(-left / edge, (width / ratio - left) / edge, group.columns);
    const rows = range(-top / edge, (height / ratio - top) / edge, rowsOf(group));
    for (let row = rows.from; row < rows.until; row += 1) {
      const y = top + row * edge;
      const [upper, lower] = [clip(y * ratio, height), clip(y * ratio + size, height)];
      const line = upper * width;
      let [first, last] = [width, 0];
      for (let column = columns.from; column < columns.until; column += 1) {
        const host = group.cells[row * group.columns + column];
        if (host === undefined) break;
        const x = left + column * edge;
        const colour = seen(host, x, y);
        const [from, until] = [clip(x * ratio, width), clip(x * ratio + size, width)];
        if (lower > upper) pixels.fill(colour, line + from, line + until);
        first = Math.min(first, from);
        last = until;
      }
      for (let next = upper + 1; next < lower; next += 1) {
        pixels.copyWithin(next * width + first, line + first, line + last);
      }
    }
  }
}

function rowsOf({ cells, columns }: PlacedGroup): number {
  return Math.ceil(cells.length / columns);
}

function range(from: number, until: number, count: number): { readonly from: number; readonly until: number } {
  return { from: Math.max(0, Math.floor(from)), until: Math.min(count, Math.ceil(until)) };
}

function clip(pixel: number, most: number): number {
  return Math.min(most, Math.max(0, Math.round(pixel)));
}
