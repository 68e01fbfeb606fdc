import type { HealthReport } from "../contract/index.ts";
import { escapeMarkup, reportPage } from "../markup/index.ts";
import type { Language } from "../texts/index.ts";
import { say, zoneText } from "./figures.ts";
import { type HeadFigure, headFigures } from "./head-figures.ts";
import { type Cell, type Section, sectionsOf, type Table } from "./sections.ts";
import { reportTitle, spanText } from "./summary.ts";
import { trendPicture } from "./trend-picture.ts";

const SHORT = 18;

/** Programs for mail know no variables: what they cannot read they leave out, and the page stays black on white. */
const OWN_STYLE = `
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.4rem, 1fr)); gap: .6rem; margin: 1rem 0 0; }
.figures > div { border: 1px solid var(--line); border-radius: .6rem; padding: .7rem .8rem; break-inside: avoid; }
.figures dt { font-size: .85rem; } .figures dd.value { font-size: 1.35rem; font-weight: 700; } .figures dd { overflow-wrap: anywhere; }
.good { color: var(--good); } .warn { color: var(--medium); } .bad { color: var(--high); font-weight: 600; }
th[scope="col"] { overflow-wrap: normal; word-break: keep-all; } .short { white-space: nowrap; } footer { margin-top: 2rem; }
caption { text-align: left; color: var(--soft); font-size: .9rem; padding: 0 0 .3rem; }
tbody th { color: inherit; font-weight: 600; } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; padding-right: 1.2rem; }
.trend { margin: .5rem 0 1rem; color: var(--link); } .trend svg { display: block; width: 100%; height: 7.5rem; } .trend polyline { vector-effect: non-scaling-stroke; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; } section { break-inside: auto; } tr { break-inside: avoid; }
@media (max-width: 46rem) {
  .figures { grid-template-columns: repeat(2, minmax(0, 1fr)); } table.stack tbody th { display: block; border: 0; padding: .1rem 0; }
  table.stack caption { display: block; } td.number { text-align: left; padding-right: 0; }
}
@media (max-width: 22rem) { .figures { grid-template-columns: minmax(0, 1fr); } }
`;

/** The report as one self-contained page. */
export function reportHtml(report: HealthReport, language: Language): string {
  const title = reportTitle(report)[language];
  const link =
    report.link === null ? "" : `<p><a href="${escapeMarkup(report.link)}">${escapeMarkup(report.link)}</a></p>`;
  const body = [
    '<article class="host"><header>',
    `<h1>${escapeMarkup(title)}</h1><p class="soft">${escapeMarkup(spanText(report)[language])}</p></header>`,
    `<section aria-label="${escapeMarkup(say(language, "in-short"))}"><dl class="figures">${headFigures(report, language).map(figure).join("")}</dl></section>`,
    ...sectionsOf(report, language).map((section) => sectionHtml(section, language)),
    `<footer class="soft"><p>${escapeMarkup(say(language, "made", { zone: zoneText(report.offsetMinutes) }))}</p>${link}</footer>`,
    "</article>",
  ].join("\n");
  return reportPage({ language, title, body, style: OWN_STYLE });
}

function figure({ name, value, tone, note }: HeadFigure): string {
  const said = note === undefined ? "" : `<dd class="soft">${escapeMarkup(note)}</dd>`;
  return `<div><dt>${escapeMarkup(name)}</dt><dd class="value ${tone ?? ""}">${escapeMarkup(value)}</dd>${said}</div>`;
}

function sectionHtml({ id, title, lines, table, trend }: Section, language: Language): string {
  const said = lines.map((line) => `<p>${escapeMarkup(line)}</p>`).join("");
  const picture = trend === undefined ? "" : trendPicture(trend, language);
  return `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${escapeMarkup(title)}</h2>${said}${picture}${table === undefined ? "" : tableHtml(table)}</section>`;
}

/** What fits on a line beside others is not broken: times, numbers, words. */
function isShort(text: string): boolean {
  return text !== "" && text.length <= SHORT;
}

/* On a narrow page columns become lines with their names. */
function tableHtml({ caption, columns, rows }: Table): string {
  const number = (at: number, text = ""): string => {
    const classes = [columns[at]?.isNumber === true ? "number" : "", isShort(text) ? "short" : ""].filter(Boolean);
    return classes.length === 0 ? "" : ` class="${classes.join(" ")}"`;
  };
  const head = columns.map(({ name }, at) => `<th scope="col"${number(at)}>${escapeMarkup(name)}</th>`).join("");
  const cellHtml = (cell: Cell | string, at: number): string => {
    const { text, tone }: Cell = typeof cell === "string" ? { text: cell } : cell;
    const shown = tone === undefined ? escapeMarkup(text) : `<span class="${tone}">${escapeMarkup(text)}</span>`;
    return at === 0
      ? `<th scope="row"${number(at, text)}>${shown}</th>`
      : `<td${number(at, text)} data-name="${escapeMarkup(columns[at]?.name ?? "")}">${shown}</td>`;
  };
  const body = rows.map((row) => `<tr>${row.map((cell, at) => cellHtml(cell, at)).join("")}</tr>`).join("");
  const label = escapeMarkup(caption);
  return `<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table${columns.length > 3 ? ' class="stack"' : ""}><caption>${label}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}
