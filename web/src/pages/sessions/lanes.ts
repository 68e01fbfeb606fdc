import type { SessionDocument } from "../../../../src/core/contract/index.ts";

export interface Bar {
  /** Shares of the time that is shown, 0 to 1. */
  readonly from: number;
  readonly until: number;
  readonly session: SessionDocument;
}

export interface Lane {
  readonly user: string;
  readonly bars: readonly Bar[];
}

/** A lane for each user with what of their sessions lies in the time; who was on last is first. */
export function lanesOf(sessions: readonly SessionDocument[], fromMs: number, untilMs: number): readonly Lane[] {
  const length = Math.max(1, untilMs - fromMs);
  const share = (ms: number): number => Math.min(1, Math.max(0, (ms - fromMs) / length));
  const seen = sessions.filter(({ startMs, endMs }) => startMs <= untilMs && (endMs ?? untilMs) >= fromMs);
  const users = Map.groupBy(seen, ({ user }) => user);
  return [...users]
    .map(([user, own]) => ({
      user,
      bars: own.map((session) => ({ from: share(session.startMs), until: share(session.endMs ?? untilMs), session })),
      lastMs: Math.max(...own.map(({ endMs }) => endMs ?? untilMs)),
    }))
    .toSorted((one, other) => other.lastMs - one.lastMs || (one.user < other.user ? -1 : 1));
}
