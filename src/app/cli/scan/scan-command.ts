import { QUESTION_IDS } from "../../../core/plan/index.ts";
import { type Language, say } from "../../../core/texts/index.ts";
import type { Arguments } from "../arguments.ts";
import { parseDurationMs } from "../duration.ts";
import { collectGarbageEagerly } from "../eager-garbage.ts";
import { jsonText } from "../json-text.ts";
import { EXIT, usage, wordsOf } from "../operation-error.ts";
import { readProbeSettings, readRoots, requireOwnSource } from "../probe-options.ts";
import { scanPage } from "../render/scan-page.ts";
import { styleFor } from "../render/style.ts";
import { exitCodeFor, readBar } from "../verdict-exit.ts";
import { type World, write } from "../world.ts";
import { ResultFile } from "./result-file.ts";
import { ScanProgress } from "./scan-progress.ts";
import { ScanSummary } from "./scan-summary.ts";
import { scanTargets } from "./scan-targets.ts";
import { TargetList } from "../../../io/targets/index.ts";

const DEFAULT_PARALLEL = 64;
const MOST_PARALLEL = 1024;
const DEFAULT_ROWS = 50;

/** Checks many targets; results go out as they come, and the summary at the end. */
export async function runScanCommand(args: Arguments, world: World, language: Language): Promise<number> {
  const style = styleFor(world.stdout, world.env, args, language);
  const bar = readBar(args.get("fail-on"));
  const parallel = countOf(args, "parallel", DEFAULT_PARALLEL, MOST_PARALLEL);
  const rows = countOf(args, "rows", DEFAULT_ROWS, 1_000_000);
  const settings = readProbeSettings(args, args.has("full") ? [] : QUESTION_IDS);
  const deadlineMs = args.get("deadline");
  const limitMs = deadlineMs === undefined ? undefined : parseDurationMs(deadlineMs, "--deadline");
  if (args.has("json") && args.has("ndjson")) throw usage("error.json-and-ndjson");
  const probe = await world.loadProbe();
  const caPem = await readRoots(args.get("ca"), probe);
  await requireOwnSource(settings, probe);
  const list = await readTargets(args, world, language);

  collectGarbageEagerly();
  const startedAtMs = Date.now();
  const startedMs = performance.now();
  const summary = new ScanSummary();
  const path = args.get("resume");
  const file = path === undefined ? undefined : await ResultFile.open(path, (report) => summary.add(report));
  const labels = [
    ...(function* () {
      for (const label of list.labels()) if (file?.finished.has(label) !== true) yield label;
    })(),
  ];
  const total = summary.finished + labels.length;

  const deadline = new AbortController();
  const timer = limitMs === undefined ? undefined : setTimeout(() => deadline.abort(), limitMs);
  const progress = new ScanProgress(world, args, language, summary, total);
  try {
    await scanTargets({
      labels,
      target: (label) => list.target(label),
      parallel: Math.min(parallel, Math.max(1, labels.length)),
      settings,
      caPem,
      probe,
      signal: AbortSignal.any([world.interrupted, deadline.signal]),
      onResult: async (result) => {
        if (result.schema === "rdpulse.check/1") summary.add(result);
        else summary.addFailure();
        if (file === undefined && !args.has("ndjson")) return;
        const line = `${jsonText(result)}\n`;
        if (file !== undefined) await write(file.stream, line);
        if (args.has("ndjson")) await write(world.stdout, line);
      },
    });
  } finally {
    clearTimeout(timer);
    progress.erase();
    await file?.close();
  }

  const report = summary.report(startedAtMs, performance.now() - startedMs, total);
  if (args.has("json")) await write(world.stdout, `${jsonText(report, 2)}\n`);
  else if (!args.has("ndjson")) await write(world.stdout, scanPage(style, report, rows));
  else if (world.stderr.isTTY === true) {
    await write(world.stderr, scanPage(styleFor(world.stderr, world.env, args, language), report, rows));
  }
  if (world.interrupted.aborted) return EXIT.interrupted;
  if (!report.complete) {
    await write(
      world.stderr,
      `rdpulse: ${say(language, "error.cut-off", { left: total - summary.finished - summary.failed, total })}\n`,
    );
    return EXIT.cutOff;
  }
  if (summary.failed > 0) {
    await write(world.stderr, `rdpulse: ${say(language, "error.scan-failures", { count: summary.failed })}\n`);
    return EXIT.bug;
  }
  return exitCodeFor(summary.worstEffect === undefined ? [] : [{ effect: summary.worstEffect }], bar);
}

/** All targets of operands and files. Lines that name none are told, and the others go on. */
async function readTargets(args: Arguments, world: World, language: Language): Promise<TargetList> {
  const files = args.all("file");
  if (args.operands.length === 0 && files.length === 0) {
    throw usage("error.operand-missing", { command: "scan", operand: "TARGET" });
  }
  const list = new TargetList();
  for (const operand of args.operands) await list.addOperand(operand, world.stdin);
  for (const path of files) await list.addFile(path);
  const told = list.bad.slice(0, 20);
  for (const { place, error } of told) {
    const words = wordsOf(error, language);
    await write(world.stderr, `rdpulse: ${place === "" ? words : `${place}: ${words}`}\n`);
  }
  if (list.bad.length > told.length) {
    const count = list.bad.length - told.length;
    await write(world.stderr, `rdpulse: ${say(language, "error.more-bad-lines", { count })}\n`);
  }
  if (list.size === 0) throw usage("error.no-targets");
  return list;
}

function countOf(args: Arguments, option: string, otherwise: number, most: number): number {
  const text = args.get(option);
  if (text === undefined) return otherwise;
  const count = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > most) throw usage("error.bad-count", { option: `--${option}`, value: text, most });
  return count;
}
