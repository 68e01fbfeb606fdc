/** RFC 6587, section 3.4.1 "Octet Counting": MSG-LEN SP SYSLOG-MSG, the length in octets of UTF-8. */
const HEAD = /^\s*([1-9]\d{0,6}) (?=<)/;
const LONGEST_HEAD = 16;

export interface FrameSink {
  frame(text: string, number: number): void;
  damaged(reason: string, number: number): void;
}

/** Cuts a text of counted messages that arrives in pieces. After a wrong count it goes on at the next plausible one. */
export class OctetFrames {
  readonly #sink: FrameSink;
  #rest = "";
  #number = 0;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  feed(text: string): void {
    this.#rest += text;
    while (this.#takeFrame());
  }

  end(): void {
    if (this.#rest.trim() !== "") this.#sink.damaged("a message that breaks off at the end", this.#number + 1);
    this.#rest = "";
  }

  #takeFrame(): boolean {
    const match = HEAD.exec(this.#rest);
    if (match === null) return this.#resynchronise();
    const start = match[0].length;
    const end = afterOctets(this.#rest, start, Number(match[1]));
    if (end === undefined) return false;
    this.#number++;
    this.#sink.frame(this.#rest.slice(start, end), this.#number);
    this.#rest = this.#rest.slice(end);
    return true;
  }

  #resynchronise(): boolean {
    const start = this.#rest.search(/\S/);
    if (start < 0 || this.#rest.length - start < LONGEST_HEAD) return false;
    this.#number++;
    this.#sink.damaged("no count of octets", this.#number);
    const next = this.#rest.slice(start + 1).search(/[1-9]\d{0,6} <\d{1,3}>/);
    this.#rest = next < 0 ? this.#rest.slice(-LONGEST_HEAD + 1) : this.#rest.slice(start + 1 + next);
    return true;
  }
}

/** Index behind so many octets of UTF-8; undefined where the text is shorter. */
function afterOctets(text: string, start: number, octets: number): number | undefined {
  let left = octets;
  let at = start;
  while (left > 0) {
    const code = text.codePointAt(at);
    if (code === undefined) return undefined;
    left -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    at += code < 0x10000 ? 1 : 2;
  }
  return at;
}
