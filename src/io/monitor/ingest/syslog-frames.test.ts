import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MOST_MESSAGE_BYTES, SyslogFrames } from "./syslog-frames.ts";

describe("SyslogFrames", () => {
  it("finds messages by length and by line, however the stream is cut", () => {
    const message = fc.stringMatching(/^<\d{1,3}>1 [ -~]{1,60}[!-~]$/);
    const framed = fc.record({ text: message, counted: fc.boolean() });
    fc.assert(
      fc.property(fc.array(framed, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 30 }), (sent, step) => {
        const stream = Buffer.from(
          sent.map(({ text, counted }) => (counted ? `${text.length} ${text}` : `${text}\n`)).join(""),
        );
        const frames = new SyslogFrames();
        const found: string[] = [];
        for (let at = 0; at < stream.length; at += step)
          found.push(...(frames.push(stream.subarray(at, at + step)) ?? []));
        expect(found).toEqual(sent.map(({ text }) => text));
      }),
    );
  });

  it("makes one line of a message of several", () => {
    expect(new SyslogFrames().push(Buffer.from("8 <1>a\r\nb\n"))).toEqual(["<1>a b"]);
  });

  it("gives up on a message without end", () => {
    const frames = new SyslogFrames();
    expect(frames.push(Buffer.alloc(MOST_MESSAGE_BYTES, "a"))).toEqual([]);
    expect(frames.push(Buffer.from("aa"))).toBeNull();
    expect(new SyslogFrames().push(Buffer.from("999999 <1>"))).toBeNull();
  });
});
