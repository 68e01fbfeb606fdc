import type { ProblemNode } from "../../../core/incident/index.ts";
import { printable } from "../../../core/texts/index.ts";
import { paint, type Style, type Tone } from "../render/style.ts";
import { wrap } from "../render/wrap.ts";
import type { References } from "../sessions/references.ts";

const BRANCHES = { last: "└─ ", more: "├─ ", through: "│  ", under: "   " } as const;
const PLAIN = { last: "`- ", more: "|- ", through: "|  ", under: "   " } as const;
const TONES: Partial<Record<ProblemNode["kind"], Tone>> = {
  problem: "bad",
  cause: "strong",
  seen: "strong",
  why: "strong",
  "not-tested": "quiet",
};
const SIGNS: Partial<Record<ProblemNode["kind"], string>> = { for: "+ ", against: "- " };
const MOST_LINES = 60;
const SHOWN = 300;

/** A problem tree for a terminal: box drawing, or plain characters where a reader of screens or a log wants those. */
export function treeLines(style: Style, tree: ProblemNode, references: References): string[] {
  const lines: string[] = [];
  draw(style, tree, "", "", lines, references);
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES), "…"];
}

function draw(
  style: Style,
  node: ProblemNode,
  lead: string,
  margin: string,
  lines: string[],
  references: References,
): void {
  const words = wrap(textOf(style, node, references), style.width - margin.length);
  for (const [index, line] of words.entries()) {
    lines.push((index === 0 ? lead : margin) + paint(style, TONES[node.kind], line));
  }
  const signs = style.plain ? PLAIN : BRANCHES;
  for (const [index, child] of node.children.entries()) {
    const isLast = index === node.children.length - 1;
    draw(
      style,
      child,
      margin + (isLast ? signs.last : signs.more),
      margin + (isLast ? signs.under : signs.through),
      lines,
      references,
    );
  }
}

function textOf({ language }: Style, { kind, text, confidence, at }: ProblemNode, references: References): string {
  const share = confidence === undefined ? "" : ` · ${Math.round(confidence * 100)} %`;
  const records = at.length === 0 ? "" : ` [${at.map((one) => printable(references.short(one), 60)).join(" ")}]`;
  return `${SIGNS[kind] ?? ""}${printable(text[language], SHOWN)}${share}${records}`;
}
