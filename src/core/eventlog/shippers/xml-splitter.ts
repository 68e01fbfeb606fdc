/** What takes the text of whole `Event` elements. `number` counts them, `line` is where one began; both from 1. */
export interface XmlSink {
  event(text: string, number: number, line: number): void;
  damaged(reason: string, line: number): void;
}

const START = /<Event(?=[\s>/])/g;
const END = "</Event>";
const LONGEST = 1024 * 1024;

/**
 * Finds the `Event` elements in a text that arrives in pieces: below a root element, without one, or as documents one
 * after the other. Each is handed on by itself, so that a damaged one harms no other; whatever stands between them
 * (declarations, comments, a document type with its entities) is never parsed at all.
 */
export class XmlEventSplitter {
  readonly #sink: XmlSink;
  readonly #longest: number;
  #rest = "";
  #line = 1;
  #events = 0;
  #scanned = 0;
  /** An event was too long: its end is looked for, and nothing kept. */
  #isSkipping = false;

  constructor(sink: XmlSink, longest: number = LONGEST) {
    this.#sink = sink;
    this.#longest = longest;
  }

  feed(text: string): void {
    this.#rest += text;
    for (;;) {
      const isInside = this.#isSkipping || this.#toStart();
      if (!isInside || !this.#takeEvent()) return;
    }
  }

  end(): void {
    if (this.#rest.startsWith("<Event")) this.#sink.damaged("an event that breaks off at the end", this.#line);
    this.#rest = "";
  }

  /** Drops everything before the next event; false where none begins yet. */
  #toStart(): boolean {
    START.lastIndex = 0;
    const match = START.exec(this.#rest);
    // The beginning of "<Event" may be all that has come of it.
    this.#advance(match?.index ?? Math.max(0, this.#rest.length - 6));
    return match !== null;
  }

  #takeEvent(): boolean {
    const end = this.#rest.indexOf(END, this.#scanned);
    const until = end < 0 ? this.#rest.length : end;
    const again = this.#isSkipping ? undefined : this.#startAgain(until);
    if (again !== undefined) {
      this.#sink.damaged("an event that breaks off", this.#line);
      this.#advance(again);
      return true;
    }
    if (end < 0) {
      this.#scanned = Math.max(0, this.#rest.length - END.length);
      if (!this.#isSkipping && this.#rest.length > this.#longest) {
        this.#sink.damaged("larger than an event may be", this.#line);
        this.#isSkipping = true;
      }
      if (this.#isSkipping) this.#advance(this.#scanned);
      return false;
    }
    const whole = this.#rest.slice(0, end + END.length);
    if (this.#isSkipping) this.#isSkipping = false;
    else if (whole.length > this.#longest) this.#sink.damaged("larger than an event may be", this.#line);
    else {
      this.#events++;
      this.#sink.event(whole, this.#events, this.#line);
    }
    this.#advance(whole.length);
    return true;
  }

  /** Where another event of Windows begins before this one ended: the first was torn. */
  #startAgain(until: number): number | undefined {
    const from = Math.max(1, this.#scanned - 16);
    const again = this.#rest.indexOf("<Event xmlns", from);
    return again > 0 && again < until ? again : undefined;
  }

  #advance(length: number): void {
    for (let at = this.#rest.indexOf("\n"); at >= 0 && at < length; at = this.#rest.indexOf("\n", at + 1)) this.#line++;
    this.#rest = this.#rest.slice(length);
    this.#scanned = 0;
  }
}
