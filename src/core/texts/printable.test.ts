import { describe, expect, it } from "vitest";
import { printable } from "./printable.ts";

describe("printable", () => {
  it("leaves what people write in any script", () => {
    expect(printable("RDS01 财务部 – Größe 🖥")).toBe("RDS01 财务部 – Größe 🖥");
  });

  it("shows escape sequences, controls and overrides instead of obeying them", () => {
    expect(printable("\u001b[2Jgone\r\n")).toBe("\\u{1b}[2Jgone\\u{d}\\u{a}");
    expect(printable("\u009b31m")).toBe("\\u{9b}31m");
    expect(printable("abc\u202etxt.exe")).toBe("abc\\u{202e}txt.exe");
    expect(printable("a\u200bb\ufeff")).toBe("a\\u{200b}b\\u{feff}");
    expect(printable("\ud800x")).toBe("\\u{d800}x");
  });

  it("cuts what is too long, never inside an escape", () => {
    expect(printable("abcdef", 3)).toBe("abc…");
    expect(printable("ab\u0000", 4)).toBe("ab…");
    expect(printable("abc", 3)).toBe("abc");
  });
});
