import { describe, expect, it } from "vitest";
import { nearest } from "./nearest.ts";

describe("nearest", () => {
  const commands = ["check", "scan", "explain", "replay", "completion", "schema", "help"];

  it("finds what was meant: swapped, missing, wrong and too many letters, and beginnings", () => {
    expect(nearest("chekc", commands)).toBe("check");
    expect(nearest("scna", commands)).toBe("scan");
    expect(nearest("exlain", commands)).toBe("explain");
    expect(nearest("HELP", commands)).toBe("help");
    expect(nearest("comp", commands)).toBe("completion");
  });

  it("finds nothing where nothing is near", () => {
    expect(nearest("destroy", commands)).toBeUndefined();
    expect(nearest("", commands)).toBeUndefined();
    expect(nearest("rds01.example.com", commands)).toBeUndefined();
  });
});
