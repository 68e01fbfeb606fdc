import type { HostSession } from "../../../core/sessions/index.ts";
import { printable } from "../../../core/texts/index.ts";
import { cut, displayWidth, padEnd, padStart } from "../render/display-width.ts";
import { paint, paragraph, type Style, tell } from "../render/style.ts";
import { type Clock, durationText, timeText } from "./moments.ts";
import type { References } from "./references.ts";
import { clientText, endText, fromText, lastedText, mainVisit, reasonWords, userText } from "./session-words.ts";

/** Below this a row is told in two lines. */
const TABLE_WIDTH = 76;
/** Channels of Windows itself; what comes behind tells them apart. */
const VENDOR = /^Microsoft::Windows::RDS::/;
/** The column of how it ended, which wraps: the longest word of it fits. */
const NARROWEST_END = 14;
const MOST_REASONS = 3;
const MOST_CHANNELS = 8;
const MOST_REFERENCES = 6;

interface Row {
  readonly session: HostSession;
  readonly start: string;
  readonly lasted: string;
  readonly user: string;
  readonly host: string;
  readonly from: string;
  readonly end: string;
}

/** The sessions as a table, or stacked where the terminal is narrow, each with what else is known of it. */
export function sessionRows(
  style: Style,
  sessions: readonly HostSession[],
  clock: Clock,
  references: References,
  hasDetails: boolean,
): string[] {
  const rows = sessions.map((session) => rowOf(style, session, clock));
  const hosts = new Set(sessions.map(({ host }) => host));
  const isWide = style.width >= TABLE_WIDTH;
  const widths = widthsOf(style, rows, hosts.size > 1);
  const lines = isWide ? [tableHead(style, widths)] : [];
  for (const row of rows) {
    lines.push(...(isWide ? tableRow(style, row, widths) : stackedRow(style, row, hosts.size > 1)));
    if (hasDetails) lines.push(...detailLines(style, row.session, clock, references));
    else if (!isWide) lines.push("");
  }
  return lines;
}

function rowOf(style: Style, session: HostSession, clock: Clock): Row {
  const start = timeText(session.start.timeMs, clock);
  return {
    session,
    start: session.start.kind === "logon" ? start : `< ${start}`,
    lasted: lastedText(style, session),
    user: userText(style, session),
    host: printable(session.host, 60),
    from: fromText(style, session),
    end: endText(style, session),
  };
}

interface Widths {
  readonly start: number;
  readonly lasted: number;
  readonly user: number;
  readonly host: number;
  readonly from: number;
}

function widthsOf(style: Style, rows: readonly Row[], hasHost: boolean): Widths {
  const column = (key: "start" | "lasted" | "user" | "host" | "from", most: number): number =>
    widest([tell(style, `sessions.column.${key}`), ...rows.map((row) => row[key])], 4, most);
  const start = column("start", 18);
  const lasted = column("lasted", 12);
  const host = hasHost ? column("host", 14) : 0;
  // A blank before, two between columns, and room for how it ended.
  const rest = style.width - 1 - start - lasted - (hasHost ? host + 2 : 0) - 8 - NARROWEST_END;
  const user = column("user", Math.max(8, Math.floor(rest * 0.5)));
  return { start, lasted, host, user, from: column("from", Math.max(8, rest - user)) };
}

function widest(texts: readonly string[], least: number, most: number): number {
  return Math.min(
    most,
    texts.reduce((width, text) => Math.max(width, displayWidth(text)), least),
  );
}

function tableHead(style: Style, widths: Widths): string {
  const cells = [
    padEnd(tell(style, "sessions.column.start"), widths.start),
    padStart(tell(style, "sessions.column.lasted"), widths.lasted),
    padEnd(tell(style, "sessions.column.user"), widths.user),
    ...(widths.host > 0 ? [padEnd(tell(style, "sessions.column.host"), widths.host)] : []),
    padEnd(tell(style, "sessions.column.from"), widths.from),
    tell(style, "sessions.column.end"),
  ];
  return ` ${paint(style, "quiet", cells.join("  "))}`;
}

function tableRow(style: Style, row: Row, widths: Widths): string[] {
  const hasHost = widths.host > 0;
  const before = [
    padEnd(row.start, widths.start),
    padStart(row.lasted, widths.lasted),
    paint(style, "strong", padEnd(cut(row.user, widths.user), widths.user)),
    ...(hasHost ? [padEnd(cut(row.host, widths.host), widths.host)] : []),
    padEnd(cut(row.from, widths.from), widths.from),
  ].join("  ");
  const taken =
    3 + widths.start + 2 + widths.lasted + 2 + widths.user + 2 + (hasHost ? widths.host + 2 : 0) + widths.from;
  const [first = "", ...others] = paragraph({ ...style, width: style.width - taken }, row.end);
  const margin = " ".repeat(taken);
  const tone = endTone(row.session);
  return [` ${before}  ${paint(style, tone, first)}`, ...others.map((line) => margin + paint(style, tone, line))];
}

function endTone({ end }: HostSession): "warn" | undefined {
  return end.kind === "unknown" ? "warn" : undefined;
}

function stackedRow(style: Style, row: Row, hasHost: boolean): string[] {
  const who = hasHost ? `${row.user} @ ${row.host}` : row.user;
  return [
    ` ${row.start}  ${row.lasted}`,
    ...paragraph(style, who, 3, "", "strong"),
    ...paragraph(style, row.from, 3),
    ...paragraph(style, row.end, 3, "", endTone(row.session)),
  ];
}

/** What the row has no place for, and the records that all of it rests on. */
function detailLines(style: Style, session: HostSession, clock: Clock, references: References): string[] {
  const facts = [...visitFacts(style, session), ...staysFacts(style, session)];
  const reasons = [...new Set(session.visits.flatMap((visit) => reasonWords(style, visit) ?? []))];
  const takenOver = session.visits.flatMap(({ takenOverBy }) =>
    takenOverBy === undefined ? [] : [tell(style, "sessions.detail.taken-over", { number: takenOverBy })],
  );
  const { end } = session;
  const open =
    end.kind === "unknown"
      ? [
          tell(style, "sessions.detail.end-unknown", {
            seen: timeText(end.lastSeenMs, clock),
            time: timeText(end.notAfterMs, clock),
            at: references.short(end.at),
          }),
        ]
      : [];
  const sentences = [facts.join(" · "), ...open, ...reasons.slice(0, MOST_REASONS), ...takenOver.slice(0, 1)];
  const lines = sentences
    .filter((sentence) => sentence !== "")
    .flatMap((sentence) => paragraph(style, sentence, 5, "", "quiet"));
  return [...lines, ...referenceLines(style, session, references), ""];
}

function visitFacts(style: Style, session: HostSession): string[] {
  const visit = mainVisit(session);
  if (visit === undefined) return [];
  const { clientName, timeZoneHours, screen, channels } = visit;
  const hours = timeZoneHours ?? 0;
  return [
    ...(clientName === undefined ? [] : [tell(style, "sessions.detail.client", { name: printable(clientName, 40) })]),
    ...(screen === undefined ? [] : [tell(style, "sessions.detail.screen", { screen })]),
    ...(timeZoneHours === undefined
      ? []
      : [tell(style, "sessions.detail.zone", { hours: hours < 0 ? String(hours) : `+${hours}` })]),
    ...(channels.length === 0 ? [] : [tell(style, "sessions.detail.channels", { names: channelNames(channels) })]),
  ];
}

function channelNames(channels: readonly string[]): string {
  const named = channels.slice(0, MOST_CHANNELS).map((name) => printable(name.replace(VENDOR, ""), 24));
  return channels.length > MOST_CHANNELS ? `${named.join(", ")} …` : named.join(", ");
}

function staysFacts(style: Style, session: HostSession): string[] {
  const addresses = new Set(
    session.visits.flatMap(({ client }) => (client === undefined ? [] : [clientText(style, client)])),
  );
  const hasStays = session.visits.length > 1 || session.disconnectedMs > 0;
  return [
    ...(hasStays
      ? [
          tell(style, "sessions.detail.stays", {
            count: session.visits.length,
            active: durationText(session.activeMs),
            disconnected: durationText(session.disconnectedMs),
          }),
        ]
      : []),
    ...(session.lockedMs > 0
      ? [tell(style, "sessions.detail.locked", { locked: durationText(session.lockedMs) })]
      : []),
    ...(addresses.size > 1 ? [[...addresses].slice(0, 4).join(", ")] : []),
  ];
}

function referenceLines(style: Style, session: HostSession, references: References): string[] {
  const shown = session.at.slice(0, MOST_REFERENCES).map((at) => references.short(at));
  const more = session.records - shown.length;
  const list = shown.map((reference) => printable(reference, 80)).join(" ");
  const text = tell(style, "sessions.detail.records", { list });
  const whole = more > 0 ? `${text} ${tell(style, "sessions.detail.more", { count: more })}` : text;
  return paragraph(style, whole, 5, "", "quiet");
}
