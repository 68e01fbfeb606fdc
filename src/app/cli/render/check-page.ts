import type { AuditResult } from "../../../core/audit/index.ts";
import { type Diagnosis, targetLabel } from "../../../core/contract/index.ts";
import type { Verdict } from "../../../core/diagnosis/index.ts";
import type { Evidence, StageName } from "../../../core/evidence/index.ts";
import { causes, describeBuild } from "../../../core/knowledge/index.ts";
import { printable } from "../../../core/texts/index.ts";
import { auditLines } from "./audit-lines.ts";
import {
  type FindingGroup,
  findingFromOutside,
  groupFindings,
  groupLines,
  postureLines,
  variantOrCause,
} from "./finding-lines.ts";
import { type Platform, remedyFor, remedyLines } from "./remedy-lines.ts";
import { hostFacts, STACK_NAMES } from "./stage-facts.ts";
import { stageLines } from "./stage-lines.ts";
import { duration, heading, paint, paragraph, type Style, tell, type Tone } from "./style.ts";
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

function titleLines(style: Style, evidence: Evidence): string[] {
  const address = evidence.facts["tcp.address"]?.value;
  const label = printable(targetLabel(evidence.target), 200);
  const title = evidence.target.literal || address === undefined ? label : `${label} (${printable(address, 50)})`;
  return wrap(title, style.width).map((line) => paint(style, "strong", line));
}

function hostLines(style: Style, evidence: Evidence): string[] {
  const phrases = hostFacts(style, evidence);
  return [
    ...(phrases.length === 0
      ? []
      : ["", ...paragraph(style, phrases.join(tell(style, "list.separator")), 2, "", "quiet")]),
    ...osBuildLines(style, evidence),
  ];
}

/** What the build number can and cannot mean; nothing of a number that many programs send as a constant. */
function osBuildLines(style: Style, evidence: Evidence): string[] {
  const seen = evidence.facts["credssp.osVersion"]?.value;
  if (seen === undefined) return [];
  const { mayBeFixedValue, notes } = describeBuild(seen.major, seen.minor, seen.build);
  if (mayBeFixedValue) return [];
  return notes.flatMap((note) => paragraph(style, note[style.language], 2, "", "quiet"));
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

/** What to do about the first cause, and where to look where outside is not enough. */
function wayOutLines(
  style: Style,
  evidence: Evidence,
  main: FindingGroup,
  pressing: readonly FindingGroup[],
): string[] {
  const [finding] = main;
  const cause = causes[finding.id];
  const platform = platformOf(evidence);
  const chosen = remedyFor({ ...cause.remedies, ...variantOrCause(finding).remedies }, platform);
  const hasOther = cause.remedies.windows !== undefined && cause.remedies.xrdp !== undefined;
  const others = [...main.slice(1), ...pressing.slice(1).map(([first]) => first)];
  return [
    ...(chosen === undefined ? [] : remedyLines(style, chosen.platform, chosen.remedy)),
    ...(chosen !== undefined && hasOther && platform === undefined
      ? paragraph(
          style,
          tell(style, chosen.platform === "windows" ? "remedy.see-xrdp" : "remedy.see-windows", { id: finding.id }),
          2,
          "",
          "quiet",
        )
      : []),
    ...kinOfXrdpLines(style, evidence, chosen?.platform),
    ...heading(style, tell(style, "outside.heading")),
    ...paragraph(style, findingFromOutside(style, finding), 2),
    ...(others.length === 0
      ? []
      : [
          "",
          ...paragraph(style, tell(style, "remedy.see-others"), 0),
          ...others.slice(0, 1).map((other) => `  ${paint(style, "command", `rdpulse explain ${other.id}`)}`),
        ]),
  ];
}

/** Whose remedy to show; undefined where the wire does not tell. */
function platformOf(evidence: Evidence): Platform | undefined {
  const stack = evidence.facts["session.fingerprint"]?.value.stack;
  if (stack === undefined || stack === "unknown" || stack === "virtualbox") return undefined;
  return stack === "windows" ? "windows" : "xrdp";
}

/** Weston, GNOME and FreeRDP get xrdp's steps as the nearest there are; nobody shall look for /etc/xrdp there in vain. */
function kinOfXrdpLines(style: Style, evidence: Evidence, shown: Platform | undefined): string[] {
  const stack = evidence.facts["session.fingerprint"]?.value.stack;
  if (shown !== "xrdp" || stack === undefined || stack === "xrdp" || platformOf(evidence) !== "xrdp") return [];
  return paragraph(style, tell(style, "remedy.kin-of-xrdp", { stack: STACK_NAMES[stack] }), 2, "", "quiet");
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
