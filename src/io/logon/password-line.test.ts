import { array, assert, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { PasswordLine } from "./password-line.ts";

const typed = (...chunks: string[]): unknown => {
  const line = new PasswordLine();
  for (const chunk of chunks) {
    const end = line.type(chunk);
    if (end !== undefined) return end.kind === "entered" ? end.password : end.kind === "refused" ? end.text : end.kind;
  }
  return undefined;
};

describe("PasswordLine", () => {
  it.each([
    ["a word and Enter", ["pass", "word\r"], "password"],
    ["a line feed", ["one\n"], "one"],
    ["what follows Enter", ["one\rtwo\r"], "one"],
    ["blanks and letters of any script", [" pä 密码🔑 \r"], " pä 密码🔑 "],
    ["backspace", ["ab\u007fc\r"], "ac"],
    ["backspace after a character of two units", ["a🔑\u0008b\r"], "ab"],
    ["more backspaces than characters", ["a\u007f\u007f\u007fb\r"], "b"],
    ["Ctrl-U", ["wrong\u0015right\r"], "right"],
    ["arrows and function keys", ["a\u001b[D\u001b[15~\u001bOPb\r"], "ab"],
    ["the marks around a pasted text", ["\u001b[200~pasted\u001b[201~\r"], "pasted"],
    ["a slip with Ctrl or Tab", ["a\u001a\tb\r"], "ab"],
    ["Ctrl-C", ["abc\u0003"], "interrupted"],
    ["Ctrl-D", ["abc\u0004"], "password.nothing-entered"],
    ["Enter alone", ["\r"], "password.nothing-entered"],
    ["all taken back", ["a\u007f\r"], "password.nothing-entered"],
    ["bytes that are no UTF-8", ["a\ufffd\r"], "password.not-text"],
    ["more than a person types", ["x".repeat(2000)], "password.line-too-long"],
    ["nothing that ends the line", ["abc"], undefined],
  ])("%s", (_, chunks, expected) => {
    expect(typed(...chunks)).toBe(expected);
  });

  it("takes every printable text as it is, however it is cut into pieces", () => {
    const printableText = string({ unit: "grapheme", minLength: 1, maxLength: 40 });
    assert(
      property(array(printableText, { minLength: 1, maxLength: 5 }), (pieces) => {
        expect(typed(...pieces, "\r")).toBe(pieces.join(""));
      }),
    );
  });
});
