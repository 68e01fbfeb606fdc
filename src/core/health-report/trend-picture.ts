import { escapeMarkup } from "../markup/index.ts";
import type { Language } from "../texts/index.ts";
import { percentText, say } from "./figures.ts";

const WIDTH = 640;
const HEIGHT = 120;
const EDGE = 8;

/**
 * A line of shares, 0 to 1, each span as wide as any other; where there were no checks the line has a gap. The scale ends
 * at 100 % and begins below the lowest point, and its caption says both: the table beside it has the figures.
 */
export function trendPicture(points: readonly (number | null)[], language: Language): string {
  const known = points.filter((point) => point !== null);
  if (known.length < 2) return "";
  const lowest = Math.min(...known);
  const low = Math.max(0, Math.floor((lowest - (1 - lowest) * 0.1) * 1000) / 1000);
  const floor = low === 1 ? 0.99 : low;
  const x = (at: number): number => EDGE + (at * (WIDTH - 2 * EDGE)) / Math.max(1, points.length - 1);
  const y = (share: number): number => EDGE + ((1 - share) / (1 - floor)) * (HEIGHT - 2 * EDGE);
  const said = escapeMarkup(say(language, "trend.picture", { low: percentText(floor), high: "100 %" }));
  const lines = linesOf(points).map((line) => {
    const corners = line.map(([at, share]) => `${x(at).toFixed(1)},${y(share).toFixed(1)}`);
    const [only] = corners;
    return corners.length === 1 && only !== undefined
      ? `<circle cx="${only.split(",")[0] ?? ""}" cy="${only.split(",")[1] ?? ""}" r="3" fill="currentColor"/>`
      : `<polyline points="${corners.join(" ")}" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linejoin="round" stroke-linecap="round"/>`;
  });
  const rule = (share: number): string =>
    `<line x1="${EDGE}" x2="${WIDTH - EDGE}" y1="${y(share)}" y2="${y(share)}" stroke="currentColor" stroke-width="1" opacity=".25"/>`;
  return `<figure class="trend"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${said}" preserveAspectRatio="none">${rule(1)}${rule(floor)}${lines.join("")}</svg><figcaption class="soft">${said}</figcaption></figure>`;
}

type Corner = readonly [at: number, share: number];

/** What lies between two gaps is one line. */
function linesOf(points: readonly (number | null)[]): readonly (readonly Corner[])[] {
  const lines: Corner[][] = [];
  let line: Corner[] = [];
  for (const [at, share] of points.entries()) {
    if (share !== null) line.push([at, share]);
    if (share === null || at === points.length - 1) {
      if (line.length > 0) lines.push(line);
      line = [];
    }
  }
  return lines;
}
