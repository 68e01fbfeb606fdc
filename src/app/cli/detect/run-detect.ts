import { buildDetectionsReport, detectionReport, sigmaHitReport } from "../../../core/contract/index.ts";
import { DEFAULT_THRESHOLDS, type Detection, type Severity, SEVERITIES } from "../../../core/detection/index.ts";
import { type Language, printable, say } from "../../../core/texts/index.ts";
import type { Arguments } from "../arguments.ts";
import { reasonFor } from "../events/events-summary.ts";
import { firstReason, readablePaths } from "../events/read-paths.ts";
import { parseMoment } from "../events/where.ts";
import { jsonText } from "../json-text.ts";
import { EXIT, usage } from "../operation-error.ts";
import { styleFor } from "../render/style.ts";
import { parseOffset } from "../sessions/moments.ts";
import { type World, write } from "../world.ts";
import { readHistoryFile, readRules, readThresholdFile, writeHistoryFile } from "./detect-files.ts";
import { detectPage } from "./detect-page.ts";
import { detectionsCsv } from "./detections-csv.ts";
import { type ReadDetections, readDetections } from "./read-detections.ts";

/** Files that were not read are named up to this number; a folder of a system holds hundreds. */
const NAMED_MOST = 5;
const SHOWN = 120;

/** Reads logs and tells attacks. Exit code 1 where one is at or above `--fail-on` or all records were damaged, 2 where there was no log. */
export async function runDetectCommand(args: Arguments, world: World, language: Language): Promise<number> {
  if (args.operands.length === 0) throw usage("error.operand-missing", { command: "detect", operand: "LOGS" });
  if (["json", "ndjson", "csv"].filter((form) => args.has(form)).length > 1) throw usage("error.detect-two-forms");
  await readablePaths(args.operands);
  const thresholdFile = args.get("thresholds");
  const baseline = args.get("baseline");
  const rulePaths = args.all("sigma");
  const offset = args.get("utc-offset");
  const thresholds =
    thresholdFile === undefined ? DEFAULT_THRESHOLDS : await readThresholdFile(thresholdFile, language);
  const least = severityOf(args.get("min-severity")) ?? "info";
  const bar = severityOf(args.get("fail-on")) ?? "medium";
  const read = await readDetections(args, world, language, {
    detection: { thresholds, ...(baseline === undefined ? {} : { history: await readHistoryFile(baseline) }) },
    rules: rulePaths.length === 0 ? undefined : await readRules(rulePaths),
    sinceMs: momentOf(args, "since"),
    untilMs: momentOf(args, "until"),
    utcOffsetMinutes: offset === undefined ? undefined : parseOffset(offset),
  });
  if (world.interrupted.aborted) return EXIT.interrupted;
  if (read.counts.records === 0 && read.damaged === 0) {
    throw usage("error.detect-no-log", {
      paths: printable(args.operands.join(" "), SHOWN),
      reason: firstReason(read.passedOver, language),
    });
  }
  const shown = read.result.detections.filter(({ severity }) => isAtLeast(severity, least));
  await write(world.stdout, output());
  await tellOfInput(read, world, language);
  await saveBaseline(args, read, world, language);
  // Logs of which nothing could be read meet no bar.
  const isAllDamaged = read.counts.records === 0;
  return isAllDamaged || hasReached(read, bar) ? EXIT.finding : EXIT.ok;

  function output(): string {
    if (args.has("csv")) return detectionsCsv(shown, read.sigma?.hits ?? [], language);
    if (args.has("ndjson")) return ndjson(shown);
    if (!args.has("json")) {
      return detectPage(styleFor(world.stdout, world.env, args, language), read, shown);
    }
    const { counts, damaged, passedOver, result, sigma } = read;
    const input = {
      records: counts.records,
      events: counts.events,
      damaged,
      duplicates: counts.duplicates,
      passedOver: passedOver.map(({ path, why }) => ({ path, why })),
    };
    return `${jsonText(buildDetectionsReport({ ...result, detections: shown }, input, sigma, thresholds), 2)}\n`;
  }

  function ndjson(detections: readonly Detection[]): string {
    const lines = [
      ...detections.map((detection) => jsonText(detectionReport(detection, thresholds))),
      ...(read.sigma?.hits ?? []).map((hit) => jsonText(sigmaHitReport(hit))),
    ];
    return lines.map((line) => `${line}\n`).join("");
  }
}

function momentOf(args: Arguments, option: string): number | undefined {
  const text = args.get(option);
  if (text === undefined) return undefined;
  const moment = parseMoment(text);
  if (moment === undefined) throw usage("error.bad-time", { value: text });
  return moment;
}

function severityOf(text: string | undefined): Severity | undefined {
  return SEVERITIES.find((known) => known === text);
}

function isAtLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least);
}

/** Levels of rules on our scale. */
const LEVELS = { critical: "high", high: "high", medium: "medium", low: "low", informational: "info" } as const;

function hasReached({ result, sigma }: ReadDetections, bar: Severity): boolean {
  if (result.detections.some(({ severity }) => isAtLeast(severity, bar))) return true;
  return (sigma?.hits ?? []).some(({ rule }) => isAtLeast(LEVELS[rule.level], bar));
}

async function saveBaseline(args: Arguments, read: ReadDetections, world: World, language: Language): Promise<void> {
  const path = args.get("save-baseline");
  if (path === undefined) return;
  await writeHistoryFile(path, read.history);
  const count = Object.keys(read.history.users).length;
  const line = say(language, "detect.wrote-baseline", { count, file: printable(path, SHOWN) });
  await write(world.stderr, `rdpulse: ${line}\n`);
}

async function tellOfInput(read: ReadDetections, world: World, language: Language): Promise<void> {
  const lines: string[] = [];
  const { firstDamaged } = read;
  if (firstDamaged !== undefined) {
    const { offset, origin, reason } = firstDamaged;
    const first = `${printable(origin, SHOWN)} @ ${offset}: ${printable(reason, SHOWN)}`;
    lines.push(say(language, "detect.damaged", { count: read.damaged, first }));
  }
  for (const passed of read.passedOver.slice(0, NAMED_MOST)) {
    const why = reasonFor(passed, language);
    lines.push(say(language, "detect.passed-over", { file: printable(passed.path, SHOWN), why }));
  }
  const more = read.passedOver.length - NAMED_MOST;
  if (more > 0) lines.push(say(language, "detect.passed-over-more", { count: more }));
  for (const line of lines) await write(world.stderr, `rdpulse: ${line}\n`);
}
