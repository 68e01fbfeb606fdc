import { writeFile } from "node:fs/promises";
import { buildSessionsReport } from "../../../core/contract/index.ts";
import { sessionPicture } from "../../../core/sessions/index.ts";
import { type Language, printable, say } from "../../../core/texts/index.ts";
import type { Arguments } from "../arguments.ts";
import { firstReason, readablePaths } from "../events/read-paths.ts";
import { reasonFor } from "../events/events-summary.ts";
import { jsonText } from "../json-text.ts";
import { errnoOf, EXIT, usage } from "../operation-error.ts";
import { type Style, styleFor, tell } from "../render/style.ts";
import { type World, write } from "../world.ts";
import { type Choice, chooseSessions } from "./choose-sessions.ts";
import { type Clock, parseOffset, timeText } from "./moments.ts";
import { type ReadTimeline, readTimeline } from "./read-timeline.ts";
import { sessionsCsv } from "./sessions-csv.ts";
import { sessionsPage } from "./sessions-page.ts";

/** Files that were not read are named up to this number; a folder of a system holds hundreds. */
const NAMED_MOST = 5;

/** Reads logs and prints the sessions in them. Exit code 1 where records were damaged, 2 where there was no log. */
export async function runSessionsCommand(args: Arguments, world: World, language: Language): Promise<number> {
  if (args.operands.length === 0) throw usage("error.operand-missing", { command: "sessions", operand: "LOGS" });
  if (["json", "csv", "table"].filter((form) => args.has(form)).length > 1) throw usage("error.sessions-two-forms");
  await readablePaths(args.operands);
  const clock: Clock = { isLocal: args.has("local") };
  const offset = args.get("utc-offset");
  const utcOffsetMinutes = offset === undefined ? undefined : parseOffset(offset);
  // Wrong options are told before hours of reading.
  chooseSessions({ sessions: [], gaps: [], firstMs: undefined, lastMs: undefined, sessionsLeftOut: 0 }, args, clock);
  const style = styleFor(world.stdout, world.env, args, language);
  const read = await readTimeline(args, world, language, utcOffsetMinutes);
  if (world.interrupted.aborted) return EXIT.interrupted;
  if (read.counts.records === 0 && read.damaged === 0) {
    throw usage("error.sessions-no-log", {
      paths: printable(args.operands.join(" "), 120),
      reason: firstReason(read.passedOver, language),
    });
  }
  const choice = chooseSessions(read.timeline, args, clock);
  await writePicture(args, choice, language, clock);
  await write(world.stdout, output(args, read, choice, style, clock, world));
  await tellOfInput(read, world, language);
  return read.damaged > 0 ? EXIT.finding : EXIT.ok;
}

function output(args: Arguments, read: ReadTimeline, choice: Choice, style: Style, clock: Clock, world: World): string {
  if (args.has("csv")) return sessionsCsv(choice.timeline.sessions);
  if (args.has("json")) {
    const input = {
      records: read.counts.records,
      damaged: read.damaged,
      duplicates: read.counts.duplicates,
      passedOver: read.passedOver.map(({ path, why }) => ({ path, why })),
    };
    return `${jsonText(buildSessionsReport(choice.timeline, input), 2)}\n`;
  }
  const zone = clock.isLocal ? tell(style, "sessions.zone-local") : "UTC";
  return sessionsPage(style, read, choice, { clock, zone, isTable: args.has("table"), isAscii: isAscii(world.env) });
}

/** A locale that is named and is not of UTF-8 shows no block elements. */
function isAscii(env: World["env"]): boolean {
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "";
  return locale !== "" && !/utf-?8/i.test(locale);
}

async function writePicture(args: Arguments, choice: Choice, language: Language, clock: Clock): Promise<void> {
  const path = args.get("svg");
  if (path === undefined) return;
  const svg = sessionPicture(choice.timeline, {
    language,
    formatTime: (epochMs) => timeText(epochMs, clock),
    zone: clock.isLocal ? say(language, "sessions.zone-local") : "UTC",
  });
  try {
    await writeFile(path, svg, { flag: "wx", mode: 0o600 });
  } catch (error) {
    const reason = errnoOf(error);
    const file = printable(path, 120);
    throw reason === "EEXIST"
      ? usage("error.sessions-exists", { file })
      : usage("error.unwritable-file", { file, reason: reason ?? String(error) });
  }
}

async function tellOfInput(read: ReadTimeline, world: World, language: Language): Promise<void> {
  const lines: string[] = [];
  const { firstDamaged } = read;
  if (firstDamaged !== undefined) {
    const first = `${printable(firstDamaged.origin, 120)} @ ${firstDamaged.offset}: ${printable(firstDamaged.reason, 120)}`;
    lines.push(say(language, "sessions.damaged", { count: read.damaged, first }));
  }
  for (const passed of read.passedOver.slice(0, NAMED_MOST)) {
    const why = reasonFor(passed, language);
    lines.push(say(language, "sessions.passed-over", { file: printable(passed.path, 120), why }));
  }
  const more = read.passedOver.length - NAMED_MOST;
  if (more > 0) lines.push(say(language, "sessions.passed-over-more", { count: more }));
  for (const line of lines) await write(world.stderr, `rdpulse: ${line}\n`);
}
