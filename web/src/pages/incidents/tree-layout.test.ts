import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placeTree, type TreeNode } from "./tree-layout.ts";

const anyNode = (kind: TreeNode["kind"]): fc.Arbitrary<TreeNode> =>
  fc.record({ kind: fc.constant(kind), head: fc.string(), text: fc.string() });

describe("the drawing of a problem tree", () => {
  it("has every node inside the picture, none above another", () => {
    fc.assert(
      fc.property(
        fc.array(anyNode("for"), { maxLength: 8 }),
        fc.array(anyNode("host"), { maxLength: 8 }),
        fc.integer({ min: 200, max: 1600 }),
        (causes, effects, width) => {
          const { nodes, lines, height } = placeTree(causes, { kind: "root", head: "", text: "" }, effects, width);
          expect(nodes).toHaveLength(causes.length + 1 + effects.length);
          expect(lines).toHaveLength(causes.length + effects.length);
          for (const one of nodes) {
            expect(one.x).toBeGreaterThanOrEqual(0);
            expect(one.x + one.width).toBeLessThanOrEqual(width + 0.001);
            expect(one.y + one.height).toBeLessThanOrEqual(height + 0.001);
            for (const other of nodes) {
              if (one === other) continue;
              const isApart =
                one.x + one.width <= other.x ||
                other.x + other.width <= one.x ||
                one.y + one.height <= other.y ||
                other.y + other.height <= one.y;
              expect(isApart).toBe(true);
            }
          }
        },
      ),
    );
  });
});
