import { describeBecause } from "../../../core/diagnosis/index.ts";
import type { Evidence, StageEvidence, StageOutcome } from "../../../core/evidence/index.ts";
import { displayWidth, padEnd, padStart } from "./display-width.ts";
import { stageFacts } from "./stage-facts.ts";
import { duration, paint, paragraph, type Style, tell, type Tone } from "./style.ts";
import { wrap } from "./wrap.ts";

const MARGIN = 2;
const GAP = 2;
/** Below this many columns there is no bar, and facts stand under their stage. */
const BAR_FROM_COLUMNS = 64;
const NARROWEST_FACTS = 24;

const TONE: Readonly<Record<StageOutcome, Tone | undefined>> = {
  ok: "good",
  failed: "bad",
  skipped: "quiet",
  "not-tested": "quiet",
};

/** One line a stage: outcome, name, time, when it ran (a waterfall), and its key facts or why it failed. */
export function stageLines(style: Style, evidence: Evidence): string[] {
  const cells = evidence.stages.map((stage) => ({
    stage,
    outcome: tell(style, `outcome.${stage.outcome}`),
    time: timeOf(style, stage),
    facts: phrasesOf(style, evidence, stage),
  }));
  const outcomeWidth = Math.max(...cells.map(({ outcome }) => displayWidth(outcome)));
  const nameWidth = Math.max(...cells.map(({ stage }) => stage.name.length));
  const timeWidth = Math.max(...cells.map(({ time }) => displayWidth(time)));
  const barWidth = barWidthFor(style);
  const endMs = Math.max(1, ...evidence.stages.map((stage) => (stage.startMs ?? 0) + (stage.durationMs ?? 0)));

  return cells.flatMap(({ stage, outcome, time, facts }) => {
    const tone = TONE[stage.outcome];
    const head = [
      " ".repeat(MARGIN) + paint(style, tone, padEnd(outcome, outcomeWidth)),
      paint(style, stage.outcome === "failed" ? "strong" : undefined, padEnd(stage.name, nameWidth)),
      padStart(time, timeWidth),
      ...(barWidth === 0 ? [] : [paint(style, tone, bar(stage, endMs, barWidth))]),
    ].join(" ".repeat(GAP));
    const headWidth =
      MARGIN + outcomeWidth + GAP + nameWidth + GAP + timeWidth + (barWidth === 0 ? 0 : GAP + barWidth) + GAP;
    const text = facts.join(tell(style, "list.separator"));
    if (text === "") return [head.trimEnd()];
    if (style.width - headWidth < NARROWEST_FACTS) {
      return [head.trimEnd(), ...paragraph(style, text, MARGIN * 2, "", factTone(stage))];
    }
    const [first = "", ...others] = wrap(text, style.width - headWidth);
    return [
      head + " ".repeat(GAP) + paint(style, factTone(stage), first),
      ...others.map((line) => " ".repeat(headWidth) + paint(style, factTone(stage), line)),
    ];
  });
}

function factTone(stage: StageEvidence): Tone | undefined {
  return stage.outcome === "ok" || stage.outcome === "failed" ? undefined : "quiet";
}

function barWidthFor(style: Style): number {
  if (style.plain || style.width < BAR_FROM_COLUMNS) return 0;
  return style.width >= 100 ? 20 : 10;
}

/** Where on the whole check's time line the stage ran: always at least one cell, so that a fast stage is seen. */
function bar(stage: StageEvidence, endMs: number, width: number): string {
  if (stage.startMs === undefined || stage.durationMs === undefined) return " ".repeat(width);
  const from = Math.min(width - 1, Math.floor((stage.startMs / endMs) * width));
  const to = Math.max(from + 1, Math.min(width, Math.ceil(((stage.startMs + stage.durationMs) / endMs) * width)));
  return " ".repeat(from) + "█".repeat(to - from) + " ".repeat(width - to);
}

function timeOf(style: Style, { durationMs }: StageEvidence): string {
  return durationMs === undefined ? "" : duration(style, durationMs);
}

function phrasesOf(style: Style, evidence: Evidence, stage: StageEvidence): string[] {
  const why =
    stage.fault === undefined
      ? []
      : [
          describeBecause(
            { side: "for", fact: `fault.${stage.name}`, value: stage.fault, at: `line ${stage.line ?? 0}` },
            style.language,
          ),
        ];
  const reason =
    stage.reason === undefined || stage.reason === "not-reached" ? [] : [tell(style, `reason.${stage.reason}`)];
  return [...why, ...reason, ...stageFacts(style, evidence, stage.name)];
}
