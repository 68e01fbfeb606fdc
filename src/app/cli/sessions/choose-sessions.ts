import type { HostSession, SessionTimeline } from "../../../core/sessions/index.ts";
import type { Arguments } from "../arguments.ts";
import { type Clock, parseMoment } from "./moments.ts";

export interface Choice {
  readonly timeline: SessionTimeline;
  /** Sessions that pass everything but are at the console or of services. */
  readonly hidden: number;
}

/** The sessions that the options ask for. */
export function chooseSessions(timeline: SessionTimeline, args: Arguments, clock: Clock): Choice {
  const users = args.all("user").map(pattern);
  const hosts = args.all("host").map(pattern);
  const sinceMs = momentOf(args, "since", clock) ?? Number.NEGATIVE_INFINITY;
  const untilMs = momentOf(args, "until", clock) ?? Number.POSITIVE_INFINITY;
  const asked = timeline.sessions.filter(
    (session) =>
      session.start.timeMs <= untilMs &&
      lastMs(session) >= sinceMs &&
      (users.length === 0 || users.some((user) => user.test(session.user?.name ?? ""))) &&
      (hosts.length === 0 || hosts.some((host) => host.test(session.host))),
  );
  const isShown = ({ place }: HostSession): boolean => args.has("all") || place === "remote" || place === "unknown";
  const shown = asked.filter(isShown);
  const gaps = timeline.gaps.filter(
    (gap) =>
      gap.fromMs <= untilMs &&
      gap.untilMs >= sinceMs &&
      (hosts.length === 0 || hosts.some((host) => host.test(gap.host))),
  );
  return { timeline: { ...timeline, sessions: shown, gaps }, hidden: asked.length - shown.length };
}

function momentOf(args: Arguments, option: "since" | "until", clock: Clock): number | undefined {
  const value = args.get(option);
  return value === undefined ? undefined : parseMoment(option, value, clock);
}

/** The last moment at which a session may still have been there. */
export function lastMs(session: HostSession): number {
  return Math.max(session.start.timeMs, session.spans.at(-1)?.untilMs ?? 0);
}

/** `*` stands for anything; the rest as written, in any case. */
function pattern(text: string): RegExp {
  const parts = text.split("*").map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`));
  // Runs of * are one: several in a row would only make the match slow.
  return new RegExp(
    `^${parts.filter((part, index) => part !== "" || index === 0 || index === parts.length - 1).join(".*")}$`,
    "i",
  );
}
