import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellAt, cellPlace, layOut, type CellGroup } from "./layout.ts";

const anyGroups = fc
  .array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 20 })
  .map((sizes): readonly CellGroup[] => {
    let next = 0;
    return sizes.map((size, index) => ({ name: `g${index}`, cells: Array.from({ length: size }, () => next++) }));
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
