import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromLatin1, fromUtf16, toHex } from "../bytes/index.ts";
import { decodeRegExport, encodeRegExport, readRegExport } from "./reg-export.ts";
import { decodeRegistryPol, encodeRegistryPol } from "./registry-pol.ts";
import type { RegistryValue } from "./registry-value.ts";

const KEY = "HKLM\\SOFTWARE\\Policies\\Example";

const name = fc
  .string({ minLength: 1, maxLength: 20 })
  .filter((text) => !/[\0\r\n]/.test(text) && !text.startsWith("**"));
const plain = fc.string({ maxLength: 30 }).filter((text) => !text.includes("\0"));
const held = fc.oneof(
  fc.nat({ max: 0xffffffff }).map((value) => ({ type: "REG_DWORD" as const, value })),
  fc.maxSafeNat().map((value) => ({ type: "REG_QWORD" as const, value })),
  plain.map((value) => ({ type: "REG_SZ" as const, value })),
  plain.map((value) => ({ type: "REG_EXPAND_SZ" as const, value })),
  fc
    .array(
      plain.filter((text) => text !== ""),
      { maxLength: 4 },
    )
    .map((value) => ({ type: "REG_MULTI_SZ" as const, value })),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => ({ type: "REG_BINARY" as const, value: toHex(bytes) })),
);
const entries: fc.Arbitrary<readonly RegistryValue[]> = fc.array(
  fc.record({ name, held }).map(({ name: called, held: found }) => ({ key: KEY, name: called, ...found, at: "" })),
  { maxLength: 8 },
);

function withoutPlace(values: readonly RegistryValue[]): readonly object[] {
  return values.map((value) => ({ ...value, at: "" }));
}

describe("registry.pol", () => {
  it("comes back as it was written", () => {
    fc.assert(
      fc.property(entries, (values) => {
        expect(withoutPlace(decodeRegistryPol(encodeRegistryPol(values), "p"))).toEqual(withoutPlace(values));
      }),
    );
  });

  it("has the bytes of the specification", () => {
    const bytes = encodeRegistryPol([{ key: "HKLM\\A", name: "B", type: "REG_DWORD", value: 1, at: "" }]);
    expect(toHex(bytes)).toBe(
      "5052656701000000" +
        "5b00" +
        "41000000" +
        "3b00" +
        "42000000" +
        "3b00" +
        "04000000" +
        "3b00" +
        "04000000" +
        "3b00" +
        "01000000" +
        "5d00",
    );
  });

  it("reads orders that take values away", () => {
    const gone: RegistryValue = { key: KEY, name: "X", type: "REG_NONE", value: "", at: "p#1", change: "deleted" };
    expect(decodeRegistryPol(encodeRegistryPol([gone]), "p")).toEqual([gone]);
    const list = encodeRegistryPol([{ key: KEY, name: "**DeleteValues", type: "REG_SZ", value: "A;B", at: "" }]);
    expect(decodeRegistryPol(list, "p", "Policy one").map((one) => [one.name, one.change, one.policy])).toEqual([
      ["A", "deleted", "Policy one"],
      ["B", "deleted", "Policy one"],
    ]);
    expect(
      decodeRegistryPol(encodeRegistryPol([{ key: KEY, name: "**delvals.", type: "REG_SZ", value: " ", at: "" }]), "p"),
    ).toEqual([]);
  });

  it("refuses what is none", () => {
    expect(() => decodeRegistryPol(fromLatin1("PReg"), "p")).toThrow(DecodeError);
    expect(() => decodeRegistryPol(fromLatin1("GReg\u0001\0\0\0"), "p")).toThrow(DecodeError);
    const bytes = encodeRegistryPol([{ key: "HKLM\\A", name: "B", type: "REG_BINARY", value: "00", at: "" }]);
    bytes[26] = 0xff;
    bytes[27] = 0xff;
    expect(() => decodeRegistryPol(bytes, "p")).toThrow(DecodeError);
  });
});

describe("a .reg file", () => {
  it("comes back as it was written", () => {
    fc.assert(
      fc.property(entries, (values) => {
        expect(withoutPlace(decodeRegExport(encodeRegExport(values), "x.reg"))).toEqual(withoutPlace(values));
      }),
    );
  });

  it("is read with continuations, escapes, deletions and texts of several lines", () => {
    const text = [
      "Windows Registry Editor Version 5.00",
      "",
      "[HKEY_LOCAL_MACHINE\\SYSTEM\\A]",
      "; a comment",
      '@="default"',
      '"a\\\\b\\"c"=dword:0000001F',
      '"multi"=hex(7):41,00,\\',
      "  00,00,42,00,00,00,00,00",
      '"lines"="one',
      'two"',
      '"gone"=-',
      '"broken"=hex:0',
      "[HKEY_LOCAL_MACHINE\\SYSTEM\\A\\Below]",
      "[-HKEY_LOCAL_MACHINE\\SYSTEM\\Gone]",
      '"never"=dword:1',
      "[HKEY_USERS\\S-1-5-18]",
    ].join("\r\n");
    const found = readRegExport(fromUtf16(`\ufeff${text}`), "x.reg");
    expect(found.values).toEqual([
      { key: "HKLM\\SYSTEM\\A", name: "", type: "REG_SZ", value: "default", at: "x.reg#5" },
      { key: "HKLM\\SYSTEM\\A", name: 'a\\b"c', type: "REG_DWORD", value: 31, at: "x.reg#6" },
      { key: "HKLM\\SYSTEM\\A", name: "multi", type: "REG_MULTI_SZ", value: ["A", "B"], at: "x.reg#7" },
      { key: "HKLM\\SYSTEM\\A", name: "lines", type: "REG_SZ", value: "one\r\ntwo", at: "x.reg#9" },
      { key: "HKLM\\SYSTEM\\A", name: "gone", type: "REG_NONE", value: "", change: "deleted", at: "x.reg#11" },
    ]);
    expect(found.keys).toEqual([
      { key: "HKLM\\SYSTEM\\A", at: "x.reg#3" },
      { key: "HKU\\S-1-5-18", at: "x.reg#16" },
    ]);
  });

  it("is read in every encoding that tools write", () => {
    const text = 'Windows Registry Editor Version 5.00\r\n[HKEY_LOCAL_MACHINE\\A]\r\n"n"="é"\r\n';
    const little = fromUtf16(text);
    const big = new Uint8Array(little.length + 2);
    big.set([0xfe, 0xff]);
    for (let index = 0; index < little.length; index += 2) {
      big[index + 2] = little[index + 1] ?? 0;
      big[index + 3] = little[index] ?? 0;
    }
    for (const bytes of [
      little,
      big,
      fromUtf16(`\ufeff${text}`),
      fromLatin1(text),
      fromLatin1(text.replace("é", "Ã©")),
    ]) {
      expect(decodeRegExport(bytes, "x").map(({ value }) => value)).toEqual(["é"]);
    }
    const ansi = fromLatin1('REGEDIT4\r\n[HKEY_LOCAL_MACHINE\\A]\r\n"n"="\u0080 5"\r\n');
    expect(decodeRegExport(ansi, "x")).toMatchObject([{ value: "€ 5" }]);
    const old = fromLatin1('REGEDIT4\r\n[HKEY_LOCAL_MACHINE\\A]\r\n"n"=hex(2):25,41,25,00\r\n');
    expect(decodeRegExport(old, "x")).toMatchObject([{ type: "REG_EXPAND_SZ", value: "%A%" }]);
  });

  it("names the keys that stand above all others, whatever the order and the depth", () => {
    const keys = ["A\\B\\C", "A-B", "A\\B", "a\\b c", `D\\${"E\\".repeat(2000)}F`, "D"];
    const lines = keys.map((key) => `[HKEY_LOCAL_MACHINE\\${key}]`);
    const found = readRegExport(fromLatin1(["REGEDIT4", ...lines].join("\n")), "x").keys;
    expect(found.map(({ key }) => key)).toEqual(["HKLM\\A-B", "HKLM\\A\\B", "HKLM\\a\\b c", "HKLM\\D"]);
  });

  it("refuses another file", () => {
    expect(() => decodeRegExport(fromLatin1("hello"), "x")).toThrow(DecodeError);
    expect(() => decodeRegExport(new Uint8Array(0), "x")).toThrow(DecodeError);
  });
});
