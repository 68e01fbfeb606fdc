import { isIP } from "node:net";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toHex } from "../bytes/index.ts";
import { formatIpAddress, matchName, parseIpAddress } from "./index.ts";

function certificate(names: {
  dns?: readonly string[];
  ip?: readonly string[];
  cn?: string;
}): Parameters<typeof matchName>[1] {
  const { dns = [], ip = [], cn } = names;
  const subjectAltNames = { dns, ip, uri: [], email: [], upn: [], other: [] };
  return cn === undefined ? { subjectAltNames } : { subjectAltNames, subjectCommonName: cn };
}

describe("matchName", () => {
  it.each([
    ["rdp1.lab.test", { dns: ["rdp1.lab.test"] }, { matches: true, by: "dns" }],
    ["RDP1.Lab.Test.", { dns: ["rdp1.lab.TEST"] }, { matches: true, by: "dns" }],
    ["rdp1.lab.test", { dns: ["rdp1.lab.test."] }, { matches: true, by: "dns" }],
    ["rdp1", { dns: ["rdp1.lab.test"] }, { matches: false }],
    ["a.lab.test", { dns: ["*.lab.test"] }, { matches: true, by: "dns", wildcard: true }],
    ["lab.test", { dns: ["*.lab.test"] }, { matches: false }],
    [".lab.test", { dns: ["*.lab.test"] }, { matches: false }],
    ["a.b.lab.test", { dns: ["*.lab.test"] }, { matches: false }],
    ["a.test", { dns: ["*.test", "*", "*."] }, { matches: false }],
    ["rdp1.lab.test", { dns: ["rdp*.lab.test", "*.*.test", "r*p1.lab.test"] }, { matches: false }],
    ["*.lab.test", { dns: ["*.lab.test"] }, { matches: false }],
    ["xn--bcher-kva.lab.test", { dns: ["xn--bcher-kva.lab.test"] }, { matches: true, by: "dns" }],
    ["rdp1.lab.test", { dns: ["rdp1.lab.test\0.evil.test"] }, { matches: false }],
    ["192.0.2.7", { ip: ["192.0.2.7"] }, { matches: true, by: "ip" }],
    ["192.0.2.7", { dns: ["192.0.2.7", "*.0.2.7"] }, { matches: false }],
    ["[2001:DB8:0:0::7]", { ip: ["2001:db8::7"] }, { matches: true, by: "ip" }],
    ["fe80::1%eth0", { ip: ["fe80::1"] }, { matches: true, by: "ip" }],
    ["win-lab01", { cn: "WIN-LAB01" }, { matches: true, by: "cn" }],
    ["win-lab01", { cn: "WIN-LAB01", dns: ["other"] }, { matches: false }],
    ["win-lab01", { cn: "WIN-LAB01", ip: ["192.0.2.7"] }, { matches: false }],
    ["a.lab.test", { cn: "*.lab.test" }, { matches: true, by: "cn", wildcard: true }],
    ["192.0.2.7", { cn: "192.0.2.7" }, { matches: true, by: "cn" }],
    ["", { cn: "", dns: [""] }, { matches: false }],
    [".", { cn: "." }, { matches: false }],
  ] as const)("%s against %j", (asked, names, expected) => {
    expect(matchName(asked, certificate(names))).toEqual(expected);
  });
});

describe("IP addresses as text", () => {
  it.each([
    ["1.2.3.4", "01020304"],
    ["::", "00".repeat(16)],
    ["::1", `${"00".repeat(15)}01`],
    ["1::", `0001${"00".repeat(14)}`],
    ["::ffff:192.0.2.1", `${"00".repeat(10)}ffffc0000201`],
    ["1:2:3:4:5:6:7::", "00010002000300040005000600070000"],
  ])("%s", (text, hex) => {
    expect(toHex(parseIpAddress(text) ?? new Uint8Array())).toBe(hex);
  });

  it.each([
    "",
    "1.2.3",
    "1.2.3.256",
    "1.2.3.4.5",
    ":",
    ":::",
    "1::2::3",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:8::",
    "12345::",
    "g::",
    "1.2.3.4::",
    "1.2.3.4:1::",
    "1:2:3:4:5:6:7:1.2.3.4",
    "rdp1",
    "::1.2.3",
    "1:",
    ":1",
  ])("refuses %j", (text) => {
    expect(isIP(text)).toBe(0);
    expect(parseIpAddress(text)).toBeUndefined();
  });

  it("gives back what it wrote, and agrees with the platform about what is one", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const bytes = parseIpAddress(text) ?? new Uint8Array();
        expect(bytes).toHaveLength(isIP(text) === 4 ? 4 : 16);
        const written = formatIpAddress(bytes) ?? "";
        expect(isIP(written)).toBe(isIP(text));
        expect(toHex(parseIpAddress(written) ?? new Uint8Array())).toBe(toHex(bytes));
      }),
      { numRuns: 500 },
    );
    expect(formatIpAddress(new Uint8Array(5))).toBeUndefined();
  });
});
