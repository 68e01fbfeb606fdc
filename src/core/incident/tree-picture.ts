import { escapeMarkup } from "../markup/index.ts";
import type { Language, Localized } from "../texts/index.ts";
import type { Incident, ProblemNode } from "./incident.ts";

const WIDTH = 960;
const MARGIN = 20;
const INDENT = 26;
const LINE = 20;
const GAP = 8;
/** Widths of characters, roughly: a picture cannot measure its own font. */
const NARROW = 7.3;
const WIDE = 14;
/** A tree with more rows than this is no picture any more. */
const MOST_ROWS = 160;
const LONGEST_TEXT = 400;

const SIGNS: Readonly<Record<ProblemNode["kind"], string>> = {
  problem: "!",
  seen: "•",
  symptom: "•",
  why: "?",
  cause: "→",
  for: "+",
  against: "−",
  unknown: "?",
  "not-tested": "…",
};

const WORDS = {
  title: { en: "Problem tree", zh: "问题树" },
  more: { en: "{count} more lines are not drawn.", zh: "另有 {count} 行未绘出。" },
  summary: { en: "{title}; host {host}.", zh: "{title}；主机 {host}。" },
} satisfies Record<string, Localized>;

const STYLE = `
.rdp-bg{fill:#fff}.rdp-text{fill:#1b1f24}.rdp-quiet{fill:#57606a}.rdp-line{stroke:#c4ccd4;fill:none}
.rdp-problem{fill:#b3261e}.rdp-cause{fill:#0b57a4}.rdp-for{fill:#1e6f43}.rdp-against{fill:#8a5300}
text{font:13px system-ui,"Segoe UI","Noto Sans CJK SC","Microsoft YaHei",sans-serif}.rdp-bold{font-weight:600}
@media (prefers-color-scheme:dark){.rdp-bg{fill:#0d1117}.rdp-text{fill:#e6edf3}.rdp-quiet{fill:#9198a1}.rdp-line{stroke:#444c56}
.rdp-problem{fill:#ff8f85}.rdp-cause{fill:#8ebcf5}.rdp-for{fill:#7fd1a2}.rdp-against{fill:#f0b65c}}
`.replaceAll("\n", "");

interface Row {
  readonly node: ProblemNode;
  readonly depth: number;
  readonly parent: number;
}

/** Draws one incident's problem tree as an SVG document with title and description. All texts are escaped. */
export function treePicture(incident: Pick<Incident, "tree" | "title" | "host">, language: Language): string {
  const rows: Row[] = [];
  collect(incident.tree, 0, -1, rows);
  const shown = rows.slice(0, MOST_ROWS);
  const parts: string[] = [];
  const tops: number[] = [];
  let y = 56;
  for (const { node, depth, parent } of shown) {
    const x = MARGIN + depth * INDENT;
    const lines = linesOf(textOf(node, language), WIDTH - MARGIN - x - 18);
    tops.push(y);
    const parentTop = tops[parent];
    if (parentTop !== undefined) {
      const fromX = x - INDENT + 5;
      parts.push(`<path class="rdp-line" d="M${fromX} ${parentTop + 8}V${y - 4}H${x - 4}"/>`);
    }
    parts.push(label(x, y, SIGNS[node.kind], toneOf(node)));
    for (const [index, line] of lines.entries()) {
      parts.push(label(x + 18, y + index * LINE, line, index === 0 ? toneOfText(node) : "rdp-text"));
    }
    y += lines.length * LINE;
    if (node.at.length > 0) {
      for (const line of linesOf(node.at.join("  "), WIDTH - MARGIN - x - 18)) {
        parts.push(label(x + 18, y, line, "rdp-quiet"));
        y += LINE;
      }
    }
    y += GAP;
  }
  if (rows.length > shown.length) {
    parts.push(
      label(MARGIN, y, WORDS.more[language].replace("{count}", String(rows.length - shown.length)), "rdp-quiet"),
    );
    y += LINE;
  }
  const title = `${WORDS.title[language]}: ${incident.title[language]}`;
  const summary = WORDS.summary[language].replace("{title}", incident.title[language]).replace("{host}", incident.host);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + MARGIN}" width="${WIDTH}" height="${y + MARGIN}" role="img" aria-labelledby="rdp-tree-title rdp-tree-text">`,
    `<title id="rdp-tree-title">${escapeMarkup(title)}</title><desc id="rdp-tree-text">${escapeMarkup(summary)}</desc>`,
    `<style>${STYLE}</style><rect class="rdp-bg" width="${WIDTH}" height="${y + MARGIN}"/>`,
    label(MARGIN, 28, cut(title, 110), "rdp-text rdp-bold"),
    ...parts,
    "</svg>\n",
  ].join("");
}

function collect(node: ProblemNode, depth: number, parent: number, rows: Row[]): void {
  const own = rows.length;
  rows.push({ node, depth, parent });
  for (const child of node.children) collect(child, depth + 1, own, rows);
}

function textOf({ text, confidence }: ProblemNode, language: Language): string {
  const words = cut(text[language], LONGEST_TEXT);
  return confidence === undefined ? words : `${words} · ${Math.round(confidence * 100)} %`;
}

function cut(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}

function toneOf({ kind }: ProblemNode): string {
  const own = ["problem", "cause", "for", "against"].includes(kind) ? `rdp-${kind}` : "rdp-quiet";
  return `${own} rdp-bold`;
}

function toneOfText({ kind }: ProblemNode): string {
  if (kind === "problem") return "rdp-problem rdp-bold";
  return kind === "seen" || kind === "why" || kind === "cause" ? "rdp-text rdp-bold" : "rdp-text";
}

function label(x: number, y: number, text: string, tone: string): string {
  return `<text x="${x}" y="${y}" class="${tone}">${escapeMarkup(text)}</text>`;
}

function widthOf(character: string): number {
  return (character.codePointAt(0) ?? 0) >= 0x2e80 ? WIDE : NARROW;
}

/** Breaks at blanks where there are some, else where the line is full. */
function linesOf(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  let used = 0;
  let blank = -1;
  for (const character of text) {
    const wide = widthOf(character);
    if (used + wide > width && line !== "") {
      const end = blank > line.length / 2 ? blank : line.length;
      lines.push(line.slice(0, end).trimEnd());
      line = line.slice(end).trimStart();
      used = Array.from(line).reduce((sum, one) => sum + widthOf(one), 0);
      blank = -1;
    }
    if (character === " ") blank = line.length;
    line += character;
    used += wide;
  }
  lines.push(line);
  return lines;
}
