import { describe, expect, it } from "vitest";
import { wording } from "./catalogue.ts";
import * as door from "./index.ts";
import { say } from "./say.ts";

/** The texts of the command line, and those of each page of the dashboard. */
const everyText = [
  ...Object.entries(wording),
  ...Object.entries(door).flatMap(([name, texts]) =>
    name.endsWith("Texts") && typeof texts === "object"
      ? Object.entries(texts).map(([key, text]) => [`${name}.${key}`, text] as const)
      : [],
  ),
];

function placeholders(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name ?? ""))].toSorted();
}

describe("the catalogue", () => {
  it("says everything in both languages, with the same values", () => {
    for (const [key, { en, zh }] of everyText) {
      expect({ key, en: en !== "", zh: zh !== "" }).toEqual({ key, en: true, zh: true });
      expect({ key, names: placeholders(zh) }).toEqual({ key, names: placeholders(en) });
      // A text of more than one English word that is the same in Chinese was forgotten.
      const isProse = /[a-z]{3,} [a-z]{3,}/.test(en);
      expect({ key, same: isProse && en === zh }).toEqual({ key, same: false });
      // Chinese punctuation is fullwidth, but for the forms that are typed: HOST:PORT and name:type:value.
      const typed = zh.replaceAll(/主机:端口|名称:类型:值/g, "");
      expect({ key, widthless: /[\u4e00-\u9fff] ?[,;:?!]/.test(typed) }).toEqual({ key, widthless: false });
    }
  });
});

describe("say", () => {
  it("puts values in, and the word for one or many", () => {
    expect(say("en", "time.days", { count: 1 })).toBe("1 day");
    expect(say("en", "time.days", { count: 12 })).toBe("12 days");
    expect(say("zh", "time.days", { count: 12 })).toBe("12 天");
  });

  it("leaves a value alone that looks like a placeholder", () => {
    expect(say("en", "explain.nothing", { query: "{count}" })).toBe("Nothing is known about “{count}”.");
  });

  it("shows the lack of a value", () => {
    expect(say("en", "time.days")).toBe("{count} {count:day|days}");
  });
});
