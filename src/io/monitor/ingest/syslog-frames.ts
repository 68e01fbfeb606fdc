/** Longest message; RFC 5424 asks for 2048 and more where one can. */
export const MOST_MESSAGE_BYTES: number = 64 * 1024;

const LINE_FEED = 0x0a;
const COUNT = /^(\d{1,6}) (?=<)/;

/**
 * Messages in a stream of TCP (RFC 6587): with their length before them ("Octet Counting"), or a line each
 * ("Non-Transparent-Framing"); a sender may do either, message by message.
 */
export class SyslogFrames {
  #rest: Buffer = Buffer.alloc(0);

  /** null: a message is longer than we take, and the stream cannot be understood any more. */
  push(chunk: Buffer): readonly string[] | null {
    let rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const messages: string[] = [];
    while (rest.length > 0) {
      const count = COUNT.exec(rest.subarray(0, 8).toString("latin1"));
      const begin = count === null ? 0 : count[0].length;
      const end = count === null ? rest.indexOf(LINE_FEED) : begin + Number(count[1]);
      if (end > MOST_MESSAGE_BYTES + begin || (end < 0 && rest.length > MOST_MESSAGE_BYTES)) return null;
      if (end < 0 || end > rest.length) break;
      messages.push(oneLine(rest.subarray(begin, end)));
      rest = rest.subarray(count === null ? end + 1 : end);
    }
    // A copy: else a few bytes would hold the whole chunk in memory.
    this.#rest = Buffer.from(rest);
    return messages.filter((message) => message !== "");
  }
}

/** A message as one line of a log. */
export function oneLine(bytes: Buffer): string {
  return bytes
    .subarray(0, MOST_MESSAGE_BYTES)
    .toString("utf8")
    .replaceAll(/[\r\n\0]+/g, " ")
    .trim();
}
