import { describe, expect, it } from "vitest";
import { HostGate } from "./host-gate.ts";

describe("HostGate", () => {
  it("gives an address to one job at a time, in the order in which they came", async () => {
    const gate = new HostGate<string>(1);
    expect(gate.tryEnter("first", ["a", "b"])).toBe(true);
    expect(gate.tryEnter("second", ["b"])).toBe(false);
    expect(gate.tryEnter("third", ["c"])).toBe(true);
    expect(gate.takeReady()).toBeUndefined();
    gate.leave(["a", "b"]);
    await gate.change();
    expect(gate.takeReady()?.job).toBe("second");
    expect(gate.hasWaiting).toBe(false);
  });
});
