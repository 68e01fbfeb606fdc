/** Things in the order of their time; those of the same time in the order in which they came. */
export class TimeHeap<Item> {
  readonly #nodes: { readonly atMs: number; readonly turn: number; readonly item: Item }[] = [];
  #turn = 0;

  get size(): number {
    return this.#nodes.length;
  }

  /** Time of the earliest; null when there is none. */
  get earliestMs(): number | null {
    return this.#nodes[0]?.atMs ?? null;
  }

  get first(): Item | undefined {
    return this.#nodes[0]?.item;
  }

  push(atMs: number, item: Item): void {
    const nodes = this.#nodes;
    let at = nodes.length;
    const node = { atMs, turn: this.#turn++, item };
    nodes.push(node);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = nodes[parent];
      if (above === undefined || !isBefore(node, above)) break;
      nodes[at] = above;
      at = parent;
    }
    nodes[at] = node;
  }

  /** The earliest, when its time has come. */
  popUntil(nowMs: number): Item | undefined {
    const { earliestMs } = this;
    return earliestMs !== null && earliestMs <= nowMs ? this.pop() : undefined;
  }

  pop(): Item | undefined {
    const nodes = this.#nodes;
    const first = nodes[0];
    const last = nodes.pop();
    if (first === undefined || last === undefined || nodes.length === 0) return first?.item;
    let at = 0;
    for (;;) {
      const [left, right] = [nodes[at * 2 + 1], nodes[at * 2 + 2]];
      const isRight = left !== undefined && right !== undefined && isBefore(right, left);
      const least = isRight ? right : left;
      if (least === undefined || !isBefore(least, last)) break;
      nodes[at] = least;
      at = at * 2 + (isRight ? 2 : 1);
    }
    nodes[at] = last;
    return first.item;
  }
}

interface Timed {
  readonly atMs: number;
  readonly turn: number;
}

function isBefore(a: Timed, b: Timed): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.turn < b.turn);
}
