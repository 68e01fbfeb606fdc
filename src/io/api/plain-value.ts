import { Problem } from "./problem.ts";

const DEEPEST = 32;

/**
 * Throws for what no text of ours may hold and no database keeps alike: U+0000, halves of surrogate pairs, and a body that
 * is nested deeper than anything of ours. It is no recursion, since how deep it goes is the sender's choice.
 */
export function requirePlain(value: unknown): void {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) {
      throw new Problem("invalid", { en: "It is nested too deeply", zh: "嵌套层次过深" });
    }
    const below: unknown[] = [];
    for (const one of level) {
      if (typeof one === "string") requirePlainText(one);
      else if (typeof one === "object" && one !== null) {
        for (const [name, inner] of Object.entries(one)) {
          requirePlainText(name);
          below.push(inner);
        }
      }
    }
    level = below;
  }
}

function requirePlainText(text: string): void {
  if (text.isWellFormed() && !text.includes("\u0000")) return;
  throw new Problem("invalid", {
    en: "Text must be well-formed Unicode without U+0000",
    zh: "文本必须是有效的 Unicode，且不含 U+0000",
  });
}
