import { escapeMarkup } from "../../core/markup/index.ts";

export type BadgeTone = "good" | "warn" | "bad" | "still";

// White on these is 4.5:1 or more.
const COLOURS: Readonly<Record<BadgeTone, string>> = {
  good: "#0b7a5e",
  warn: "#8a5a00",
  bad: "#b3261e",
  still: "#5d6977",
};
const HEIGHT = 20;
const PADDING = 7;
const NARROW = 6.6;
const WIDE = 11.5;
/** From here on signs are as wide as they are high: Chinese, its punctuation, full width. */
const FIRST_WIDE = 0x2e80;

function widthOf(text: string): number {
  const signs = Array.from(text, (sign) => ((sign.codePointAt(0) ?? 0) >= FIRST_WIDE ? WIDE : NARROW));
  return Math.ceil(signs.reduce((sum, width) => sum + width, 0));
}

/** A badge as an SVG: what it is about, and its value. Whatever the texts are, they are text. */
export function badgeSvg(about: string, value: string, tone: BadgeTone): string {
  const [left, right] = [widthOf(about) + 2 * PADDING, widthOf(value) + 2 * PADDING];
  const width = left + right;
  const name = escapeMarkup(`${about}: ${value}`);
  const word = (text: string, from: number, room: number): string =>
    `<text x="${from + room / 2}" y="14" textLength="${room - 2 * PADDING}" lengthAdjust="spacingAndGlyphs">${escapeMarkup(text)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" role="img" aria-label="${name}">`,
    `<title>${name}</title>`,
    `<clipPath id="r"><rect width="${width}" height="${HEIGHT}" rx="4"/></clipPath>`,
    `<g clip-path="url(#r)"><rect width="${left}" height="${HEIGHT}" fill="#2b3540"/>`,
    `<rect x="${left}" width="${right}" height="${HEIGHT}" fill="${COLOURS[tone]}"/></g>`,
    `<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,Noto Sans CJK SC,sans-serif" font-size="11">`,
    word(about, 0, left),
    word(value, left, right),
    `</g></svg>`,
  ].join("");
}

/** How good a share is; the same steps as on the page. */
export function toneOf(share: number | null): BadgeTone {
  if (share === null) return "still";
  return share >= 0.999 ? "good" : share >= 0.99 ? "warn" : "bad";
}
