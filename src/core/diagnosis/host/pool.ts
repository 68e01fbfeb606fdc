import type { StageName } from "../../evidence/index.ts";
import { type CauseId, isCauseId } from "../../knowledge/index.ts";
import type { Candidate, Group } from "../candidate.ts";
import type { Because, Effect } from "../finding.ts";
import { cite, type EventSign, type HostReader, RECENT_MS } from "./host-reader.ts";

/** Looks for one family of faults in what a host wrote and how it is set. Empty: nothing was seen. */
type Look = (reader: HostReader) => readonly Group[];

/** One family of faults: how it is looked for, and which events are its signs at any time. */
export interface HostSymptom {
  readonly group: string;
  readonly stage: StageName;
  readonly effect: Effect;
  readonly signs: readonly PooledSign[];
  readonly look: Look;
}

/** What one kind of event says about causes: weights beside those of the other events of the pool. */
export interface PooledSign {
  readonly source: string;
  /** Only these codes or states. */
  readonly details?: readonly string[];
  /** Seen less often than this, it says nothing. */
  readonly atLeast?: number;
  readonly causes: Readonly<Partial<Record<CauseId, number>>>;
  readonly variant?: string;
  /** Says something only beside another sign of the pool. */
  readonly onlyBeside?: boolean;
}

/** A setting, or a state, that speaks for a cause with this weight. */
export interface PooledSetting {
  readonly cause: CauseId;
  readonly weight: number;
  readonly because: Because;
  readonly variant?: string;
}

/** Alternatives for one symptom, told by several events and settings together. */
export interface Pool {
  readonly group: string;
  readonly stage: StageName;
  readonly effect: Effect;
  readonly certainty: number;
  readonly signs: readonly PooledSign[];
  readonly windowMs?: number;
  /** Somebody got in through Remote Desktop after the last sign: what blocks everybody is over. */
  readonly endsWithLogon?: boolean;
  /** Events that say that it was mended. */
  readonly endsWith?: readonly { readonly source: string; readonly detail: string }[];
  /** Whether it keeps people out, where it else only hinders. */
  readonly worseWith?: (reader: HostReader) => boolean;
  readonly settings?: (reader: HostReader) => readonly PooledSetting[];
}

/** The part of the certainty that is left where people got in after the last sign. */
const AFTER_A_LOGON = 0.4;

interface Growing {
  weight: number;
  variant?: string;
  readonly because: Because[];
}

/** The group of a pool: each cause weighs what all signs that speak for it weigh together, and cites them. */
export function pooled(pool: Pool): HostSymptom {
  const { group, stage, effect, signs } = pool;
  return { group, stage, effect, signs, look: lookFor(pool) };
}

function lookFor(pool: Pool): Look {
  return (reader) => {
    const byCause = new Map<CauseId, Growing>();
    let lastMs = Number.NEGATIVE_INFINITY;
    for (const rule of pool.signs) {
      if (rule.onlyBeside === true && byCause.size === 0) continue;
      for (const sign of signsOf(reader, rule, pool.windowMs)) {
        lastMs = Math.max(lastMs, sign.lastMs);
        for (const [id, weight] of weightsOf(rule)) grow(byCause, id, weight, cite("for", sign), rule.variant);
      }
    }
    const settings = pool.settings?.(reader) ?? [];
    for (const { cause, weight, because, variant } of settings) grow(byCause, cause, weight, because, variant);
    if (byCause.size === 0) return [];
    const works = settings.length > 0 ? undefined : mendedSince(reader, pool, lastMs);
    const effect = pool.worseWith?.(reader) === true ? "blocks" : pool.effect;
    return [
      {
        group: `host.${pool.group}`,
        stage: pool.stage,
        effect: works !== undefined && effect === "blocks" ? "hinders" : effect,
        certainty: works === undefined ? pool.certainty : pool.certainty * AFTER_A_LOGON,
        because: works === undefined ? [] : [works],
        candidates: candidatesOf(byCause),
      },
    ];
  };
}

/** What happened after the last sign and says that it is over. */
function mendedSince(reader: HostReader, { endsWith, endsWithLogon }: Pool, lastMs: number): Because | undefined {
  for (const { source, detail } of endsWith ?? []) {
    const [sign] = reader.signs(source, RECENT_MS, (one) => one === detail);
    if (sign !== undefined && sign.lastMs > lastMs) return cite("against", sign);
  }
  return endsWithLogon === true ? reader.worksSince(lastMs) : undefined;
}

function signsOf(reader: HostReader, rule: PooledSign, windowMs: number | undefined): readonly EventSign[] {
  const admits = rule.details === undefined ? undefined : (detail: string) => rule.details?.includes(detail) === true;
  const signs = reader.signs(rule.source, windowMs ?? RECENT_MS, admits);
  const count = signs.reduce((sum, sign) => sum + sign.count, 0);
  return count >= (rule.atLeast ?? 1) ? signs : [];
}

/** The causes that a sign speaks for, with their weights. */
export function weightsOf(rule: PooledSign): readonly (readonly [CauseId, number])[] {
  const weights: [CauseId, number][] = [];
  for (const name of Object.keys(rule.causes)) if (isCauseId(name)) weights.push([name, rule.causes[name] ?? 0]);
  return weights;
}

function grow(
  byCause: Map<CauseId, Growing>,
  id: CauseId,
  weight: number,
  because: Because,
  variant: string | undefined,
): void {
  const known = byCause.get(id) ?? { weight: 0, because: [] };
  known.weight += weight;
  known.because.push(because);
  if (variant !== undefined) known.variant = variant;
  byCause.set(id, known);
}

function candidatesOf(byCause: ReadonlyMap<CauseId, Growing>): readonly Candidate[] {
  return [...byCause].map(([id, { weight, variant, because }]) => ({
    id,
    weight,
    because,
    ...(variant === undefined ? {} : { variant }),
  }));
}
