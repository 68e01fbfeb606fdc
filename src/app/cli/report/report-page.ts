import type { HealthReport } from "../../../core/contract/index.ts";
import { headFigures, reportTitle, spanText } from "../../../core/health-report/index.ts";
import { lengthText } from "../../../core/incident/index.ts";
import { printable } from "../../../core/texts/index.ts";
import { displayWidth } from "../render/display-width.ts";
import { heading, paint, paragraph, type Style, tell } from "../render/style.ts";

const MOST_LINES = 3;
const LONGEST = 80;

/** The essence of a report on a terminal: its figures, what is missed, what fails most, what is not known. */
export function reportPage(style: Style, report: HealthReport): readonly string[] {
  const { language } = style;
  const missed = report.objectives.filter(({ met }) => met === false);
  const builds = report.builds.items.filter(({ checks, successes }) => checks > successes);
  return [
    paint(style, "strong", reportTitle(report)[language]),
    ...paragraph(style, spanText(report)[language], 0, "", "quiet"),
    "",
    ...figureLines(style, report),
    ...part(
      style,
      "report.missed",
      missed.map(({ title }) => title[language]),
    ),
    ...part(
      style,
      "report.causes",
      report.causes.items.map(({ title, incidents, hosts, outageMs }) =>
        tell(style, "report.cause", {
          title: title[language],
          incidents,
          hosts,
          outage: lengthText(outageMs)[language],
        }),
      ),
    ),
    ...part(
      style,
      "report.builds",
      builds.map(({ build, checks, successes, hosts }) =>
        tell(style, "report.build", {
          build: build === null ? tell(style, "report.build-unknown") : printable(build, LONGEST),
          failed: checks - successes,
          checks,
          hosts,
        }),
      ),
    ),
    ...part(
      style,
      "report.not-tested",
      report.notTested.map((text) => text[language]),
    ),
  ];
}

/** Names, values and notes in columns; on a narrow page a note has a line of its own. */
function figureLines(style: Style, report: HealthReport): readonly string[] {
  const figures = headFigures(report, style.language);
  const widest = Math.max(...figures.map(({ name }) => displayWidth(name)));
  return figures.flatMap(({ name, value, tone, note }) => {
    const gap = " ".repeat(widest - displayWidth(name) + 2);
    const shown = paint(style, tone, value);
    const isNarrow = widest + 2 + displayWidth(value) + 2 + displayWidth(note ?? "") > style.width;
    if (!isNarrow) return [`${name}${gap}${shown}${note === undefined ? "" : `  ${paint(style, "quiet", note)}`}`];
    return [
      ...paragraph(style, name),
      ...paragraph(style, value, 2, "", tone),
      ...(note === undefined ? [] : paragraph(style, note, 2, "", "quiet")),
    ];
  });
}

function part(style: Style, title: Parameters<typeof tell>[1], lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  return [
    ...heading(style, tell(style, title)),
    ...lines.slice(0, MOST_LINES).flatMap((line) => paragraph(style, line, 2, "- ")),
  ];
}
