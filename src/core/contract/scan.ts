import type { Effect, Verdict } from "../diagnosis/index.ts";
import type { StageName } from "../evidence/index.ts";
import type { CheckReport } from "./report.ts";

/** One finished target of a scan in one line: what the summary table shows, and all that is kept of it in memory. */
export interface ScanRow {
  readonly target: string;
  readonly verdict: Verdict;
  /** The stage that did not complete. */
  readonly stage: StageName | null;
  /** Id of the first cause. */
  readonly cause: string | null;
  readonly variant: string | null;
  readonly effect: Effect | null;
  readonly grade: string;
  readonly durationMs: number;
}

/** A target that could not be checked for a reason of our own; `--resume` tries it again. */
export interface ScanFailure {
  readonly schema: "rdpulse.scan-failure/1";
  readonly target: { readonly input: string; readonly host: string; readonly port: number };
  readonly whose: "operator" | "environment" | "bug";
  readonly reason: string;
}

/** A line of `rdpulse scan --ndjson`. */
export type ScanLine = CheckReport | ScanFailure;

/** `rdpulse.scan/1`: what `rdpulse scan --json` prints when all is done. */
export interface ScanReport {
  readonly schema: "rdpulse.scan/1";
  readonly startedAt: string;
  readonly durationMs: number;
  /** false: interrupted, or cut off by the deadline. */
  readonly complete: boolean;
  readonly targets: { readonly total: number; readonly finished: number; readonly failed: number };
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** How many targets have each cause, by its id. */
  readonly causes: Readonly<Record<string, number>>;
  /** Worst first. With very many targets only the worst are kept; the NDJSON has them all. */
  readonly rows: readonly ScanRow[];
}

/** The row of a finished target. */
export function scanRow(report: CheckReport): ScanRow {
  const first = report.causes[0];
  return {
    target: targetLabel(report.target),
    verdict: report.verdict,
    stage: report.stages.find(({ outcome }) => outcome === "failed")?.name ?? null,
    cause: first?.id ?? null,
    variant: first?.variant ?? null,
    effect: first?.effect ?? null,
    grade: report.audit.grade,
    durationMs: report.durationMs,
  };
}

/** `host:port`, with brackets around an IPv6 address: the same for every way in which a target can be written. */
export function targetLabel(target: { readonly host: string; readonly port: number }): string {
  return target.host.includes(":") ? `[${target.host}]:${target.port}` : `${target.host}:${target.port}`;
}

const VERDICT_RANK: Readonly<Record<Verdict, number>> = { failing: 0, unreachable: 1, degraded: 2, healthy: 3 };
const EFFECT_RANK: Readonly<Record<Effect, number>> = { blocks: 0, hinders: 1, weakens: 2 };

/** Order of the summary: what is worst first, equal ones by cause, then by name. */
export function compareRows(left: ScanRow, right: ScanRow): number {
  return (
    VERDICT_RANK[left.verdict] - VERDICT_RANK[right.verdict] ||
    rankOfEffect(left.effect) - rankOfEffect(right.effect) ||
    compareText(left.cause ?? "~", right.cause ?? "~") ||
    compareText(left.target, right.target)
  );
}

function rankOfEffect(effect: Effect | null): number {
  return effect === null ? 3 : EFFECT_RANK[effect];
}

/** Numbers inside names count as numbers: rds2 before rds10. */
function compareText(left: string, right: string): number {
  const leftParts = left.split(/(\d+)/);
  const rightParts = right.split(/(\d+)/);
  for (const [index, part] of leftParts.entries()) {
    const other = rightParts[index];
    if (other === undefined) return 1;
    if (part === other) continue;
    const difference = index % 2 === 1 ? Number(part) - Number(other) : 0;
    return difference || (part < other ? -1 : 1);
  }
  return leftParts.length - rightParts.length;
}
