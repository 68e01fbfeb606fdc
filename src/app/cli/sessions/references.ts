/** Files by a number, so that a record is "2#4711" in a table and the long names stand once below it. */
export class References {
  readonly #files = new Map<string, number>();

  /** `FILE#RECORD` with the number of its file. */
  short(at: string): string {
    const mark = at.lastIndexOf("#");
    if (mark < 0) return at;
    const file = at.slice(0, mark);
    const number = this.#files.get(file) ?? this.#files.size + 1;
    this.#files.set(file, number);
    return `${number}#${at.slice(mark + 1)}`;
  }

  /** The files in the order of their numbers. */
  files(): readonly string[] {
    return [...this.#files.keys()];
  }
}
