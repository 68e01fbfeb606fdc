import type { AuditResult } from "../../../core/audit/index.ts";
import type { Diagnosis } from "../../../core/contract/index.ts";
import type { Verdict } from "../../../core/diagnosis/index.ts";
import type { Evidence, StageName } from "../../../core/evidence/index.ts";
import { printable } from "../../../core/texts/index.ts";
import { auditLines } from "./audit-lines.ts";
import { groupFindings, groupLines, postureLines } from "./finding-lines.ts";
import { hostLines, titleLines } from "./host-lines.ts";
import { stageLines } from "./stage-lines.ts";
import { duration, heading, paint, paragraph, type Style, tell, type Tone } from "./style.ts";
import { wayOutLines } from "./way-out-lines.ts";
import { wrap } from "./wrap.ts";

const VERDICT_TONE: Readonly<Record<Verdict, Tone>> = {
  healthy: "good",
  degraded: "warn",
  failing: "bad",
  unreachable: "bad",
};

export interface CheckPage {
  readonly evidence: Evidence;
  readonly diagnosis: Diagnosis;
  readonly audit: AuditResult;
  readonly footprint: boolean;
}

/** The page that `check` and `replay` print: stages, verdict, causes, remedy, grade, and posture last. */
export function checkPage(style: Style, { evidence, diagnosis, audit, footprint }: CheckPage): string {
  const groups = groupFindings(diagnosis.findings);
  const pressing = groups.filter(([first]) => first.effect !== "weakens");
  const posture = groups.filter(([first]) => first.effect === "weakens");
  const [main] = pressing;
  const lines = [
    ...titleLines(style, evidence),
    "",
    ...stageLines(style, evidence),
    ...hostLines(style, evidence),
    "",
    ...verdictLines(style, diagnosis.verdict, evidence),
    ...pressing.flatMap((group, index) => [
      "",
      ...groupLines(style, group, pressing.length > 1 ? index + 1 : undefined),
    ]),
    ...(main === undefined ? [] : wayOutLines(style, evidence, main, pressing)),
    ...auditLines(style, audit),
    ...postureLines(style, posture),
    ...(footprint ? footprintLines(style, evidence) : []),
  ];
  return `${lines.join("\n")}\n`;
}

function verdictLines(style: Style, verdict: Verdict, evidence: Evidence): string[] {
  const word = tell(style, `verdict.${verdict}`);
  const time = duration(style, evidence.durationMs);
  const last = lastStageAsked(evidence);
  const text =
    verdict === "healthy" && last !== undefined
      ? tell(style, "verdict.healthy-so-far", { stage: last, time })
      : tell(style, `verdict.${verdict}-text`, { time });
  const [first = "", ...rest] = wrap(`${word}${tell(style, "verdict.separator")}${text}`, style.width);
  return [paint(style, VERDICT_TONE[verdict], word) + first.slice(word.length), ...rest];
}

/** The stage that the operator let the check go to, where that was not the last one. */
function lastStageAsked(evidence: Evidence): StageName | undefined {
  const at = evidence.stages.findIndex(({ name, reason }) => name !== "dns" && reason === "switched-off");
  return at < 0 ? undefined : evidence.stages[at - 1]?.name;
}

function footprintLines(style: Style, evidence: Evidence): string[] {
  const { connections, datagrams, mark } = evidence.footprint;
  const reached = evidence.facts["tcp.connectMs"] !== undefined;
  return [
    ...heading(style, tell(style, "footprint.heading")),
    ...paragraph(
      style,
      tell(style, reached ? "footprint.text" : "footprint.nothing-sent", {
        connections,
        datagrams,
        mark: printable(mark, 80),
      }),
      2,
    ),
  ];
}
