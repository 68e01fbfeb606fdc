import { describe, expect, it } from "vitest";
import { displayWidth } from "./display-width.ts";
import { wrap } from "./wrap.ts";

describe("wrap", () => {
  it("breaks at blanks, and between Chinese characters but not before punctuation", () => {
    expect(wrap("one two three four", 9)).toEqual(["one two", "three", "four"]);
    expect(wrap("证书已经过期，请更换。", 12)).toEqual(["证书已经过", "期，请更换。"]);
    expect(wrap("证书RDS01已过期", 10)).toEqual(["证书RDS01", "已过期"]);
  });

  it("breaks a word that is longer than a line", () => {
    expect(wrap("abcdefghijklmnop", 10)).toEqual(["abcdefghij", "klmnop"]);
    expect(wrap("", 10)).toEqual([""]);
  });

  it("never makes a line wider than asked, and loses nothing but blanks", () => {
    const text = "The certificate 证书（rds01.example.com）has expired，已于 2026-11-12 过期。Replace it！";
    for (let width = 10; width < 80; width++) {
      const lines = wrap(text, width);
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
    }
  });
});
