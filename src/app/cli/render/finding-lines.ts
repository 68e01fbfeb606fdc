import { describeBecause, type Effect, type Finding } from "../../../core/diagnosis/index.ts";
import { causeAs } from "../../../core/knowledge/index.ts";
import { transcriptLine } from "../../../core/transcript/index.ts";
import { paragraph, type Style, tell, type Tone } from "./style.ts";

const EFFECT_TONE: Readonly<Record<Effect, Tone>> = { blocks: "bad", hinders: "warn", weakens: "quiet" };

/** More evidence than this is in the JSON, not on the page. */
const MOST_REASONS = 6;

/** Findings of one group: alternatives for one fault, best first. */
export type FindingGroup = readonly [Finding, ...Finding[]];

/** Groups in the order in which the findings come. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const group = groups.get(finding.group);
    if (group === undefined) groups.set(finding.group, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

/** Title and explanation of a finding: those of its variant where it has one. */
function findingTitle(style: Style, { id, variant }: Finding): string {
  return causeAs(id, variant).title[style.language];
}

function findingExplanation(style: Style, { id, variant }: Finding): string {
  return causeAs(id, variant).explanation[style.language];
}

/** What cannot be told from outside, and the one next thing to look at. */
export function findingFromOutside(style: Style, { id, variant }: Finding): string {
  return causeAs(id, variant).fromOutside[style.language];
}

/** One group: the likeliest cause with its evidence, then the other possibilities in a short ranked list. */
export function groupLines(style: Style, [first, ...others]: FindingGroup, number: number | undefined): string[] {
  const lead = number === undefined ? "" : `${number}. `;
  const indent = 2;
  const tone = EFFECT_TONE[first.effect];
  const sure = tell(style, others.length === 0 ? "finding.sure" : "finding.most-likely", {
    effect: tell(style, `effect.${first.effect}`),
    stage: first.stage,
    percent: percent(first.confidence),
    count: others.length + 1,
    id: idOf(first),
  });
  return [
    ...paragraph(style, findingTitle(style, first), 0, lead, style.colour ? tone : undefined),
    ...paragraph(style, sure, indent, "", "quiet"),
    ...paragraph(style, findingExplanation(style, first), indent),
    ...reasonLines(style, first, indent),
    ...otherLines(style, others, indent),
  ];
}

function reasonLines(style: Style, finding: Finding, indent: number): string[] {
  if (finding.because.length === 0) return [];
  // What speaks against comes last and is never cut off: it is what a reader must not miss.
  const against = finding.because.filter(({ side }) => side === "against");
  const shown = finding.because
    .filter(({ side }) => side === "for")
    .slice(0, Math.max(1, MOST_REASONS - against.length));
  return [
    ...paragraph(style, tell(style, "finding.because"), indent),
    ...[...shown, ...against].flatMap((because) => {
      const sentence = describeBecause(because, style.language);
      const words = tell(style, "finding.reason", { sentence, where: placeText(style, because.at) });
      return because.side === "for"
        ? paragraph(style, words, indent + 2, "+ ")
        : paragraph(style, tell(style, "finding.against", { sentence: words }), indent + 2, "- ");
    }),
  ];
}

/** Where evidence stands: a line of the conversation in the reader's words, anything else as it is. */
export function placeText(style: Style, at: string): string {
  const line = transcriptLine(at);
  return line === undefined ? at : tell(style, "finding.line", { line });
}

function otherLines(style: Style, others: readonly Finding[], indent: number): string[] {
  if (others.length === 0) return [];
  return [
    ...paragraph(style, tell(style, "finding.others"), indent),
    ...others.flatMap((finding) =>
      paragraph(style, named(style, finding), indent + 2, `${`${percent(finding.confidence)} %`.padStart(4)}  `),
    ),
  ];
}

/** Posture in one line each: title and id. */
export function postureLines(style: Style, groups: readonly FindingGroup[]): string[] {
  if (groups.length === 0) return [];
  return [
    "",
    ...paragraph(style, tell(style, "posture.heading"), 0, "", "strong"),
    ...groups.flatMap(([first]) => paragraph(style, named(style, first), 2, "- ", "quiet")),
  ];
}

function named(style: Style, finding: Finding): string {
  return tell(style, "finding.named", { title: findingTitle(style, finding), id: idOf(finding) });
}

function idOf(finding: Finding): string {
  return finding.variant === undefined ? finding.id : `${finding.id}/${finding.variant}`;
}

function percent(confidence: number): number {
  return Math.round(confidence * 100);
}
