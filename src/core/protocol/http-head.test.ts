import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromLatin1 } from "../bytes/index.ts";
import { decodeHttpResponseHead, encodeHttpResponseHead, httpFieldValues } from "./http-head.ts";

describe("HTTP response head", () => {
  it("is undefined until its empty line is there", () => {
    const bytes = fromLatin1("HTTP/1.1 401 Unauthorized\r\nServer: Microsoft-HTTPAPI/2.0\r\n\r\nbody");
    for (let length = 0; length < bytes.length - 4; length++) {
      expect(decodeHttpResponseHead(bytes.subarray(0, length))).toBeUndefined();
    }
    expect(decodeHttpResponseHead(bytes)).toEqual({
      minorVersion: 1,
      status: 401,
      reason: "Unauthorized",
      fields: [{ name: "Server", value: "Microsoft-HTTPAPI/2.0" }],
      headLength: bytes.length - 4,
    });
  });

  it("accepts bare line feeds, no reason and names in any case", () => {
    const head = decodeHttpResponseHead(fromLatin1("HTTP/1.0 200\nCONTENT-type:\ttext/html\n\n"));
    expect(head).toMatchObject({ minorVersion: 0, status: 200, reason: "" });
    expect(head === undefined ? [] : httpFieldValues(head, "Content-Type")).toEqual(["text/html"]);
  });

  it("replaces control characters", () => {
    const head = decodeHttpResponseHead(fromLatin1("HTTP/1.1 200 a\u001B[2J\r\nX: b\u009Bc\r\n\r\n"));
    expect(head?.reason).toBe("a\uFFFD[2J");
    expect(head?.fields).toEqual([{ name: "X", value: "b\uFFFDc" }]);
  });

  it.each([
    ["another protocol", "SSH-2.0-x\r\n\r\n"],
    ["HTTP/2", "HTTP/2 200\r\n\r\n"],
    ["a status that is no number", "HTTP/1.1 2x0 no\r\n\r\n"],
    ["a line without a name", "HTTP/1.1 200 OK\r\n: x\r\n\r\n"],
    ["65 fields", `HTTP/1.1 200 OK\r\n${"A: b\r\n".repeat(65)}\r\n`],
    ["16 KiB without an end", `HTTP/1.1 200 OK\r\nA: ${"b".repeat(16_384)}`],
  ])("refuses %s", (_what, text) => {
    expect(() => decodeHttpResponseHead(fromLatin1(text))).toThrow(DecodeError);
  });

  it("decodes what it encodes", () => {
    const text = fc.stringMatching(/^(?:[!-~](?:[ -~]{0,20}[!-~])?)?$/);
    const head = fc.record({
      minorVersion: fc.constantFrom(0 as const, 1 as const),
      status: fc.integer({ min: 0, max: 999 }),
      reason: text,
      fields: fc.array(fc.record({ name: fc.stringMatching(/^[A-Za-z][A-Za-z-]{0,15}$/), value: text }), {
        maxLength: 64,
      }),
    });
    fc.assert(
      fc.property(head, (value) => {
        const bytes = encodeHttpResponseHead(value);
        expect(decodeHttpResponseHead(bytes)).toEqual({ ...value, headLength: bytes.length });
      }),
    );
  });
});
