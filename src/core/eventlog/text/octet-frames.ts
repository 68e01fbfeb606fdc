/** RFC 6587, section 3.4.1 "Octet Counting": MSG-LEN SP SYSLOG-MSG, the length in octets of UTF-8. */
const HEAD = /^\s{0,8}([1-9]\d{0,6}) (?=<)/;
const NEXT_HEAD = /[1-9]\d{0,6} <\d{1,3}>/;
const LONGEST_HEAD = 24;
/** A longer message is none of syslog: RFC 5425 asks for 8 KiB. */
const LONGEST_OCTETS = 1_048_576;

export interface FrameSink {
  frame(text: string, number: number): void;
  damaged(reason: string, number: number): void;
}

/** Cuts a text of counted messages that arrives in pieces. After a wrong count it goes on at the next plausible one. */
export class OctetFrames {
  readonly #sink: FrameSink;
  /** Text in which no frame has begun yet. */
  #rest = "";
  #number = 0;
  /** Parts of the frame that has begun, and octets that it still lacks. */
  #parts: string[] = [];
  #octetsLeft = 0;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  feed(text: string): void {
    let rest = this.#continue(text);
    while (this.#octetsLeft === 0 && rest !== "") {
      this.#rest += rest;
      const match = HEAD.exec(this.#rest);
      const octets = Number(match?.[1]);
      if (match !== null && octets <= LONGEST_OCTETS) {
        const behind = this.#rest.slice(match[0].length);
        this.#rest = "";
        this.#octetsLeft = octets;
        rest = this.#continue(behind);
      } else if (this.#resynchronise()) {
        rest = this.#rest;
        this.#rest = "";
      } else return;
    }
  }

  end(): void {
    if (this.#octetsLeft > 0 || this.#rest.trim() !== "") {
      this.#sink.damaged("a message that breaks off at the end", this.#number + 1);
    }
    this.#rest = "";
    this.#parts = [];
    this.#octetsLeft = 0;
  }

  /** Takes what the open frame lacks, and gives what is behind it. */
  #continue(text: string): string {
    if (this.#octetsLeft === 0) return text;
    let at = 0;
    while (this.#octetsLeft > 0 && at < text.length) {
      const code = text.codePointAt(at) ?? 0;
      this.#octetsLeft -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      at += code < 0x10000 ? 1 : 2;
    }
    this.#parts.push(text.slice(0, at));
    if (this.#octetsLeft > 0) return "";
    // A count that ends within a character ends behind it.
    this.#octetsLeft = 0;
    this.#number++;
    this.#sink.frame(this.#parts.join(""), this.#number);
    this.#parts = [];
    return text.slice(at);
  }

  /** Drops text up to the next plausible count; false where more text is needed to tell. */
  #resynchronise(): boolean {
    const start = this.#rest.search(/\S/);
    if (start < 0) this.#rest = "";
    if (start < 0 || this.#rest.length - start < LONGEST_HEAD) return false;
    this.#number++;
    this.#sink.damaged("no count of octets", this.#number);
    const next = this.#rest.slice(start + 1).search(NEXT_HEAD);
    if (next < 0) {
      this.#rest = this.#rest.slice(-LONGEST_HEAD + 1);
      return false;
    }
    this.#rest = this.#rest.slice(start + 1 + next);
    return true;
  }
}
