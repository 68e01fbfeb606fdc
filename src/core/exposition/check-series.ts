import { isSuccess, type CheckRow, type Target } from "../fleet/index.ts";
import { labelsOf, labelTexts, PHASES, type Labels } from "./open-metrics.ts";
import type { WriteSeries } from "./write-request.ts";

/** Families that `checkSeries` tells of each check, and not of one moment. */
export const FAMILIES_OF_CHECKS: ReadonlySet<string> = new Set([
  "probe_success",
  "probe_duration_seconds",
  "probe_dns_lookup_time_seconds",
  "rdpulse_setup_duration_seconds",
  "rdpulse_host_cause",
]);

/** The checks of one target as series, each sample at the moment when its check began; of one moment the last check. */
export function checkSeries(
  target: Pick<Target, "name" | "settings">,
  rows: readonly CheckRow[],
): readonly WriteSeries[] {
  const own = labelsOf(target);
  const found = new Map<string, { readonly labels: WriteSeries["labels"]; readonly samples: Map<number, number> }>();
  const add = (name: string, more: Labels, timeMs: number, value: number): void => {
    const key = JSON.stringify([name, ...more]);
    let series = found.get(key);
    if (series === undefined) {
      series = { labels: { ...labelTexts([...own, ...more]), __name__: name }, samples: new Map() };
      found.set(key, series);
    }
    series.samples.set(timeMs, value);
  };
  for (const row of rows.toSorted((one, other) => one.atMs - other.atMs)) {
    const { atMs, stagesUs, totalUs, causes } = row;
    add("probe_success", [], atMs, isSuccess(row) ? 1 : 0);
    for (const [stage, us] of Object.entries(stagesUs)) {
      add("probe_duration_seconds", [["phase", PHASES[stage] ?? stage]], atMs, us / 1e6);
    }
    if (stagesUs.dns !== undefined) add("probe_dns_lookup_time_seconds", [], atMs, stagesUs.dns / 1e6);
    if (totalUs > 0) add("rdpulse_setup_duration_seconds", [], atMs, totalUs / 1e6);
    for (const { id, effect, confidence } of causes) {
      const more = [
        ["cause", id],
        ["effect", effect],
      ] as const;
      add("rdpulse_host_cause", more, atMs, confidence);
    }
  }
  return [...found.values()].map(({ labels, samples }) => ({
    labels,
    samples: [...samples].map(([timeMs, value]) => ({ timeMs, value })),
  }));
}
