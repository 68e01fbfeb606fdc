// What nobody checks any more is "unknown", and never stays "up" or "down".
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { DEFAULT_RULES } from "../../../src/core/alerting/index.ts";
import type { HostState, Target } from "../../../src/core/fleet/index.ts";
import { Judge, SingleKeeper } from "../../../src/io/monitor/index.ts";
import { openStore, type Store } from "../../../src/io/store/index.ts";

const INTERVAL_MS = 60_000;
const START_MS = Date.parse("2026-11-23T10:00:00Z");

let folder = "";
let nowMs = START_MS;
const clock = { nowMs: () => nowMs };
let store: Store;
let judge: Judge;
const targets = new Map<number, Target>();

beforeEach(async () => {
  nowMs = START_MS;
  folder = mkdtempSync(join(tmpdir(), "rdpulse-aged-"));
  store = await openStore({ folder, clock });
  targets.clear();
  judge = new Judge({
    store,
    clock,
    keeper: new SingleKeeper(store.leases, "test", "judge"),
    targets: () => targets,
    watch: () => ({ intervalMs: INTERVAL_MS }),
    desk: () => ({}),
    routing: () => ({
      rules: DEFAULT_RULES,
      channels: [],
      traitsOf: () => ({ tracksState: false }),
      zoneOffset: () => 0,
      targetOf: () => undefined,
    }),
    isExcluded: () => false,
    onTrouble: (failure) => {
      if (failure !== null) throw failure;
    },
  });
});
afterEach(async () => {
  await judge.stop();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function host(name: string): Promise<Target> {
  const target = await store.targets.put(1, { name, host: `${name}.example` }, "api", nowMs);
  targets.set(target.id, target);
  return target;
}

/** A result of now, as a watcher at this vantage writes it. */
async function seen(target: Target, status: "up" | "down", vantage = 0): Promise<void> {
  const state: HostState = {
    tenant: 1,
    target: target.id,
    vantage,
    status,
    sinceMs: nowMs,
    lastSlotMs: nowMs,
    lastKind: "interval",
    lastAtMs: nowMs,
    lastFullMs: null,
    lastSuccessMs: null,
    verdict: status === "up" ? "healthy" : "unreachable",
    failedStage: status === "up" ? null : "tcp",
    causes: status === "up" ? [] : [{ id: "host-down-or-asleep", effect: "blocks", confidence: 0.8 }],
    totalUs: 1000,
    failures: status === "up" ? 0 : 2,
    turnsMs: [],
  };
  await store.results.record(
    { rows: [], states: [state], facts: [], transcripts: [], groups: new Map([[target.id, ["fleet"]]]) },
    [],
  );
}

async function ticksUntil(untilMs: number): Promise<void> {
  for (; nowMs < untilMs; nowMs += 10_000) await judge.tick();
  await judge.tick();
}

async function shown(): Promise<Readonly<Record<string, string | undefined>>> {
  const { items } = await store.targets.list(1, {});
  return Object.fromEntries(items.map(({ target, state }) => [target.settings.name, state?.status]));
}

it("knows nothing any more of a host without a result for three intervals", async () => {
  const target = await host("quiet");
  await seen(target, "up");
  await ticksUntil(START_MS + 3 * INTERVAL_MS);
  expect(await shown()).toEqual({ quiet: "up" });
  await ticksUntil(START_MS + 4 * INTERVAL_MS);
  expect(await shown()).toEqual({ quiet: "unknown" });
  expect((await store.results.overview(1)).statuses).toEqual({ unknown: 1 });
  await seen(target, "up");
  await ticksUntil(nowMs + INTERVAL_MS);
  expect(await shown()).toEqual({ quiet: "up" });
});

it("gives the fleet an interval after a start before it calls all of it unknown", async () => {
  await seen(await host("early"), "up");
  nowMs += 24 * 3_600_000;
  await judge.tick();
  await ticksUntil(nowMs + INTERVAL_MS - 10_000);
  expect(await shown()).toEqual({ early: "up" });
  await ticksUntil(nowMs + INTERVAL_MS);
  expect(await shown()).toEqual({ early: "unknown" });
});

it("counts a host that is switched off as down no longer", async () => {
  const target = await host("retired");
  await seen(target, "down");
  await judge.tick();
  expect((await store.incidents.list(1, {})).items).toHaveLength(1);
  targets.set(target.id, { ...target, settings: { ...target.settings, enabled: false } });
  await ticksUntil(nowMs + INTERVAL_MS);
  expect(await shown()).toEqual({ retired: "unknown" });
  expect((await store.results.overview(1)).statuses).toEqual({ unknown: 1 });
});

it("shows what another vantage knows of a host when one knows nothing any more", async () => {
  const target = await host("twice");
  await seen(target, "down", 0);
  await seen(target, "down", 7);
  for (let minute = 0; minute < 5; minute += 1) {
    await ticksUntil(nowMs + INTERVAL_MS);
    await seen(target, "up", 0);
  }
  expect(await shown()).toEqual({ twice: "up" });
  expect((await store.results.overview(1)).statuses).toEqual({ up: 1 });
});
