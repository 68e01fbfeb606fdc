import type { LogonPhase, LogonStep } from "./session.ts";

const ORDER: readonly LogonStep[] = ["connected", "authenticated", "session", "shell"];

/** A step this long after the one before is no part of one logon: somebody went for coffee at the logon screen. */
const LONGEST_PHASE_MS = 3_600_000;

/** The time from each known step to the next known one; a step that nobody wrote down is passed over. */
export function phasesOf(
  steps: ReadonlyMap<LogonStep, { readonly timeMs: number; readonly at: string }>,
): readonly LogonPhase[] {
  const known = ORDER.filter((step) => steps.has(step));
  return known.flatMap((to, index) => {
    const from = known[index - 1];
    const begin = from === undefined ? undefined : steps.get(from);
    const end = steps.get(to);
    if (from === undefined || begin === undefined || end === undefined) return [];
    const durationMs = end.timeMs - begin.timeMs;
    if (durationMs < 0 || durationMs > LONGEST_PHASE_MS) return [];
    return [{ from, to, durationMs, fromAt: begin.at, toAt: end.at }];
  });
}
