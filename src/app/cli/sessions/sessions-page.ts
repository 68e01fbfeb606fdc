import type { HostSession, LogonPhase, TimelineGap } from "../../../core/sessions/index.ts";
import { printable } from "../../../core/texts/index.ts";
import { paint, paragraph, type Style, tell } from "../render/style.ts";
import { barLines } from "./bars.ts";
import type { Choice } from "./choose-sessions.ts";
import { type Clock, durationText, timeText } from "./moments.ts";
import type { ReadTimeline } from "./read-timeline.ts";
import { References } from "./references.ts";
import { sessionRows } from "./session-rows.ts";
import { userText } from "./session-words.ts";

/** A logon that takes longer than this is one that people complain about; RemoteFX and profiles take a third of it. */
const SLOW_LOGON_MS = 30_000;
const MOST_SLOW = 8;
const MOST_GAPS = 12;
/** Told by their number, not one by one. */
const COUNTED: ReadonlySet<string> = new Set(["restart", "restart-unclear", "clock-changed"]);

export interface PageOptions {
  readonly clock: Clock;
  readonly zone: string;
  /** The table alone. */
  readonly isTable: boolean;
  readonly isAscii: boolean;
}

/** The page of `rdpulse sessions`: table, bars, slow logons, gaps, and what was read. */
export function sessionsPage(style: Style, read: ReadTimeline, choice: Choice, options: PageOptions): string {
  const { sessions } = choice.timeline;
  const references = new References();
  const lines: string[] = [];
  if (!options.isTable) lines.push(...headLines(style, read, options), "");
  if (sessions.length === 0) lines.push(...noneLines(style, read, choice));
  else lines.push(...sessionRows(style, sessions, options.clock, references, !options.isTable));
  if (options.isTable) return `${lines.join("\n")}\n`;
  if (sessions.length > 0 && !style.plain) {
    lines.push(...section(style, "sessions.bars", barLines(style, sessions, options.clock, options.isAscii)));
  }
  lines.push(...section(style, "sessions.slow", slowLines(style, sessions, options.clock, references)));
  lines.push(...section(style, "sessions.gaps", gapLines(style, read, choice, options.clock, references)));
  lines.push(...section(style, "sessions.files", fileLines(style, references)));
  lines.push(...totalLines(style, choice, read));
  return `${lines.join("\n")}\n`;
}

function section(
  style: Style,
  title: "sessions.bars" | "sessions.slow" | "sessions.gaps" | "sessions.files",
  lines: readonly string[],
): string[] {
  return lines.length === 0 ? [] : [paint(style, "strong", tell(style, title)), ...lines, ""];
}

function fileLines(style: Style, references: References): string[] {
  return references.files().flatMap((file, index) => paragraph(style, printable(file, 200), 1, `${index + 1}  `));
}

function headLines(style: Style, { timeline }: ReadTimeline, { clock, zone }: PageOptions): string[] {
  const title = paint(style, "strong", tell(style, "sessions.title"));
  if (timeline.firstMs === undefined || timeline.lastMs === undefined) return [title];
  const span = tell(style, "sessions.span", {
    from: timeText(timeline.firstMs, clock),
    until: timeText(timeline.lastMs, clock),
    zone,
  });
  return [title, ...paragraph(style, span, 1, "", "quiet")];
}

const SESSION_CHANNELS = /localsessionmanager|^security$|sesman/i;

function noneLines(style: Style, read: ReadTimeline, choice: Choice): string[] {
  if (choice.hidden > 0) return paragraph(style, tell(style, "sessions.none-remote", { count: choice.hidden }), 1);
  const isTold = read.channels.some(({ channel }) => SESSION_CHANNELS.test(channel));
  const lines = paragraph(style, tell(style, "sessions.none"), 1);
  // Nothing found where nothing could be found is no finding.
  return isTold ? lines : [...lines, ...paragraph(style, tell(style, "sessions.none-channels"), 1, "", "warn")];
}

function slowLines(style: Style, sessions: readonly HostSession[], clock: Clock, references: References): string[] {
  const slow = sessions.flatMap((session) =>
    session.visits.flatMap((visit) => {
      const totalMs = visit.phases.reduce((sum, { durationMs }) => sum + durationMs, 0);
      return totalMs >= SLOW_LOGON_MS ? [{ session, visit, totalMs }] : [];
    }),
  );
  if (slow.length === 0) return [];
  const lines = slow
    .toSorted((one, other) => other.totalMs - one.totalMs)
    .slice(0, MOST_SLOW)
    .flatMap(({ session, visit, totalMs }) => {
      const phases = visit.phases.map((phase) => phaseText(style, phase, references)).join(", ");
      const text = `${timeText(visit.fromMs, clock)} ${userText(style, session)}: ${durationText(totalMs)} (${phases})`;
      return paragraph(style, text, 1);
    });
  const why = tell(style, "sessions.slow.why", { seconds: SLOW_LOGON_MS / 1000 });
  return [...paragraph(style, why, 1, "", "quiet"), ...lines];
}

function phaseText(style: Style, { to, durationMs, toAt }: LogonPhase, references: References): string {
  const step = to === "connected" ? "" : tell(style, `sessions.step.${to}`);
  const duration = durationMs < 10_000 ? `${(durationMs / 1000).toFixed(1)} s` : durationText(durationMs);
  return `${step} ${duration} ${references.short(toAt)}`;
}

function gapLines(style: Style, read: ReadTimeline, choice: Choice, clock: Clock, references: References): string[] {
  const { gaps } = choice.timeline;
  const restarts = gaps.filter(({ kind }) => kind === "restart").length;
  const told = gaps.filter(({ kind }) => !COUNTED.has(kind));
  const lines = told.slice(0, MOST_GAPS).flatMap((gap) => {
    const text = `${timeText(gap.untilMs, clock)}  ${gapText(style, gap, clock)} ${references.short(gap.at)}`;
    return paragraph(style, text, 1);
  });
  if (told.length > MOST_GAPS) lines.push(` ${tell(style, "sessions.gap.more", { count: told.length - MOST_GAPS })}`);
  lines.push(...clockLines(style, gaps, clock, references), ...missingLines(style, read, references));
  const unclear = gaps.filter(({ kind }) => kind === "restart-unclear").length;
  if (unclear > 0) lines.push(...paragraph(style, tell(style, "sessions.gap.restarts-unclear", { count: unclear }), 1));
  if (restarts > 0) lines.push(...paragraph(style, tell(style, "sessions.gap.restarts", { count: restarts }), 1));
  return lines;
}

function gapText(style: Style, gap: TimelineGap, clock: Clock): string {
  const host = printable(gap.host, 60);
  if (gap.kind === "restart" || gap.kind === "restart-unclear" || gap.kind === "clock-changed") return "";
  if (gap.kind === "log-cleared" && gap.channel === undefined) {
    return tell(style, "sessions.gap.log-cleared-unnamed", { host });
  }
  const from = timeText(gap.fromMs, clock);
  return tell(style, `sessions.gap.${gap.kind}`, { host, from, channel: printable(gap.channel ?? "", 80) });
}

/** A machine whose clock runs wrong has it set again and again: that is one remark. */
function clockLines(style: Style, gaps: readonly TimelineGap[], clock: Clock, references: References): string[] {
  const ofHosts = Map.groupBy(
    gaps.filter(({ kind }) => kind === "clock-changed"),
    ({ host }) => host,
  );
  return [...ofHosts].slice(0, MOST_GAPS).flatMap(([host, own]) => {
    const [first] = own;
    const last = own.at(-1);
    if (first === undefined || last === undefined) return [];
    const text = tell(style, "sessions.gap.clock-changed", {
      host: printable(host, 60),
      count: own.length,
      from: `${timeText(first.untilMs, clock)} ${references.short(first.at)}`,
      until: `${timeText(last.untilMs, clock)} ${references.short(last.at)}`,
    });
    return paragraph(style, text, 1);
  });
}

// Records of other logs that are gone do not touch sessions.
function missingLines(style: Style, { channels }: ReadTimeline, references: References): string[] {
  return channels
    .filter(({ channel }) => /localsessionmanager/i.test(channel))
    .flatMap(({ host, channel, missing }) =>
      missing.slice(0, 3).flatMap(({ after, before, count }) =>
        paragraph(
          style,
          tell(style, "sessions.gap.missing", {
            host: printable(host, 60),
            channel: printable(channel, 100),
            count,
            after: references.short(after),
            before: references.short(before),
          }),
          1,
        ),
      ),
    );
}

function totalLines(style: Style, choice: Choice, { timeline }: ReadTimeline): string[] {
  const { sessions } = choice.timeline;
  const users = new Set(sessions.map(({ user }) => user?.name.toLowerCase() ?? ""));
  const hosts = new Set(sessions.map(({ host }) => host));
  const total = tell(style, "sessions.total", { sessions: sessions.length, users: users.size, hosts: hosts.size });
  const isSomeHidden = choice.hidden > 0 && sessions.length > 0;
  return [
    ...(sessions.length === 0 ? [] : paragraph(style, total)),
    ...(isSomeHidden ? paragraph(style, tell(style, "sessions.hidden", { count: choice.hidden })) : []),
    ...(timeline.sessionsLeftOut > 0
      ? paragraph(style, tell(style, "sessions.left-out", { count: timeline.sessionsLeftOut }), 0, "", "warn")
      : []),
  ];
}
