/** Names that are listed in a detection. */
const LISTED = 50;
/** Names that are told apart; a flood of made-up ones must not fill the memory, so that beyond it the count stands still. */
const TOLD_APART = 500;

/** Different names, in the order in which they came. */
export class Names {
  readonly #seen = new Set<string>();

  add(name: string | undefined): void {
    if (name !== undefined && this.#seen.size < TOLD_APART) this.#seen.add(name);
  }

  has(name: string): boolean {
    return this.#seen.has(name);
  }

  get count(): number {
    return this.#seen.size;
  }

  get listed(): readonly string[] {
    const all: string[] = [];
    for (const name of this.#seen) {
      if (all.length >= LISTED) break;
      all.push(name);
    }
    return all;
  }

  /** All that were told apart. */
  get all(): ReadonlySet<string> {
    return this.#seen;
  }
}
