import type { Language } from "../../core/texts/index.ts";

const MOST_RANGES = 20;

/** The better of the two languages by Accept-Language (RFC 9110, section 12.5.4); English when nothing decides. */
export function acceptedLanguage(header: string | undefined): Language {
  let best: Language = "en";
  let bestWeight = 0;
  for (const range of (header ?? "").slice(0, 1000).split(",").slice(0, MOST_RANGES)) {
    const [tag = "", ...parameters] = range.trim().toLowerCase().split(";");
    const weight = weightOf(parameters);
    const language = /^zh(?:-|$)/.test(tag) ? "zh" : /^en(?:-|$)/.test(tag) ? "en" : undefined;
    if (language !== undefined && weight > bestWeight) {
      best = language;
      bestWeight = weight;
    }
  }
  return best;
}

function weightOf(parameters: readonly string[]): number {
  const given = parameters.map((parameter) => /^\s*q=([\d.]{1,5})\s*$/.exec(parameter)?.[1]).find(Boolean);
  const weight = given === undefined ? 1 : Number(given);
  return Number.isFinite(weight) ? weight : 0;
}
