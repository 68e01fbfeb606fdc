/** What takes whole JSON documents as text. `line` is where one began, `number` counts them; both from 1. */
export interface JsonSink {
  document(text: string, number: number, line: number): void;
  damaged(reason: string, line: number): void;
}

export interface JsonBounds {
  /** Characters of one document. */
  readonly longest: number;
  readonly deepest: number;
}

const BOUNDS: JsonBounds = { longest: 16 * 1024 * 1024, deepest: 64 };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;
const LINE_FEED = 0x0a;

/**
 * Finds the objects in a stream of JSON: one a line, pretty-printed one after the other, or the items of one list that
 * may be larger than memory. Bounds are checked while the text arrives, so that nothing large or deep ever reaches
 * `JSON.parse`. A document that breaks off (a torn line) is passed over, and the next one is found.
 */
export class JsonSplitter {
  readonly #sink: JsonSink;
  readonly #bounds: JsonBounds;
  /** Open containers of the current document: "{" or "[" as codes. */
  readonly #open: number[] = [];
  /** Containers below the deepest that is kept. */
  #beyond = 0;
  #pieces: string[] = [];
  #length = 0;
  #isInString = false;
  #isEscaped = false;
  #isSkipping = false;
  #isListOpen = false;
  #isJunk = false;
  #line = 1;
  #startLine = 1;
  #documents = 0;
  /** Last character that was no blank, and whether a line has just begun. */
  #last = 0;
  #isLineStart = true;

  constructor(sink: JsonSink, bounds: JsonBounds = BOUNDS) {
    this.#sink = sink;
    this.#bounds = bounds;
  }

  feed(text: string): void {
    let start = this.#open.length > 0 ? 0 : -1;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (code === BACKSLASH) this.#isEscaped = true;
        else if (code === QUOTE) this.#isInString = false;
        else if (code === LINE_FEED) {
          // No string of JSON holds a line end: the document was torn, and a new line is a new chance.
          this.#drop("a line that breaks off within a text");
          start = -1;
          this.#line++;
          this.#isLineStart = true;
        }
        continue;
      }
      if (code === LINE_FEED) {
        this.#line++;
        this.#isLineStart = true;
        this.#isJunk = false;
        continue;
      }
      if (code === 0x20 || code === 0x0d || code === 0x09 || code === 0 || code === 0xfeff) continue;
      const isLineStart = this.#isLineStart;
      this.#isLineStart = false;
      if (this.#open.length === 0) {
        if (this.#outside(code)) start = at;
        continue;
      }
      if (code === OPEN_BRACE && isLineStart && this.#isKeyExpected()) {
        this.#drop("a document that breaks off");
        this.#begin(code);
        start = at;
        continue;
      }
      this.#last = code;
      if (code === QUOTE) this.#isInString = true;
      else if (code === OPEN_BRACE || code === OPEN_BRACKET) this.#enter(code);
      else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
        this.#leave();
        if (this.#open.length > 0) continue;
        this.#keep(text.slice(Math.max(start, 0), at + 1));
        this.#finish();
        start = -1;
      }
    }
    if (start >= 0 && this.#open.length > 0) this.#keep(start === 0 ? text : text.slice(start));
  }

  end(): void {
    if (this.#open.length > 0) this.#drop("a document that breaks off at the end");
  }

  /** Between documents; true where one begins. */
  #outside(code: number): boolean {
    if (code === OPEN_BRACE) {
      this.#begin(code);
      return true;
    }
    if (code === OPEN_BRACKET && !this.#isListOpen) this.#isListOpen = true;
    else if (code === CLOSE_BRACKET && this.#isListOpen) this.#isListOpen = false;
    else if (code !== COMMA && !this.#isJunk) {
      this.#isJunk = true;
      this.#sink.damaged("text that is no JSON object", this.#line);
    }
    return false;
  }

  /** In an object, a "{" that is no value can only be the beginning of another document. */
  #isKeyExpected(): boolean {
    return this.#open.at(-1) === OPEN_BRACE && this.#last !== COLON;
  }

  #enter(code: number): void {
    if (this.#open.length < this.#bounds.deepest) {
      this.#open.push(code);
      return;
    }
    this.#beyond++;
    if (!this.#isSkipping) this.#skip("nested too deeply");
  }

  #leave(): void {
    if (this.#beyond > 0) this.#beyond--;
    else this.#open.pop();
  }

  #begin(code: number): void {
    this.#open.push(code);
    this.#startLine = this.#line;
    this.#last = code;
  }

  #keep(part: string): void {
    this.#length += part.length;
    if (this.#isSkipping) return;
    if (this.#length > this.#bounds.longest) this.#skip("larger than a document may be");
    else this.#pieces.push(part);
  }

  #skip(reason: string): void {
    this.#isSkipping = true;
    this.#pieces = [];
    this.#sink.damaged(reason, this.#startLine);
  }

  #finish(): void {
    if (!this.#isSkipping) {
      this.#documents++;
      this.#sink.document(this.#pieces.join(""), this.#documents, this.#startLine);
    }
    this.#clear();
  }

  #drop(reason: string): void {
    if (!this.#isSkipping) this.#sink.damaged(reason, this.#startLine);
    this.#clear();
  }

  #clear(): void {
    this.#open.length = 0;
    this.#beyond = 0;
    this.#pieces = [];
    this.#length = 0;
    this.#isInString = false;
    this.#isEscaped = false;
    this.#isSkipping = false;
    this.#last = 0;
  }
}
