/** A group of cells before it has a place. */
export interface CellGroup {
  readonly name: string;
  /** Rows of the fleet map, in the order in which they are drawn. */
  readonly cells: readonly number[];
}

export interface PlacedGroup extends CellGroup {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly columns: number;
}

export interface Layout {
  readonly groups: readonly PlacedGroup[];
  /** Edge of a cell with its gap, in pixels. */
  readonly cell: number;
  readonly width: number;
  readonly height: number;
}

export const TITLE_HEIGHT = 20;
const GROUP_GAP = 10;
const LARGEST_CELL = 72;
const SMALLEST_CELL = 4;
const NARROWEST_GROUP = 64;

/** The largest cells with which all groups fit into width × height; smaller than 4 pixels they are not made: it then scrolls. */
export function layOut(groups: readonly CellGroup[], width: number, height: number): Layout {
  let best = placed(groups, width, SMALLEST_CELL);
  for (let cell = LARGEST_CELL; cell > SMALLEST_CELL; cell -= cell > 24 ? 4 : 1) {
    const tried = placed(groups, width, cell);
    if (tried.height <= height) {
      best = tried;
      break;
    }
  }
  return best;
}

/** Groups in rows from left to right; each is about as wide as it is high, and never wider than the picture. */
function placed(groups: readonly CellGroup[], width: number, cell: number): Layout {
  const out: PlacedGroup[] = [];
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  const mostColumns = Math.max(1, Math.floor(width / cell));
  for (const group of groups) {
    const count = group.cells.length;
    const wanted = groups.length === 1 ? mostColumns : Math.ceil(Math.sqrt(count * 1.6));
    const columns = Math.min(mostColumns, Math.max(1, wanted, Math.ceil(NARROWEST_GROUP / cell)));
    const own = { width: columns * cell, height: TITLE_HEIGHT + Math.ceil(count / columns) * cell };
    if (x > 0 && x + own.width > width) {
      x = 0;
      y += rowHeight + GROUP_GAP;
      rowHeight = 0;
    }
    out.push({ ...group, ...own, x, y, columns });
    x += own.width + GROUP_GAP;
    rowHeight = Math.max(rowHeight, own.height);
  }
  return { groups: out, cell, width, height: y + rowHeight };
}

export interface CellPlace {
  readonly x: number;
  readonly y: number;
}

/** Upper left corner of the nth cell of a group. */
export function cellPlace(group: PlacedGroup, cell: number, index: number): CellPlace {
  return {
    x: group.x + (index % group.columns) * cell,
    y: group.y + TITLE_HEIGHT + Math.floor(index / group.columns) * cell,
  };
}

/** Where the cell of a row of the fleet map is; undefined where it has none. */
export function placeOfRow({ groups, cell }: Layout, row: number): CellPlace | undefined {
  for (const group of groups) {
    const index = group.cells.indexOf(row);
    if (index !== -1) return cellPlace(group, cell, index);
  }
  return undefined;
}

/** The row of the fleet map whose cell is at a point of the layout; undefined between cells. */
export function cellAt({ groups, cell }: Layout, x: number, y: number): number | undefined {
  const group = groups.find(
    (one) => x >= one.x && x < one.x + one.width && y >= one.y + TITLE_HEIGHT && y < one.y + one.height,
  );
  if (group === undefined) return undefined;
  const column = Math.floor((x - group.x) / cell);
  const row = Math.floor((y - group.y - TITLE_HEIGHT) / cell);
  return column < group.columns ? group.cells[row * group.columns + column] : undefined;
}
