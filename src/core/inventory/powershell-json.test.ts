import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromLatin1, fromUtf16 } from "../bytes/index.ts";
import {
  asEnumName,
  asFlag,
  asList,
  asNumber,
  asText,
  asTimeMs,
  isCutByDepth,
  parsePowershellJson,
  property,
} from "./powershell-json.ts";

describe("JSON of PowerShell", () => {
  it("is read in UTF-8 and UTF-16, with and without mark", () => {
    const text = '{"a":[1]}';
    for (const bytes of [
      fromLatin1(text),
      fromLatin1(`\u00ef\u00bb\u00bf${text}`),
      fromUtf16(`\ufeff${text}`),
      fromUtf16(text),
    ]) {
      expect(parsePowershellJson(bytes)).toEqual({ a: [1] });
    }
  });

  it("is refused where it is empty, cut, or nested too deeply", () => {
    for (const text of ["", '{"a":', "[".repeat(200_000), `${"[".repeat(101)}${"]".repeat(101)}`]) {
      expect(() => parsePowershellJson(fromLatin1(text))).toThrow(DecodeError);
    }
    expect(parsePowershellJson(fromLatin1(`${"[".repeat(100)}${"]".repeat(100)}`))).toBeDefined();
    expect(parsePowershellJson(fromLatin1(`"${"[".repeat(1000)}\\""`))).toBeTypeOf("string");
  });

  it("gives a list, whatever became of it", () => {
    expect(asList([1, 2])).toEqual([1, 2]);
    expect(asList({ Name: "a" })).toEqual([{ Name: "a" }]);
    expect(asList({ value: [1, 2], Count: 2 })).toEqual([1, 2]);
    expect(asList(null)).toEqual([]);
    expect(asList("System.Object[]")).toEqual([]);
  });

  it("knows what -Depth cut", () => {
    for (const text of ["@{Name=a; Id=1}", "System.Object[]", "System.String[]", "System.Collections.Hashtable"]) {
      expect([text, isCutByDepth(text), asText(text)]).toEqual([text, true, undefined]);
    }
    expect(isCutByDepth("System.Objectives")).toBe(false);
  });

  it("reads times of every form to the same moment", () => {
    const moment = Date.UTC(2026, 10, 22, 23, 10, 5, 123);
    for (const text of [
      `/Date(${moment})/`,
      `\\/Date(${moment}+0100)\\/`,
      "2026-11-22T23:10:05.1234567Z",
      "2026-11-23T00:10:05.123+01:00",
      "20261123001005.123456+060",
      "20261122181005.123456-300",
    ]) {
      expect([text, asTimeMs(text)]).toEqual([text, moment]);
    }
    expect(asTimeMs({ value: `/Date(${moment})/`, DateTime: "Sonntag" })).toBe(moment);
  });

  it("does not guess a time without a zone, nor one that is none", () => {
    for (const text of ["2026-11-22T23:10:05", "2026-13-22T23:10:05Z", "22.11.2026", "", 5, null])
      expect(asTimeMs(text)).toBeUndefined();
  });

  it("counts days as the calendar does", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("1900-01-01"), max: new Date("2500-01-01"), noInvalidDate: true }),
        (date) => {
          expect(asTimeMs(date.toISOString())).toBe(date.getTime());
        },
      ),
    );
  });

  it("reads numbers, flags and enumerations", () => {
    expect([asNumber("0x1f"), asNumber(" 5 "), asNumber("5 MB"), asNumber({ value: 3 })]).toEqual([
      31,
      5,
      undefined,
      3,
    ]);
    expect([asFlag("True"), asFlag(0), asFlag("yes"), asFlag(null)]).toEqual([true, false, undefined, undefined]);
    const names = { 4: "Running" };
    expect([asEnumName(4, names), asEnumName("Running", names), asEnumName(9, names)]).toEqual([
      "Running",
      "Running",
      undefined,
    ]);
  });

  it("finds properties in any case, and none that an object inherits", () => {
    expect(property({ ubr: 1 }, "UBR")).toBe(1);
    expect(property({ b: null, c: 2 }, "a", "c")).toBe(2);
    expect(property({}, "constructor", "__proto__")).toBeUndefined();
  });
});
