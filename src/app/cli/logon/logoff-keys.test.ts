import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OperationError } from "../operation-error.ts";
import { parseLogoffKeys, WINDOWS_LOGOFF_KEYS } from "./logoff-keys.ts";

const WIN = { scanCode: 0x5b, extended: true };
const CTRL = { scanCode: 0x1d, extended: false };
const ALT = { scanCode: 0x38, extended: false };
const ENTER = { key: { scanCode: 0x1c, extended: false }, hold: [] };

function typed(text: string): unknown[] {
  return Array.from(text, (character) => ({ key: { codePoint: character.codePointAt(0) }, hold: [] }));
}

/** How many keys it gives, or what is thrown. */
function outcomeOf(text: string): unknown {
  try {
    return parseLogoffKeys(text).length;
  } catch (error) {
    return error;
  }
}

describe("keys of --logoff-keys", () => {
  it("of Windows open the Run box and type logoff", () => {
    const keys = [{ key: { scanCode: 0x13, extended: false }, hold: [WIN] }, ...typed("logoff"), ENTER];
    expect(parseLogoffKeys(WINDOWS_LOGOFF_KEYS)).toEqual(keys);
    expect(parseLogoffKeys(" win+r  logoff Enter ")).toEqual(keys);
  });

  it("are named keys, combinations and text", () => {
    expect(parseLogoffKeys("Ctrl+D")).toEqual([{ key: { scanCode: 0x20, extended: false }, hold: [CTRL] }]);
    expect(parseLogoffKeys("Ctrl+Alt+Del")).toEqual([{ key: { scanCode: 0x53, extended: true }, hold: [CTRL, ALT] }]);
    expect(parseLogoffKeys("text:Ä+1 Enter")).toEqual([...typed("Ä+1"), ENTER]);
    expect(parseLogoffKeys("f10 F11")).toEqual([
      { key: { scanCode: 0x44, extended: false }, hold: [] },
      { key: { scanCode: 0x57, extended: false }, hold: [] },
    ]);
  });

  it("that are none are refused, with the nearest", () => {
    expect(() => parseLogoffKeys("Win+R logoff Entr")).toThrow(/bad-key-nearest .*Enter/);
    for (const text of ["", "  ", "Strg+D", "Ctrl+", "Win+RR", "Logoff!"]) {
      expect(() => parseLogoffKeys(text)).toThrow(OperationError);
    }
    expect(() => parseLogoffKeys("x ".repeat(201))).toThrow(/bad-keys-count/);
  });

  it("give keys or an operator's error, whatever is written", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        const outcome = outcomeOf(text);
        expect(outcome instanceof OperationError || Number(outcome) <= 200).toBe(true);
      }),
    );
  });
});
