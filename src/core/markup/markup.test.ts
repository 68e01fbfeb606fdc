import { describe, expect, it } from "vitest";
import { csvCell } from "./csv.ts";
import { escapeMarkup, escapeXml } from "./escape-markup.ts";

describe("escapeMarkup", () => {
  it("leaves no way out of an element or attribute", () => {
    expect(escapeMarkup(`<img src=x onerror="alert('&')">`)).toBe(
      "&lt;img src=x onerror=&quot;alert(&#39;&amp;&#39;)&quot;&gt;",
    );
  });

  it("replaces what no document may hold and what turns a text around", () => {
    expect(escapeMarkup("a\u0000b\u202ec\ud800d")).toBe("a\ufffdb\ufffdc\ufffdd");
    expect(escapeMarkup("管理员 \u{1f600}\n")).toBe("管理员 \u{1f600}\n");
  });
});

describe("what is not seen", () => {
  it("shows in a page, so that two names cannot look like one", () => {
    for (const unseen of ["\u00ad", "\u200b", "\u200d", "\u2029", "\u2060", "\u2066", "\ufeff", "\u{e0041}"]) {
      expect(escapeMarkup(`ad${unseen}min`)).toBe("ad\ufffdmin");
    }
  });

  it("stays in XML that a program reads", () => {
    expect(escapeXml("<ad\u200bmin>\u0001")).toBe("&lt;ad\u200bmin&gt;\ufffd");
  });
});

describe("csvCell", () => {
  it("keeps a spreadsheet from running a cell", () => {
    expect(["=1+1", "+x", "-x", "@x", " =x", "\t=x"].map(csvCell)).toEqual([
      "'=1+1",
      "'+x",
      "'-x",
      "'@x",
      "' =x",
      `"'\t=x"`,
    ]);
  });

  it("quotes separators and quotes, and leaves numbers alone", () => {
    expect(["-5", "-5.25", "a,b", 'say "hi"', "plain"].map(csvCell)).toEqual([
      "-5",
      "-5.25",
      '"a,b"',
      '"say ""hi"""',
      "plain",
    ]);
  });
});
