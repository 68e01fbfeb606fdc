import type { HostSession, SessionSpan } from "../../../core/sessions/index.ts";
import { printable } from "../../../core/texts/index.ts";
import { cut, padEnd } from "../render/display-width.ts";
import { paint, type Style, tell, type Tone } from "../render/style.ts";
import { lastMs } from "./choose-sessions.ts";
import { type Clock, timeText } from "./moments.ts";
import { userText } from "./session-words.ts";

type State = SessionSpan["state"];

const MOST_ROWS = 40;
const WIDEST_LABEL = 22;
const LONGEST_HOST = 60;
/** Signs of a state: block elements, and letters where a terminal or a reader of screens knows none. */
const SIGNS: Readonly<Record<State, readonly [string, string]>> = {
  active: ["█", "#"],
  locked: ["▓", "+"],
  disconnected: ["░", "-"],
  unknown: ["╌", "?"],
};
const TONES: Readonly<Record<State, Tone | undefined>> = {
  active: "good",
  locked: "warn",
  disconnected: undefined,
  unknown: "quiet",
};
/** What is seen of a cell in which several things happened. */
const ORDER: readonly State[] = ["active", "locked", "unknown", "disconnected"];

/** Who was on, over time: a line a user of a host, as wide as the terminal. */
export function barLines(style: Style, sessions: readonly HostSession[], clock: Clock, isAscii: boolean): string[] {
  const fromMs = sessions.reduce((least, { start }) => Math.min(least, start.timeMs), Number.MAX_SAFE_INTEGER);
  const untilMs = sessions.reduce((most, session) => Math.max(most, lastMs(session)), fromMs + 1);
  const rows = rowsOf(style, sessions);
  const labelWidth = Math.min(WIDEST_LABEL, Math.max(8, Math.floor(style.width / 4)));
  const room = style.width - labelWidth - 3;
  const lines = [...rows].slice(0, MOST_ROWS).map(([name, own]) => {
    const cells = cellsOf(own, fromMs, untilMs, room);
    return ` ${padEnd(cut(name, labelWidth), labelWidth)} ${drawn(style, cells, isAscii)}`;
  });
  const begin = timeText(fromMs, clock);
  const end = timeText(untilMs, clock);
  const gap = room - begin.length - end.length;
  const axis = gap < 1 ? begin : begin + " ".repeat(gap) + end;
  const sign = (state: State): string => SIGNS[state][isAscii ? 1 : 0];
  const legend = tell(style, "sessions.bars.legend", {
    active: sign("active"),
    locked: sign("locked"),
    disconnected: sign("disconnected"),
    unknown: sign("unknown"),
  });
  return [
    ...lines,
    ` ${" ".repeat(labelWidth)} ${paint(style, "quiet", axis)}`,
    ...(rows.size > MOST_ROWS ? [` ${tell(style, "sessions.bars.more", { count: rows.size - MOST_ROWS })}`] : []),
    ` ${paint(style, "quiet", cut(legend, style.width - 1))}`,
  ];
}

function rowsOf(style: Style, sessions: readonly HostSession[]): ReadonlyMap<string, readonly HostSession[]> {
  const hosts = new Set(sessions.map(({ host }) => host));
  const rows = new Map<string, HostSession[]>();
  for (const session of sessions) {
    const user = userText(style, session);
    const name = hosts.size > 1 ? `${user}@${printable(session.host, LONGEST_HOST)}` : user;
    const row = rows.get(name) ?? [];
    row.push(session);
    rows.set(name, row);
  }
  return rows;
}

/** The state that is seen in each cell; half a minute in a year still takes one. */
function cellsOf(
  sessions: readonly HostSession[],
  fromMs: number,
  untilMs: number,
  room: number,
): readonly (State | undefined)[] {
  const cells: (State | undefined)[] = Array.from({ length: room });
  for (const { start, spans } of sessions) {
    const drawnSpans =
      spans.length > 0 ? spans : [{ state: "active" as const, fromMs: start.timeMs, untilMs: start.timeMs }];
    for (const span of drawnSpans) {
      const first = Math.min(room - 1, Math.floor(((span.fromMs - fromMs) / (untilMs - fromMs)) * room));
      const last = Math.min(room - 1, Math.floor(((span.untilMs - fromMs) / (untilMs - fromMs)) * room));
      for (let cell = Math.max(0, first); cell <= last; cell++) {
        const there = cells[cell];
        if (there === undefined || ORDER.indexOf(span.state) < ORDER.indexOf(there)) cells[cell] = span.state;
      }
    }
  }
  return cells;
}

function drawn(style: Style, cells: readonly (State | undefined)[], isAscii: boolean): string {
  let line = "";
  let run = "";
  let state: State | undefined;
  const flush = (): void => {
    line += paint(style, state === undefined ? "quiet" : TONES[state], run);
    run = "";
  };
  for (const cell of cells) {
    if (cell !== state) flush();
    state = cell;
    run += cell === undefined ? (isAscii ? "." : "·") : SIGNS[cell][isAscii ? 1 : 0];
  }
  flush();
  return line;
}
