import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillCells } from "./cell-pixels.ts";
import { cellAt, cellPlace, layOut, placeOfRow, type CellGroup } from "./layout.ts";

const anyGroups = fc
  .array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 20 })
  .map((sizes): readonly CellGroup[] => {
    let next = 0;
    return sizes.map((size, index) => ({ name: `g${index}`, cells: Array.from({ length: size }, () => next++) }));
  });

describe("the cells as pixels", () => {
  it("are where a click finds them, at every magnification, and nothing else is filled", () => {
    fc.assert(
      fc.property(
        anyGroups,
        fc.integer({ min: 120, max: 400 }),
        fc.double({ min: 1, max: 12, noNaN: true }),
        fc.constantFrom(1, 2),
        (groups, width, scale, ratio) => {
          const layout = layOut(groups, width, 200);
          const view = { x: (width - width / scale) / 2, y: 7, scale };
          const surface = { width: width * ratio, height: 200 * ratio, ratio };
          const pixels = new Uint32Array(surface.width * surface.height);
          fillCells({ ...surface, pixels }, layout, view, 1, (row) => row + 1);
          for (let at = 0; at < pixels.length; at += 97) {
            const found = pixels[at] ?? 0;
            if (found === 0) continue;
            const [x, y] = [((at % surface.width) + 0.5) / ratio, (Math.floor(at / surface.width) + 0.5) / ratio];
            // Edges are rounded to whole pixels: half a pixel beside is the same cell.
            const near = [-0.6, 0, 0.6].flatMap((byX) =>
              [-0.6, 0, 0.6].map((byY) => cellAt(layout, (x + byX) / scale + view.x, (y + byY) / scale + view.y)),
            );
            expect(near).toContain(found - 1);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("are all filled where all are seen", () => {
    const layout = layOut([{ name: "a", cells: Array.from({ length: 500 }, (_, row) => row) }], 400, 300);
    const pixels = new Uint32Array(400 * 300);
    fillCells({ pixels, width: 400, height: 300, ratio: 1 }, layout, { x: 0, y: 0, scale: 1 }, 1, (row) => row + 1);
    expect(new Set(pixels).size).toBe(501);
    expect(placeOfRow(layout, 499)).toBeDefined();
    expect(placeOfRow(layout, 500)).toBeUndefined();
  });
});

describe("the layout of the heat map", () => {
  it("gives every host a cell of its own, which is found at its place", () => {
    fc.assert(
      fc.property(anyGroups, fc.integer({ min: 120, max: 2000 }), (groups, width) => {
        const layout = layOut(groups, width, 480);
        const places = new Set<string>();
        for (const group of layout.groups) {
          expect(group.x + group.width).toBeLessThanOrEqual(width);
          group.cells.forEach((row, index) => {
            const { x, y } = cellPlace(group, layout.cell, index);
            places.add(`${x} ${y}`);
            expect(cellAt(layout, x + layout.cell / 2, y + layout.cell / 2)).toBe(row);
          });
        }
        expect(places.size).toBe(groups.reduce((sum, { cells }) => sum + cells.length, 0));
      }),
    );
  });

  it("fits ten thousand hosts of forty sites into a picture of a desktop", () => {
    const groups = Array.from({ length: 40 }, (_, site) => ({
      name: `site ${site}`,
      cells: Array.from({ length: 250 }, (__, host) => site * 250 + host),
    }));
    const { height, cell } = layOut(groups, 1100, 480);
    expect(height).toBeLessThanOrEqual(480);
    expect(cell).toBeGreaterThanOrEqual(5);
  });

  it("has nothing between the cells", () => {
    const layout = layOut([{ name: "one", cells: [7] }], 300, 300);
    expect(cellAt(layout, 2, 2)).toBeUndefined();
    expect(cellAt(layout, 299, 299)).toBeUndefined();
    expect(cellAt({ ...layout, groups: [] }, 10, 30)).toBeUndefined();
  });
});
