import { describe, expect, it } from "vitest";
import { percentText } from "./uptime-days.ts";

describe("a share of uptime", () => {
  it.each([
    [1, "100 %"],
    [0.999999, "99.99 %"],
    [0.9995, "99.95 %"],
    [0.5, "50.00 %"],
    [0, "0.00 %"],
  ])("%d is %s: 100 %% is what is whole", (share, text) => {
    expect(percentText(share)).toBe(text);
  });
});
