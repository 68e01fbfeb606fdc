import { setTimeout as sleep } from "node:timers/promises";
import { buildLogonReport, type LogonReport, logonSeries } from "../../../core/contract/index.ts";
import { CONNECTION_GAP_MS } from "../../../core/plan/index.ts";
import { jsonText } from "../json-text.ts";
import { EXIT } from "../operation-error.ts";
import { accountName, logonHeadline } from "../render/logon-headline.ts";
import { logonPage } from "../render/logon-page.ts";
import { seriesLines } from "../render/series-lines.ts";
import { paragraph, type Style, styleFor, tell } from "../render/style.ts";
import { readBar } from "../verdict-exit.ts";
import { write } from "../world.ts";
import { type AttemptSetup, attemptLogon, wentWell } from "./attempt.ts";
import { logonExitCode } from "./conclude.ts";
import { printLogon, type SeenLogon } from "./logon-output.ts";

/** After these another attempt would tell nothing new, or help to lock the account out. */
const ENDS_SERIES: readonly string[] = ["refused", "denied", "withheld", "not-verifiable"];

interface Course {
  readonly reports: readonly LogonReport[];
  /** The first run that did not go well. */
  readonly failed: SeenLogon | undefined;
  readonly isRefused: boolean;
  /** That of the worst run. */
  readonly code: number;
}

/** Logs on again and again, and prints how long each part took. Ends at the first refusal. Gives the exit code. */
export async function runSeries(setup: AttemptSetup): Promise<number> {
  const { settings, world, args, language } = setup;
  const course = await runAll(setup);
  const isComplete = course.reports.length === settings.repeat;
  const series = logonSeries(course.reports, isComplete);
  const style = styleFor(world.stdout, world.env, args, language);
  if (args.has("json")) await write(world.stdout, `${jsonText(series, 2)}\n`);
  else if (!args.has("ndjson") && course.reports.length > 0) {
    const lines = [...seriesLines(style, series), ...stoppedLines(style, course, isComplete)];
    await write(world.stdout, `${lines.join("\n")}\n`);
    if (course.failed !== undefined && !args.has("quiet")) {
      await write(world.stdout, `\n${logonPage(style, { ...course.failed, preview: "" })}`);
    }
  }
  return world.interrupted.aborted ? EXIT.interrupted : course.code;
}

async function runAll(setup: AttemptSetup): Promise<Course> {
  const { settings, world, args } = setup;
  const bar = readBar(args.get("fail-on"));
  const reports: LogonReport[] = [];
  let failed: SeenLogon | undefined;
  let code: number = EXIT.ok;
  for (;;) {
    const startedMs = performance.now();
    // The conversation that is kept is that of the first run that went wrong, or of the last.
    const seen = await unlessInterrupted(setup, attemptLogon(setup, failed === undefined));
    if (seen === undefined) return { reports, failed, isRefused: false, code };
    reports.push(buildLogonReport(seen.evidence, seen.conclusions));
    if (!wentWell(seen)) failed ??= seen;
    code = Math.max(code, logonExitCode(seen.conclusions, bar));
    await tellRun(setup, seen, reports.length);
    const isRefused = ENDS_SERIES.includes(seen.conclusions.judgement.outcome);
    if (isRefused || reports.length === settings.repeat) return { reports, failed, isRefused, code };
    const restMs = Math.max(CONNECTION_GAP_MS, settings.everyMs - (performance.now() - startedMs));
    await unlessInterrupted(setup, sleep(restMs, undefined, { signal: world.interrupted }));
    if (world.interrupted.aborted) return { reports, failed, isRefused: false, code };
  }
}

/** What was measured before Ctrl-C is still told. */
async function unlessInterrupted<Value>({ world }: AttemptSetup, work: Promise<Value>): Promise<Value | undefined> {
  try {
    return await work;
  } catch (error) {
    if (world.interrupted.aborted) return undefined;
    throw error;
  }
}

async function tellRun(setup: AttemptSetup, seen: SeenLogon, number: number): Promise<void> {
  const { args, world, language, settings } = setup;
  if (args.has("ndjson")) return printLogon(seen, args, world, language);
  if (args.has("json")) return;
  const style = styleFor(world.stdout, world.env, args, language);
  const { words, tone } = logonHeadline(style, seen.evidence, seen.conclusions);
  const text = tell(style, "series.run", { number, total: settings.repeat, words });
  await write(world.stdout, `${paragraph(style, text, 0, "", tone).join("\n")}\n`);
}

function stoppedLines(style: Style, { failed, isRefused }: Course, isComplete: boolean): readonly string[] {
  if (failed === undefined || !isRefused || isComplete) return [];
  return ["", ...paragraph(style, tell(style, "series.stopped", { account: accountName(failed.evidence) }))];
}
