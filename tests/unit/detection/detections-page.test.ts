import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { detectorSections, thresholdRows } from "./detections-page.ts";

/** Tables are aligned and paragraphs wrapped by the formatter. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}

describe("docs/detections.md", () => {
  const page = plain(readFileSync(new URL("../../../docs/detections.md", import.meta.url), "utf8"));

  it("says of every detector what the code says", () => {
    expect(detectorSections().filter((section) => !page.includes(plain(section)))).toEqual([]);
  });

  it("has every threshold with its value, reason and source", () => {
    expect(thresholdRows().filter((row) => !page.includes(plain(row)))).toEqual([]);
  });
});
