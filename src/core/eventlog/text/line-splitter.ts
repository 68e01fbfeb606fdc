/** What takes whole lines, and what is told of those that are too long. */
export interface LineSink {
  /** `number` counts from 1. A line has no line end. */
  line(text: string, number: number): void;
  overlong(number: number, characters: number): void;
}

/**
 * Cuts a text that arrives in pieces into lines. Both line ends are known, NUL characters (a log after a power failure
 * holds blocks of them) are dropped, and a line longer than `longest` characters is passed over, never kept.
 */
export class LineSplitter {
  readonly #sink: LineSink;
  readonly #longest: number;
  #rest = "";
  #number = 0;
  #skipped = 0;

  constructor(sink: LineSink, longest = 262_144) {
    this.#sink = sink;
    this.#longest = longest;
  }

  feed(text: string): void {
    let start = 0;
    for (;;) {
      const end = text.indexOf("\n", start);
      if (end < 0) break;
      this.#append(text.slice(start, end));
      this.#finish();
      start = end + 1;
    }
    this.#append(text.slice(start));
  }

  /** The last line may lack its end. */
  end(): void {
    if (this.#rest !== "" || this.#skipped > 0) this.#finish();
  }

  #append(part: string): void {
    if (this.#skipped > 0) this.#skipped += part.length;
    else if (this.#rest.length + part.length > this.#longest) {
      this.#skipped = this.#rest.length + part.length;
      this.#rest = "";
    } else this.#rest += part;
  }

  #finish(): void {
    this.#number++;
    const line = this.#rest;
    const skipped = this.#skipped;
    this.#rest = "";
    this.#skipped = 0;
    if (skipped > 0) {
      this.#sink.overlong(this.#number, skipped);
      return;
    }
    const bare = line.endsWith("\r") ? line.slice(0, -1) : line;
    this.#sink.line(bare.includes("\0") ? bare.replaceAll("\0", "") : bare, this.#number);
  }
}
