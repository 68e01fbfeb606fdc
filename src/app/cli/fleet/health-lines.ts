import type { HealthFigures } from "../../../core/contract/index.ts";
import { type Localized, printable } from "../../../core/texts/index.ts";
import { heading, paint, paragraph, type Style, tell, type Tone } from "../render/style.ts";

const TONES: Readonly<Record<HealthFigures["band"], Tone>> = { good: "good", fair: "warn", poor: "warn", bad: "bad" };
const LONGEST = 200;

function number(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** The health score of a host, each term with the facts that made it; what is missing is said. */
export function healthLines(style: Style, health: HealthFigures | null): string[] {
  if (health === null) return [];
  const own = (text: Localized): string => printable(text[style.language], LONGEST);
  const score = paint(style, TONES[health.band], `${number(health.score)} ${tell(style, `health.${health.band}`)}`);
  return [
    ...heading(style, tell(style, "fleet.health")),
    `  ${score}`,
    ...health.caps.flatMap(({ at, because }) =>
      paragraph(style, tell(style, "health.capped", { at, because: own(because) }), 2),
    ),
    ...health.trend.flatMap(({ id, before, now }) =>
      paragraph(style, tell(style, `health.trend-${id}`, { before: number(before), now: number(now) }), 2),
    ),
    ...health.terms.flatMap((term) => [
      ...paragraph(
        style,
        term.score === null
          ? tell(style, "health.term-missing", { term: own(term.title) })
          : tell(style, "health.term", {
              term: own(term.title),
              score: number(term.score),
              weight: `${Math.round(term.effectiveWeight * 100)} %`,
            }),
        2,
        "",
        "strong",
      ),
      ...term.inputs.flatMap(({ title, text, points }) =>
        paragraph(
          style,
          tell(style, "health.input", { title: own(title), value: own(text), points: number(points) }),
          4,
        ),
      ),
      ...term.missing.flatMap(({ title, why }) =>
        paragraph(style, tell(style, "health.missing", { title: own(title), why: own(why) }), 4, "", "quiet"),
      ),
    ]),
  ];
}
