// Rollups computed the plain way from the rows themselves.
import * as fc from "fast-check";
import { expect } from "vitest";
import { TIMED_STAGES } from "../../src/core/fleet/index.ts";
import type { CheckRow, TimedStage } from "../../src/core/fleet/index.ts";
import { LogHistogram } from "../../src/core/reliability/index.ts";
import type { Tally } from "../../src/core/reliability/index.ts";
import type { Store } from "../../src/io/store/index.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What a tally comes to, as plain values that can be compared. */
export function plain(tally: Tally): unknown {
  const { checks, successes, degraded, failing, unreachable, excluded, total, stages } = tally;
  const times = TIMED_STAGES.map((stage) => [...(stages[stage]?.encode() ?? [1])]);
  return { checks, successes, degraded, failing, unreachable, excluded, total: [...total.encode()], times };
}

/** The tally of these rows, the plain way: slot by slot, the repeat before the interval's before the full check. */
function tallyOf(rows: readonly CheckRow[]): Tally {
  const slots = new Map<string, CheckRow[]>();
  for (const row of rows) {
    const key = `${row.target} ${row.vantage} ${row.slotMs}`;
    slots.set(key, [...(slots.get(key) ?? []), row]);
  }
  const counts = { checks: 0, successes: 0, degraded: 0, failing: 0, unreachable: 0, excluded: 0 };
  const total = new LogHistogram();
  const stages: Partial<Record<TimedStage, LogHistogram>> = {};
  for (const slot of slots.values()) {
    const sample = (["repeat", "interval", "full"] as const)
      .map((kind) => slot.find((row) => row.kind === kind))
      .find((row) => row !== undefined);
    if (sample === undefined) continue;
    if (sample.excluded) {
      counts.excluded += 1;
      continue;
    }
    counts.checks += 1;
    if (sample.verdict === "failing" || sample.verdict === "unreachable") {
      counts[sample.verdict] += 1;
      continue;
    }
    counts.successes += 1;
    if (sample.verdict === "degraded") counts.degraded += 1;
    total.add(sample.totalUs);
    for (const stage of TIMED_STAGES) {
      const us = sample.stagesUs[stage];
      if (us !== undefined) (stages[stage] ??= new LogHistogram()).add(us);
    }
  }
  return { ...counts, total, stages };
}

/** Tallies of the rows by what they have in common; those without a sample are left out. */
function tallied(rows: readonly CheckRow[], keyOf: (row: CheckRow) => string): Readonly<Record<string, unknown>> {
  const parts = new Map<string, CheckRow[]>();
  for (const row of rows) parts.set(keyOf(row), [...(parts.get(keyOf(row)) ?? []), row]);
  return Object.fromEntries(
    [...parts]
      .map(([key, some]) => [key, tallyOf(some)] as const)
      .filter(([, { checks, excluded }]) => checks + excluded > 0)
      .map(([key, tally]) => [key, plain(tally)]),
  );
}

/** `host` and `minute` say which slot. */
export interface AnyCheck {
  readonly host: number;
  readonly vantage: number;
  readonly minute: number;
  readonly kind: CheckRow["kind"];
  readonly verdict: CheckRow["verdict"];
  readonly excluded: boolean;
  readonly totalUs: number;
  readonly stagesUs: CheckRow["stagesUs"];
}

/** One check in a few slots of a few hosts. */
export const anyCheck: fc.Arbitrary<AnyCheck> = fc.record({
  host: fc.integer({ min: 0, max: 2 }),
  vantage: fc.integer({ min: 0, max: 1 }),
  minute: fc.integer({ min: 0, max: 4 }),
  kind: fc.constantFrom("interval", "interval", "repeat", "full", "asked"),
  verdict: fc.constantFrom("healthy", "degraded", "failing", "unreachable"),
  excluded: fc.constantFrom(false, false, false, true),
  totalUs: fc.integer({ min: 0, max: 5_000_000 }),
  stagesUs: fc.record({ dns: fc.nat(9000), tls: fc.nat(900_000) }, { requiredKeys: [] }),
});

/** Every rollup of the tenant is what its rows come to: three targets from `target` on, around `edgeMs`. */
export async function expectRollupsOf(
  store: Store,
  { tenant, target, edgeMs }: { readonly tenant: number; readonly target: number; readonly edgeMs: number },
  rows: readonly CheckRow[],
  groups: ReadonlyMap<number, readonly string[]>,
): Promise<void> {
  const [fromMs, untilMs] = [edgeMs - DAY_MS, edgeMs + DAY_MS];
  for (const [span, unitMs] of [
    ["hour", HOUR_MS],
    ["day", DAY_MS],
  ] as const) {
    const found = await store.results.hostRollups(tenant, null, span, fromMs, untilMs);
    const plainly = Object.fromEntries(found.map((one) => [`${one.target} ${one.vantage} ${one.fromMs}`, plain(one)]));
    const startOf = (row: CheckRow): number => row.slotMs - (row.slotMs % unitMs);
    expect(plainly).toEqual(tallied(rows, (row) => `${row.target} ${row.vantage} ${startOf(row)}`));
    const some = await store.results.hostRollups(tenant, [target, target + 1], span, fromMs, untilMs);
    expect(some.map(plain)).toEqual(found.filter((one) => one.target <= target + 1).map(plain));
  }
  for (const [span, unitMs] of [
    ["minute", MINUTE_MS],
    ["hour", HOUR_MS],
    ["day", DAY_MS],
  ] as const) {
    const found = await store.results.groupRollups(tenant, ["fleet", "site/0", "site/1"], span, fromMs, untilMs);
    const plainly = Object.fromEntries(found.map((one) => [`${one.group} ${one.fromMs}`, plain(one)]));
    const startOf = (row: CheckRow): number => row.slotMs - (row.slotMs % unitMs);
    // Minutes of groups hold no stages.
    const told = span === "minute" ? rows.map((row) => ({ ...row, stagesUs: {} })) : rows;
    expect(plainly).toEqual({
      ...tallied(told, (row) => `fleet ${startOf(row)}`),
      ...tallied(told, (row) => `${groups.get(row.target)?.[0]} ${startOf(row)}`),
    });
    const all = await store.results.groupRollups(tenant, null, span, fromMs, untilMs);
    expect(all.filter(({ group }) => !group.startsWith("cause/")).map(plain)).toEqual(found.map(plain));
  }
  const totals = await store.results.hostTotals(tenant, fromMs, untilMs);
  const expected = [target, target + 1, target + 2]
    .map((id) => ({ target: id, ...tallyOf(rows.filter((row) => row.target === id)) }))
    .filter(({ checks }) => checks > 0)
    .map(({ target: id, checks, successes }) => ({ target: id, checks, successes }));
  expect(totals.filter(({ checks }) => checks > 0)).toEqual(expected);
}
