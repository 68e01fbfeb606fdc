import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

describe("the page about alerts", () => {
  it("has every setting of every kind of channel", () => {
    const tool = fileURLToPath(new URL("../../../tools/write-channel-table.mjs", import.meta.url));
    expect(execFileSync(process.execPath, [tool, "--check"], { encoding: "utf8" })).toBe("");
  });
});
