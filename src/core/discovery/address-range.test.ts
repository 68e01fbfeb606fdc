import { describe, expect, it } from "vitest";
import { addressRange } from "./address-range.ts";

function labels(text: string): readonly string[] {
  const range = addressRange(text);
  return range === undefined || range === "bad" ? [] : [...range.addresses()].map((host) => `${host} ${range.port}`);
}

const count = (text: string): bigint | string | undefined => {
  const range = addressRange(text);
  return typeof range === "object" ? range.count : range;
};

describe("ranges of addresses", () => {
  it("leaves out network and broadcast address where there are such", () => {
    expect(labels("192.0.2.4/30")).toEqual(["192.0.2.5 3389", "192.0.2.6 3389"]);
    expect(labels("192.0.2.7/31")).toEqual(["192.0.2.6 3389", "192.0.2.7 3389"]);
    expect(labels("192.0.2.7/32")).toEqual(["192.0.2.7 3389"]);
    expect(count("10.0.0.0/16")).toBe(65_534n);
  });

  it("takes a port, the last number alone, and IPv6", () => {
    expect(labels("192.0.2.9-11:3390")).toEqual(["192.0.2.9 3390", "192.0.2.10 3390", "192.0.2.11 3390"]);
    expect(labels("192.0.2.255-192.0.3.0")).toEqual(["192.0.2.255 3389", "192.0.3.0 3389"]);
    expect(labels("2001:db8::/127")).toEqual(["2001:db8:: 3389", "2001:db8::1 3389"]);
  });

  it("refuses what nobody means, and leaves names alone", () => {
    expect(count("192.0.2.9-3")).toBe("bad");
    expect(count("192.0.2.0/33")).toBe("bad");
    expect(count("192.0.2.0/24:70000")).toBe("bad");
    expect(count("2001:db8::/64")).toBe(1n << 64n);
    expect(addressRange("rds01-rds05")).toBeUndefined();
    expect(addressRange("192.0.2.1")).toBeUndefined();
  });
});
