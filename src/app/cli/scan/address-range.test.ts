import { describe, expect, it } from "vitest";
import { parseAddressRange } from "./address-range.ts";

function labels(text: string): readonly string[] {
  return [...(parseAddressRange(text)?.labels() ?? [])];
}

describe("ranges of addresses", () => {
  it("leaves out network and broadcast address where there are such", () => {
    expect(labels("192.0.2.4/30")).toEqual(["192.0.2.5:3389", "192.0.2.6:3389"]);
    expect(labels("192.0.2.7/31")).toEqual(["192.0.2.6:3389", "192.0.2.7:3389"]);
    expect(labels("192.0.2.7/32")).toEqual(["192.0.2.7:3389"]);
    expect(parseAddressRange("10.0.0.0/16")?.count).toBe(65_534);
  });

  it("takes a port, the last number alone, and IPv6", () => {
    expect(labels("192.0.2.9-11:3390")).toEqual(["192.0.2.9:3390", "192.0.2.10:3390", "192.0.2.11:3390"]);
    expect(labels("192.0.2.255-192.0.3.0")).toEqual(["192.0.2.255:3389", "192.0.3.0:3389"]);
    expect(labels("2001:db8::/127")).toEqual(["[2001:db8::]:3389", "[2001:db8::1]:3389"]);
  });

  it("refuses what nobody means, and leaves names alone", () => {
    expect(() => parseAddressRange("10.0.0.0/8")).toThrow("too-many-targets");
    expect(() => parseAddressRange("2001:db8::/64")).toThrow("too-many-targets");
    expect(() => parseAddressRange("192.0.2.9-3")).toThrow("bad-range");
    expect(() => parseAddressRange("192.0.2.0/33")).toThrow("bad-range");
    expect(parseAddressRange("rds01-rds05")).toBeUndefined();
    expect(parseAddressRange("192.0.2.1")).toBeUndefined();
  });
});
