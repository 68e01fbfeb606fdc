import type { DamagedDocument, EventsReport, PassedOverDocument } from "../../../core/contract/index.ts";
import { eventTimeText } from "../../../core/eventlog/index.ts";
import type { Language } from "../../../core/texts/index.ts";
import type { Arguments } from "../arguments.ts";
import { jsonText } from "../json-text.ts";
import { EXIT, usage } from "../operation-error.ts";
import { styleFor } from "../render/style.ts";
import { type World, write } from "../world.ts";
import { eventWriter, type EventForm } from "./event-output.ts";
import { EventsProgress } from "./events-progress.ts";
import { EventsSummary } from "./events-summary.ts";
import { firstReason, readablePaths } from "./read-paths.ts";
import { type RenderJob, rendererOf, workerPlan } from "./render-worker.ts";
import { tellOfWaiting } from "./waiting.ts";
import { allOf, parseMoment, parseWhere } from "./where.ts";

/** Written together: a call for each record would cost more than the record. */
const WRITE_CHARACTERS = 65_536;

/** Reads logs and prints their records; nothing is judged here. */
export async function runEventsCommand(args: Arguments, world: World, language: Language): Promise<number> {
  const paths = args.operands;
  if (paths.length === 0) throw usage("error.operand-missing", { command: "events", operand: "FILE|FOLDER" });
  await readablePaths(paths);
  const form = readForm(args);
  const conditions = [...conditionsOf(args), ...args.all("where")];
  const { filter } = allOf(conditions.map(parseWhere));
  const limit = limitOf(args);
  const utcOffsetMinutes = offsetOf(args.get("utc-offset"));
  const format = args.get("format");
  if (args.has("follow") && form === "json") throw usage("error.follow-and-json");
  const style = styleFor(world.stdout, world.env, args, language);
  const { readLines } = await import("../../../io/ingest/index.ts");

  const summary = new EventsSummary();
  const stop = new AbortController();
  const progress = new EventsProgress(world, args, language, summary);
  const writer = eventWriter(form, style);
  let pending = form === "json" ? '{"schema":"rdpulse.events/1","records":[\n' : writer.heading;
  const job: RenderJob = { kind: "rdpulse-render-events", form, style, conditions };
  // With a limit, workers would read what is never shown; what a filter leaves out costs too little to be shared.
  const isFew =
    Number.isFinite(limit) ||
    filter.eventIds !== undefined ||
    filter.channels !== undefined ||
    filter.providers !== undefined;
  const workers = isFew || args.has("follow") ? undefined : workerPlan(job);
  const batches = readLines({
    paths,
    stdin: world.stdin,
    filter,
    renderer: rendererOf(job),
    ...(workers === undefined ? {} : { workers }),
    order: "time",
    follow: args.has("follow"),
    ...(format === undefined ? {} : { format }),
    ...(utcOffsetMinutes === undefined ? {} : { utcOffsetMinutes }),
    signal: AbortSignal.any([world.interrupted, stop.signal]),
    onProgress: (state) => summary.advance(state),
    onWaiting: tellOfWaiting(world, language),
    onDamage: (damage) => summary.addDamage(damage),
    onPassedOver: (file) => summary.addPassedOver(file),
    onZoneAssumed: (origin) => summary.addZoneAssumed(origin),
  });
  try {
    for await (const batch of batches) {
      for (const { line, records } of batch) {
        if (summary.records >= limit) break;
        if (summary.records > 0) pending += writer.separator;
        summary.records += records;
        pending += line;
        if (pending.length >= WRITE_CHARACTERS) {
          progress.erase();
          await write(world.stdout, pending);
          pending = "";
        }
      }
      if (summary.records >= limit) {
        summary.isCut = true;
        stop.abort();
        break;
      }
      if (args.has("follow") && pending !== "") {
        progress.erase();
        await write(world.stdout, pending);
        pending = "";
      }
    }
  } finally {
    progress.end();
  }
  if (summary.logs === 0 && !world.interrupted.aborted) {
    const reason = firstReason(summary.passedOver, language);
    throw usage("error.no-log", { paths: paths.join(", "), reason });
  }
  if (form === "json") pending += `${tailOf(summary, world.interrupted.aborted)}\n`;
  await write(world.stdout, pending);
  if (!args.has("quiet")) await write(world.stderr, summary.text(styleFor(world.stderr, world.env, args, language)));
  if (world.interrupted.aborted) return EXIT.interrupted;
  return summary.damaged > 0 ? EXIT.finding : EXIT.ok;
}

function readForm(args: Arguments): EventForm {
  const asked = (["table", "ndjson", "csv", "json"] as const).filter((form) => args.has(form));
  if (asked.length > 1) throw usage("error.one-form", { forms: asked.map((form) => `--${form}`).join(", ") });
  return asked[0] ?? "table";
}

/** `--channel`, `--provider`, `--id`, `--since` and `--until` are short forms of `--where`. */
function conditionsOf(args: Arguments): readonly string[] {
  const conditions = ["channel", "provider", "id"].flatMap((name) => {
    const words = args.list(name);
    return words.length === 0 ? [] : [`${name}=${words.join(",")}`];
  });
  const since = momentOf(args, "since");
  const until = momentOf(args, "until");
  if (since !== undefined) conditions.push(`time>=${eventTimeText({ timeMs: since, timeTicks: 0 })}`);
  if (until !== undefined) conditions.push(`time<=${eventTimeText({ timeMs: until, timeTicks: 0 })}`);
  return conditions;
}

function momentOf(args: Arguments, option: string): number | undefined {
  const text = args.get(option);
  if (text === undefined) return undefined;
  const moment = parseMoment(text);
  if (moment === undefined) throw usage("error.bad-time", { value: text });
  return moment;
}

function limitOf(args: Arguments): number {
  const text = args.get("limit");
  if (text === undefined) return Number.POSITIVE_INFINITY;
  const limit = /^\d{1,12}$/.test(text) ? Number(text) : 0;
  if (limit < 1) throw usage("error.bad-count", { option: "--limit", value: text, most: 999_999_999_999 });
  return limit;
}

function offsetOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^(?:z|utc)$/i.test(text)) return 0;
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(text);
  const minutes = Number(match?.[2]) * 60 + Number(match?.[3]);
  if (match === null || !(minutes <= 14 * 60)) throw usage("error.bad-offset", { value: text });
  return match[1] === "-" ? -minutes : minutes;
}

/** The rest of the document behind its records. */
function tailOf(summary: EventsSummary, isInterrupted: boolean): string {
  const rest: Omit<EventsReport, "schema" | "records"> = {
    damaged: summary.damages.map(({ origin, offset, recordId, reason }): DamagedDocument => ({
      origin,
      offset,
      ...(recordId === undefined ? {} : { recordId }),
      reason,
    })),
    passedOver: summary.passedOver.map(({ path, why, detail }): PassedOverDocument => ({
      path,
      why,
      ...(detail === undefined ? {} : { detail }),
    })),
    counts: { records: summary.records, damaged: summary.damaged, logs: summary.logs },
    complete: !summary.isCut && !isInterrupted,
  };
  return `\n],${jsonText(rest).slice(1)}`;
}
