import { causes, codeFamilyTitle, type ExplainAnswer, type ExplainMatch } from "../../../core/knowledge/index.ts";
import { printable } from "../../../core/texts/index.ts";
import { heading, paint, paragraph, type Style, tell } from "./style.ts";
import { wrap } from "./wrap.ts";

/** What a query can mean: each match with its family, meaning, likely causes, source, and whether it was verified. */
export function explainPage(style: Style, answer: ExplainAnswer): string {
  const query = printable(answer.query, 200);
  const count = answer.matches.length;
  const summary =
    count === 0
      ? tell(style, "explain.nothing", { query })
      : tell(style, answer.exact ? "explain.found" : "explain.resembling", { query, count });
  const lines = [
    ...wrap(summary, style.width).map((line) => paint(style, "strong", line)),
    ...answer.matches.flatMap((match) => ["", ...matchLines(style, match)]),
    ...suggestionLines(style, answer),
  ];
  return `${lines.join("\n")}\n`;
}

function matchLines(style: Style, match: ExplainMatch): string[] {
  const { language } = style;
  return [
    ...paragraph(style, titleOf(style, match), 0, "", "strong"),
    ...paragraph(style, kindLine(style, match), 2, "", "quiet"),
    ...paragraph(style, match.meaning[language], 2),
    ...(match.note === undefined ? [] : paragraph(style, match.note[language], 2)),
    ...(match.kind === "cause" ? [] : causeLines(style, match)),
    ...(match.unverified ? paragraph(style, tell(style, "explain.unverified-mark"), 2, "", "warn") : []),
    ...paragraph(style, tell(style, "explain.source-line", { source: match.source }), 2, "", "quiet"),
  ];
}

function titleOf(style: Style, match: ExplainMatch): string {
  if (match.kind !== "code" || match.family === undefined) return match.title[style.language];
  const number = match.hex === undefined ? "" : `${match.hex} (${match.decimal ?? ""})`;
  return [match.symbol, number].filter((part) => part !== undefined && part !== "").join(" · ");
}

function kindLine(style: Style, match: ExplainMatch): string {
  const kind = tell(style, `explain.kind-${match.kind}`);
  if (match.family !== undefined) return `${kind} · ${codeFamilyTitle(match.family)[style.language]}`;
  if (match.kind === "event")
    return [kind, match.provider, match.channel].filter((part) => part !== undefined).join(" · ");
  return match.kind === "cause" ? `${kind} · ${match.id}` : kind;
}

function causeLines(style: Style, match: ExplainMatch): string[] {
  if (match.likelyCauses.length === 0) return [];
  return [
    ...paragraph(
      style,
      tell(style, match.kind === "folklore" ? "explain.what-people-mean" : "explain.likely-causes"),
      2,
    ),
    ...match.likelyCauses.flatMap((id) => paragraph(style, `${causes[id].title[style.language]} · ${id}`, 4, "- ")),
  ];
}

function suggestionLines(style: Style, { suggestions }: ExplainAnswer): string[] {
  if (suggestions.length === 0) return [];
  return [
    ...heading(style, tell(style, "explain.ask-next")),
    ...suggestions.flatMap(({ query, title }) => [
      `  ${paint(style, "command", `rdpulse explain ${shellWord(query)}`)}`,
      ...paragraph(style, title[style.language], 4, "", "quiet"),
    ]),
  ];
}

function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
