import type { HealthReport } from "../contract/index.ts";
import { markdownText } from "../incident/index.ts";
import type { Language } from "../texts/index.ts";
import { say, zoneText } from "./figures.ts";
import { headFigures } from "./head-figures.ts";
import { type Section, sectionsOf, type Table } from "./sections.ts";
import { reportTitle, spanText } from "./summary.ts";

const LONGEST = 1000;
const safe = (text: string): string => markdownText(text, LONGEST);
/** The same behind something else in its line, where "-2" begins no list: the letter that stands for it goes again. */
const inner = (text: string): string => markdownText(`x${text}`, LONGEST).slice(1);

/** The report as Markdown, with tables as GitHub knows them; what came from outside is no mark-up in it. */
export function reportMarkdown(report: HealthReport, language: Language): string {
  const figures = headFigures(report, language).map(({ name, value, note }) => {
    const shown = { name: safe(name), value: `**${inner(value)}**` };
    return note === undefined
      ? `- ${say(language, "figure", shown)}`
      : `- ${say(language, "figure.noted", { ...shown, note: inner(note) })}`;
  });
  const parts = [
    `# ${safe(reportTitle(report)[language])}`,
    safe(spanText(report)[language]),
    figures.join("\n"),
    ...sectionsOf(report, language).flatMap(sectionParts),
    safe(say(language, "made", { zone: zoneText(report.offsetMinutes) })),
    ...(report.link === null ? [] : [`<${encodeURI(report.link)}>`]),
  ];
  return `${parts.join("\n\n")}\n`;
}

function sectionParts({ title, lines, table }: Section): readonly string[] {
  return [`## ${safe(title)}`, ...lines.map(safe), ...(table === undefined ? [] : [tableText(table)])];
}

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

function tableText({ columns, rows }: Table): string {
  return [
    line(columns.map(({ name }) => inner(name))),
    line(columns.map(({ isNumber }) => (isNumber === true ? "--:" : ":--"))),
    ...rows.map((row) => line(row.map((cell) => inner(typeof cell === "string" ? cell : cell.text)))),
  ].join("\n");
}
