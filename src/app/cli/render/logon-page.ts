import { type LogonConclusions, type Remainder, remainderOf } from "../../../core/contract/index.ts";
import type { Evidence } from "../../../core/evidence/index.ts";
import { printable } from "../../../core/texts/index.ts";
import { groupFindings, groupLines, postureLines } from "./finding-lines.ts";
import { hostLines, titleLines } from "./host-lines.ts";
import { accountName, logonHeadline } from "./logon-headline.ts";
import { pictureLines, sessionLines } from "./session-lines.ts";
import { stageLines } from "./stage-lines.ts";
import { heading, paint, paragraph, type Style, tell } from "./style.ts";
import { wayOutLines } from "./way-out-lines.ts";
import { wrap } from "./wrap.ts";

export interface LogonPage {
  readonly evidence: Evidence;
  readonly conclusions: LogonConclusions;
  /** What a terminal shows of the picture; "" for nothing. */
  readonly preview: string;
}

/** The page of a logon: can the user work, how far it went, what it saw, what stays behind, and what to do. */
export function logonPage(style: Style, { evidence, conclusions, preview }: LogonPage): string {
  const groups = groupFindings(conclusions.findings);
  const pressing = groups.filter(([first]) => first.effect !== "weakens");
  const posture = groups.filter(([first]) => first.effect === "weakens");
  const [main] = pressing;
  const stays = remainderOf(evidence, conclusions.judgement);
  const lines = [
    ...headLines(style, evidence, conclusions),
    "",
    ...titleLines(style, evidence),
    "",
    ...stageLines(style, evidence),
    ...hostLines(style, evidence),
    ...pictureLines(style, evidence, conclusions.pictureFile, preview),
    ...sessionLines(style, evidence, stays),
    ...remainderLines(style, evidence, stays),
    ...pressing.flatMap((group, index) => [
      "",
      ...groupLines(style, group, pressing.length > 1 ? index + 1 : undefined),
    ]),
    ...(main === undefined ? [] : wayOutLines(style, evidence, main, pressing)),
    ...postureLines(style, posture),
  ];
  return `${lines.join("\n")}\n`;
}

/** The headline alone, wrapped. */
export function headLines(style: Style, evidence: Evidence, conclusions: LogonConclusions): string[] {
  const { tone, words } = logonHeadline(style, evidence, conclusions);
  return wrap(words, style.width).map((line) => paint(style, tone, line));
}

function remainderLines(style: Style, evidence: Evidence, stays: Remainder): string[] {
  const account = accountName(evidence);
  const askedToEnd = evidence.logon?.end === "logoff";
  const { connections, mark } = evidence.footprint;
  const key = stays === "session" && askedToEnd ? "stays.session-kept" : (`stays.${stays}` as const);
  return [
    ...heading(style, tell(style, "stays.heading")),
    ...paragraph(style, tell(style, key, { account }), 2),
    ...(askedToEnd && evidence.facts["session.end"]?.value === "logoff-unconfirmed"
      ? paragraph(style, tell(style, "stays.other-keys"), 2)
      : []),
    ...paragraph(style, tell(style, "stays.sent", { connections, mark: printable(mark, 80) }), 2, "", "quiet"),
  ];
}
