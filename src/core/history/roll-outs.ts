import type { FactChange, TargetId, WatchedFactValue } from "../fleet/index.ts";

const DAY_MS = 86_400_000;
/** So many hosts with the same new value on one day are somebody's plan, not a coincidence. */
const ROLL_OUT_FROM = 3;

/** The facts that are brought to many hosts at once. */
const ROLLED_OUT = ["certificateIssuer", "osBuild"] as const;
type RolledOut = (typeof ROLLED_OUT)[number];

/** Several hosts that got the same new value on one day (UTC). */
export interface RollOut {
  readonly fact: RolledOut;
  readonly value: WatchedFactValue;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly targets: readonly TargetId[];
}

/** Roll-outs among changes of one fleet, the largest first. First sights are none: the host had its value before. */
export function rollOuts(changes: readonly FactChange[]): readonly RollOut[] {
  const days = new Map<string, FactChange[]>();
  for (const change of changes) {
    if (change.before === null || !ROLLED_OUT.some((fact) => fact === change.fact)) continue;
    const key = JSON.stringify([change.tenant, change.fact, change.after, Math.floor(change.atMs / DAY_MS)]);
    const day = days.get(key) ?? [];
    day.push(change);
    days.set(key, day);
  }
  return [...days.values()]
    .flatMap((day): RollOut[] => {
      const targets = [...new Set(day.map(({ target }) => target))];
      const fact = ROLLED_OUT.find((each) => each === day[0]?.fact);
      const value = day[0]?.after;
      if (targets.length < ROLL_OUT_FROM || fact === undefined || value === undefined) return [];
      const times = day.map(({ atMs }) => atMs).toSorted((a, b) => a - b);
      return [{ fact, value, fromMs: times[0] ?? 0, untilMs: times.at(-1) ?? 0, targets }];
    })
    .toSorted((a, b) => b.targets.length - a.targets.length || a.fromMs - b.fromMs);
}
