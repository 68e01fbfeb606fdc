import { describe, expect, it } from "vitest";
import { keyStrength, keyTypeOf } from "./key-strength.ts";
import { watchedFacts } from "./index.ts";

describe("watchedFacts", () => {
  it("leaves out what was not reached or not asked", () => {
    expect(watchedFacts({ facts: {} })).toEqual({});
    const at = { line: 1 };
    expect(
      watchedFacts({ facts: { "x224.nla": { value: "not-tested", ...at }, "tls.trustError": { value: null, ...at } } }),
    ).toEqual({ certificateTrust: "trusted" });
  });
});

describe("keyStrength", () => {
  it("compares kinds of keys as NIST SP 800-57 does", () => {
    expect(keyStrength(keyTypeOf("rsa", 2048))).toBe(112);
    expect(keyStrength("rsa-512")).toBe(0);
    expect(keyStrength("rsa-4096")).toBe(128);
    expect(keyStrength("ec-384")).toBe(192);
    expect(keyStrength("ed25519-256")).toBe(128);
    expect(keyStrength(keyTypeOf("1.2.3", undefined))).toBeNull();
    expect(keyStrength(undefined)).toBeNull();
  });
});
