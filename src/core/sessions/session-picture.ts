import { escapeMarkup } from "../markup/index.ts";
import type { Language, Localized } from "../texts/index.ts";
import type { HostSession, SessionSpan, SessionTimeline } from "./session.ts";

/** How a picture is drawn. Times are put into words by whoever asks: core knows no time zone. */
export interface PictureOptions {
  readonly language: Language;
  readonly formatTime: (epochMs: number) => string;
  /** Name of the time zone of `formatTime`, "UTC". */
  readonly zone: string;
}

const WIDTH = 1000;
const LEFT = 230;
const RIGHT = 24;
const TOP = 74;
const ROW = 26;
const BAR = 14;
/** Rows beyond this are told by a line, not drawn: a page of 200 users is no picture any more. */
const MOST_ROWS = 120;
const MOST_BARS = 20_000;
const TICKS = 6;
const LONGEST_LABEL = 30;
const RESTARTS: ReadonlySet<string> = new Set(["restart", "unexpected-restart", "restart-unclear"]);

const WORDS = {
  title: { en: "Who was on, and when", zh: "会话时间线：谁在何时登录" },
  active: { en: "active", zh: "活动" },
  locked: { en: "locked", zh: "已锁定" },
  disconnected: { en: "disconnected", zh: "已断开" },
  unknown: { en: "end not known", zh: "结束时间未知" },
  restart: { en: "restart", zh: "重启" },
  gap: { en: "log cleared, or records lost", zh: "日志被清除或记录丢失" },
  none: { en: "No sessions.", zh: "没有会话。" },
  more: { en: "{rows} more rows are not drawn.", zh: "另有 {rows} 行未绘出。" },
  summary: {
    en: "Sessions: {sessions}. Users: {rows}. From {from} to {until} ({zone}).",
    zh: "{from} 至 {until}（{zone}），{rows} 个用户的 {sessions} 个会话。",
  },
} satisfies Record<string, Localized>;

const STYLE = `
.rdp-bg{fill:#fff}.rdp-text{fill:#1b1f24}.rdp-quiet{fill:#57606a}.rdp-line{stroke:#d0d7de}.rdp-restart{stroke:#8250df}
.rdp-gap{stroke:#cf222e;stroke-dasharray:4 3}.rdp-active{fill:#1f7a3f}.rdp-locked{fill:#9a6700}.rdp-disconnected{fill:#a9b4c0}
.rdp-unknown{fill:url(#rdp-hatch);stroke:#57606a;stroke-width:.5}.rdp-hatch{stroke:#57606a}
text{font:13px system-ui,"Segoe UI","Noto Sans CJK SC","Microsoft YaHei",sans-serif}.rdp-title{font-size:17px;font-weight:600}
@media (prefers-color-scheme:dark){.rdp-bg{fill:#0d1117}.rdp-text{fill:#e6edf3}.rdp-quiet{fill:#9198a1}.rdp-line{stroke:#3d444d}
.rdp-restart{stroke:#ab7df8}.rdp-gap{stroke:#f85149}.rdp-active{fill:#3fb950}.rdp-locked{fill:#d29922}
.rdp-disconnected{fill:#656c76}.rdp-unknown{stroke:#9198a1}.rdp-hatch{stroke:#9198a1}}
`.replaceAll("\n", "");

interface Row {
  readonly label: string;
  readonly sessions: HostSession[];
}

/**
 * Draws sessions over time as an SVG document of its own: a row a user of a host, with title and description for those
 * who do not see it, in the colours of a light or a dark screen. Names of people and hosts are escaped.
 */
export function sessionPicture(timeline: SessionTimeline, options: PictureOptions): string {
  const word = (key: keyof typeof WORDS): string => WORDS[key][options.language];
  const rows = rowsOf(timeline.sessions);
  const shown = rows.slice(0, MOST_ROWS);
  const [fromMs, untilMs] = rangeOf(timeline);
  const x = (timeMs: number): number => LEFT + ((timeMs - fromMs) / (untilMs - fromMs)) * (WIDTH - LEFT - RIGHT);
  const bottom = TOP + Math.max(1, shown.length) * ROW;
  const height = bottom + (rows.length > shown.length ? 84 : 62);
  const summary = word("summary")
    .replace("{sessions}", String(timeline.sessions.length))
    .replace("{rows}", String(rows.length))
    .replace("{from}", options.formatTime(fromMs))
    .replace("{until}", options.formatTime(untilMs))
    .replace("{zone}", options.zone);
  const parts: string[] = [
    `<rect class="rdp-bg" width="${WIDTH}" height="${height}"/>`,
    label(16, 28, word("title"), "rdp-text rdp-title"),
    label(16, 48, rows.length === 0 ? word("none") : summary, "rdp-quiet"),
    ...axis(fromMs, untilMs, x, bottom, options),
    ...drawnGaps(timeline, x, bottom, options),
  ];
  let bars = 0;
  for (const [index, row] of shown.entries()) {
    const y = TOP + index * ROW;
    parts.push(label(16, y + 16, cut(row.label), "rdp-text", row.label));
    for (const session of row.sessions) {
      for (const span of session.spans) {
        if (bars++ < MOST_BARS) parts.push(bar(session, span, x, y, options));
      }
    }
  }
  if (rows.length > shown.length) {
    parts.push(label(16, bottom + 40, word("more").replace("{rows}", String(rows.length - shown.length)), "rdp-quiet"));
  }
  parts.push(...legend(height - 14, word));
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="rdp-t rdp-d" lang="${options.language}">`,
    `<title id="rdp-t">${escapeMarkup(word("title"))}</title><desc id="rdp-d">${escapeMarkup(summary)}</desc>`,
    `<style>${STYLE}</style>`,
    `<defs><pattern id="rdp-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="rdp-hatch" y2="6" stroke-width="2"/></pattern></defs>`,
    ...parts,
    `</svg>`,
  ].join("\n")}\n`;
}

function rowsOf(sessions: readonly HostSession[]): readonly Row[] {
  const hosts = new Set(sessions.map(({ host }) => host));
  const rows = new Map<string, Row>();
  for (const session of sessions) {
    const name = session.user?.name ?? "?";
    const shown = hosts.size > 1 ? `${name} · ${session.host}` : name;
    const key = shown.toLowerCase();
    const row = rows.get(key) ?? { label: shown, sessions: [] };
    row.sessions.push(session);
    rows.set(key, row);
  }
  return [...rows.values()];
}

/** From the first to the last thing that is drawn; never empty, so that nothing is divided by nothing. */
function rangeOf({ sessions, firstMs, lastMs }: SessionTimeline): readonly [number, number] {
  let fromMs = Number.POSITIVE_INFINITY;
  let untilMs = Number.NEGATIVE_INFINITY;
  for (const { start, spans } of sessions) {
    fromMs = Math.min(fromMs, start.timeMs);
    untilMs = Math.max(untilMs, spans.at(-1)?.untilMs ?? start.timeMs, start.timeMs);
  }
  if (fromMs > untilMs) [fromMs, untilMs] = [firstMs ?? 0, lastMs ?? 0];
  return untilMs > fromMs ? [fromMs, untilMs] : [fromMs, fromMs + 60_000];
}

function axis(
  fromMs: number,
  untilMs: number,
  x: (timeMs: number) => number,
  bottom: number,
  { formatTime }: PictureOptions,
): readonly string[] {
  const parts: string[] = [];
  for (let tick = 0; tick <= TICKS; tick++) {
    const timeMs = fromMs + ((untilMs - fromMs) * tick) / TICKS;
    const at = round(x(timeMs));
    parts.push(`<line class="rdp-line" x1="${at}" x2="${at}" y1="${TOP - 6}" y2="${bottom}"/>`);
    // Every second one has its words: the others would run into each other.
    const anchor = tick === 0 ? "start" : tick === TICKS ? "end" : "middle";
    if (tick % 2 === 0) parts.push(label(at, bottom + 18, formatTime(timeMs), "rdp-quiet", undefined, anchor));
  }
  return parts;
}

function drawnGaps(
  timeline: SessionTimeline,
  x: (timeMs: number) => number,
  bottom: number,
  { formatTime, language }: PictureOptions,
): readonly string[] {
  const [fromMs, untilMs] = rangeOf(timeline);
  return timeline.gaps
    .filter((gap) => gap.kind !== "clock-changed" && gap.untilMs >= fromMs && gap.untilMs <= untilMs)
    .slice(0, 2000)
    .map((gap) => {
      const at = round(x(gap.untilMs));
      const isRestart = RESTARTS.has(gap.kind);
      const words = isRestart ? WORDS.restart[language] : WORDS.gap[language];
      const title = escapeMarkup(`${words} · ${gap.host} · ${formatTime(gap.untilMs)} · ${gap.at}`);
      const style = isRestart ? "rdp-restart" : "rdp-gap";
      return `<line class="${style}" x1="${at}" x2="${at}" y1="${TOP - 6}" y2="${bottom}"><title>${title}</title></line>`;
    });
}

function bar(
  session: HostSession,
  span: SessionSpan,
  x: (timeMs: number) => number,
  y: number,
  { formatTime, language }: PictureOptions,
): string {
  const from = round(x(span.fromMs));
  // Half a minute in a year is a line, but never nothing.
  const width = Math.max(1.5, round(x(span.untilMs) - from));
  const title = escapeMarkup(
    [
      session.user?.name ?? "?",
      session.host,
      `${formatTime(span.fromMs)} – ${formatTime(span.untilMs)}`,
      WORDS[span.state][language],
      session.start.at,
    ].join(" · "),
  );
  return `<rect class="rdp-${span.state}" x="${from}" y="${y + 5}" width="${width}" height="${BAR}" rx="2"><title>${title}</title></rect>`;
}

function legend(y: number, word: (key: keyof typeof WORDS) => string): readonly string[] {
  const states = ["active", "locked", "disconnected", "unknown"] as const;
  const parts = states.map((state, index) => {
    const at = 16 + index * 140;
    const box = `<rect class="rdp-${state}" x="${at}" y="${y - 11}" width="14" height="12" rx="2"/>`;
    return box + label(at + 20, y, word(state), "rdp-quiet");
  });
  const lines = (["restart", "gap"] as const).map((kind, index) => {
    const at = 16 + states.length * 140 + index * 110;
    const line = `<line class="rdp-${kind}" x1="${at}" x2="${at}" y1="${y - 12}" y2="${y + 2}"/>`;
    return line + label(at + 8, y, word(kind), "rdp-quiet");
  });
  return [...parts, ...lines];
}

function label(x: number, y: number, text: string, style: string, whole?: string, anchor = "start"): string {
  const title = whole === undefined || whole === text ? "" : `<title>${escapeMarkup(whole)}</title>`;
  return `<text class="${style}" x="${x}" y="${y}" text-anchor="${anchor}">${title}${escapeMarkup(text)}</text>`;
}

function cut(text: string): string {
  const characters = Array.from(text);
  return characters.length <= LONGEST_LABEL ? text : `${characters.slice(0, LONGEST_LABEL - 1).join("")}…`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
