import { STAGES, type StageName } from "../evidence/index.ts";
import type { LogonReport, LogonSeriesReport, Percentiles } from "./logon-report.ts";

/** Several logons to one host, and how long each part of them took. */
export function logonSeries(runs: readonly LogonReport[], complete: boolean): LogonSeriesReport {
  const stages: Partial<Record<StageName, Percentiles>> = {};
  for (const name of STAGES) {
    const times = percentilesOf(runs.map((run) => stageTime(run, name)));
    if (times !== null) stages[name] = times;
  }
  return {
    schema: "rdpulse.logon-series/1",
    complete,
    runs,
    percentiles: {
      stages,
      firstPictureMs: percentilesOf(runs.map(({ timings }) => timings.firstPictureMs)),
      stableMs: percentilesOf(runs.map(({ timings }) => timings.stableMs)),
      roundTripMs: percentilesOf(runs.map(({ session }) => session?.roundTrip?.medianMs)),
      totalMs: percentilesOf(runs.map(({ timings }) => timings.totalMs)),
    },
  };
}

/** Only a completed stage tells how long it takes; a failed one tells how long its deadline is. */
function stageTime(run: LogonReport, name: StageName): number | null {
  const stage = run.stages.find((one) => one.name === name);
  return stage?.outcome === "ok" ? stage.durationMs : null;
}

/**
 * Nearest-rank percentiles of the values that there are: each is a value that was really seen. null when there is none.
 */
export function percentilesOf(values: readonly (number | null | undefined)[]): Percentiles | null {
  const sorted = values
    .filter((value) => value !== null && value !== undefined)
    .toSorted((left, right) => left - right);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return sorted.length === 0 ? null : { runs: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}
