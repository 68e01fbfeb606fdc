import {
  type CheckReport,
  compareRows,
  isoTime,
  type ScanReport,
  type ScanRow,
  scanRow,
} from "../../../core/contract/index.ts";
import type { Effect, Verdict } from "../../../core/diagnosis/index.ts";

/** Rows that are kept: with more targets the best of them are forgotten, and counted. */
const MOST_ROWS = 20_000;

const EFFECT_RANK: Readonly<Record<Effect, number>> = { blocks: 0, hinders: 1, weakens: 2 };

/** What is kept of a scan: counts, and one small row a target. */
export class ScanSummary {
  readonly verdicts: Record<Verdict, number> = { healthy: 0, degraded: 0, failing: 0, unreachable: 0 };
  readonly causes: Map<string, number> = new Map();
  #rows: ScanRow[] = [];
  #finished = 0;
  #failed = 0;
  #worst: Effect | undefined;

  get finished(): number {
    return this.#finished;
  }

  /** Targets that could not be checked for a reason of our own. */
  get failed(): number {
    return this.#failed;
  }

  get worstEffect(): Effect | undefined {
    return this.#worst;
  }

  add(report: CheckReport): void {
    const row = scanRow(report);
    this.#finished++;
    this.verdicts[row.verdict]++;
    // Alternatives of one group are one fault: only the likeliest is counted.
    const groups = new Set<string>();
    for (const { id, group, effect } of report.causes) {
      if (this.#worst === undefined || EFFECT_RANK[effect] < EFFECT_RANK[this.#worst]) this.#worst = effect;
      if (groups.has(group)) continue;
      groups.add(group);
      this.causes.set(id, (this.causes.get(id) ?? 0) + 1);
    }
    this.#rows.push(row);
    if (this.#rows.length >= 2 * MOST_ROWS) this.#rows = this.rows();
  }

  addFailure(): void {
    this.#failed++;
  }

  /** Worst first. */
  rows(): ScanRow[] {
    return this.#rows.toSorted(compareRows).slice(0, MOST_ROWS);
  }

  report(startedAtMs: number, durationMs: number, total: number): ScanReport {
    return {
      schema: "rdpulse.scan/1",
      startedAt: isoTime(startedAtMs),
      durationMs: Math.round(durationMs),
      complete: this.#finished + this.#failed >= total,
      targets: { total, finished: this.#finished, failed: this.#failed },
      verdicts: this.verdicts,
      causes: Object.fromEntries([...this.causes].toSorted((left, right) => right[1] - left[1])),
      rows: this.rows(),
    };
  }
}
