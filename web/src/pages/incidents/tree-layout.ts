export interface TreeNode {
  readonly kind: "above" | "for" | "against" | "root" | "explains" | "host";
  readonly head: string;
  readonly text: string;
}

export interface PlacedNode extends TreeNode {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedTree {
  readonly nodes: readonly PlacedNode[];
  /** Paths of SVG between them. */
  readonly lines: readonly string[];
  readonly height: number;
}

const NODE_HEIGHT = 76;
const GAP = 12;
const COLUMN_GAP = 56;
const INDENT = 24;
/** Narrower than this, the three columns stand one below the other. */
const WIDE = 640;

/** Causes at the left, the incident in the middle, effects at the right; one below the other where there is no room. */
export function placeTree(
  causes: readonly TreeNode[],
  root: TreeNode,
  effects: readonly TreeNode[],
  width: number,
): PlacedTree {
  return width >= WIDE ? inColumns(causes, root, effects, width) : inRows(causes, root, effects, width);
}

function inColumns(
  causes: readonly TreeNode[],
  root: TreeNode,
  effects: readonly TreeNode[],
  width: number,
): PlacedTree {
  const column = (width - 2 * COLUMN_GAP) / 3;
  const heightOf = (count: number): number => Math.max(1, count) * (NODE_HEIGHT + GAP) - GAP;
  const height = Math.max(heightOf(causes.length), heightOf(effects.length));
  const stack = (list: readonly TreeNode[], x: number): readonly PlacedNode[] => {
    const top = (height - heightOf(list.length)) / 2;
    return list.map((node, index) => ({
      ...node,
      x,
      y: top + index * (NODE_HEIGHT + GAP),
      width: column,
      height: NODE_HEIGHT,
    }));
  };
  const left = stack(causes, 0);
  const [middle] = stack([root], column + COLUMN_GAP);
  const right = stack(effects, 2 * (column + COLUMN_GAP));
  const at = middle === undefined ? height / 2 : middle.y + NODE_HEIGHT / 2;
  return {
    nodes: [...left, ...(middle === undefined ? [] : [middle]), ...right],
    lines: [
      ...left.map(({ y }) => curve(column, y + NODE_HEIGHT / 2, column + COLUMN_GAP, at)),
      ...right.map(({ x, y }) => curve(2 * column + COLUMN_GAP, at, x, y + NODE_HEIGHT / 2)),
    ],
    height,
  };
}

function curve(fromX: number, fromY: number, toX: number, toY: number): string {
  const middleX = (fromX + toX) / 2;
  return `M${fromX} ${fromY}C${middleX} ${fromY} ${middleX} ${toY} ${toX} ${toY}`;
}

function inRows(causes: readonly TreeNode[], root: TreeNode, effects: readonly TreeNode[], width: number): PlacedTree {
  const list = [...causes, root, ...effects];
  const nodes = list.map((node, index) => {
    const x = node === root ? 0 : INDENT;
    return { ...node, x, y: index * (NODE_HEIGHT + GAP), width: width - x, height: NODE_HEIGHT };
  });
  const rootY = causes.length * (NODE_HEIGHT + GAP) + NODE_HEIGHT / 2;
  return {
    nodes,
    lines: nodes.filter(({ x }) => x > 0).map(({ x, y }) => `M${INDENT / 2} ${rootY}V${y + NODE_HEIGHT / 2}H${x}`),
    height: list.length * (NODE_HEIGHT + GAP) - GAP,
  };
}
