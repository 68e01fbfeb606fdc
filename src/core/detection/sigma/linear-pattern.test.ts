import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LinearPattern } from "./linear-pattern.ts";

describe("LinearPattern", () => {
  it("finds what RegExp finds, on expressions of the same parts", () => {
    const atom = fc.constantFrom("a", "b", ".", "[ab]", "[^a]", "\\d", "\\w", "(a|b)", "(?:ab)", "\\b", "^", "$");
    const part = fc.tuple(atom, fc.constantFrom("", "*", "+", "?", "{2}", "{1,3}", "*?")).map(([sign, repeat]) => {
      const isAnchor = sign === "^" || sign === "$" || sign === "\\b";
      return isAnchor ? sign : sign + repeat;
    });
    const source = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(
        source,
        fc.string({ unit: fc.constantFrom("a", "b", "A", "1", " "), maxLength: 12 }),
        fc.boolean(),
        (expression, text, isFolded) => {
          const expected = new RegExp(expression, isFolded ? "i" : "").test(text);
          expect([expression, text, new LinearPattern(expression, isFolded).test(text)]).toEqual([
            expression,
            text,
            expected,
          ]);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("is not slowed by what makes others slow", () => {
    expect(new LinearPattern("(a+)+$", false).test(`${"a".repeat(30_000)}b`)).toBe(false);
    expect(new LinearPattern("(a|a)*c", false).test("a".repeat(30_000))).toBe(false);
    expect(() => new LinearPattern("((((a{999}){999}){999}){999})", false)).toThrow("too many repeats");
  });
});
