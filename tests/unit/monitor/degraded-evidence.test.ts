// A host that is degraded: its conversation is kept once, and its incident rests on it.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { DEFAULT_WATCH_POLICY, LOCAL_VANTAGE, type Target } from "../../../src/core/fleet/index.ts";
import { DEFAULT_RULES } from "../../../src/core/alerting/index.ts";
import {
  DemoProber,
  Judge,
  type ProbeTask,
  ShardKeeper,
  SingleKeeper,
  Watcher,
} from "../../../src/io/monitor/index.ts";
import { openStore, type Store } from "../../../src/io/store/index.ts";

const RECORDING = "stand-in-windows-7";
const folder = mkdtempSync(join(tmpdir(), "rdpulse-degraded-"));
const clock = { nowMs: () => Date.now() };

let store: Store | undefined;
afterEach(async () => {
  await store?.close();
  rmSync(folder, { recursive: true, force: true });
});

it("has an incident with evidence from the lines of its conversation", async () => {
  store = await openStore({ folder, clock });
  const settings = { name: "admin-shanghai-1", host: "admin-shanghai-1.demo.invalid" };
  const target = await store.targets.put(1, settings, "demo", clock.nowMs());
  const targets: ReadonlyMap<number, Target> = new Map([[target.id, target]]);
  const nobody = { check: async () => Promise.reject(new Error("no network here")), close: async () => undefined };
  const recorded = new DemoProber(nobody, clock, new URL("../../../transcripts/", import.meta.url));
  const asked: ProbeTask[] = [];
  const given: (string | null)[] = [];
  const prober = {
    check: async (task: ProbeTask) => {
      const outcome = await recorded.check(task);
      asked.push(task);
      given.push(outcome.transcript);
      return outcome;
    },
    close: async () => recorded.close(),
  };
  let trouble: unknown = null;
  const watcher = new Watcher({
    store,
    prober,
    clock,
    settings: {
      intervalMs: 1000,
      stageTimeoutMs: 1000,
      totalTimeoutMs: 5000,
      maxRunning: 1,
      maxFullRunning: 1,
      startsPerSecond: 100,
      policy: DEFAULT_WATCH_POLICY,
      forbidden: [],
    },
    vantage: LOCAL_VANTAGE,
    isExcluded: () => false,
    onStoreTrouble: (failure) => {
      trouble ??= failure;
    },
  });
  watcher.setLeases(await new ShardKeeper(store.leases, "test").renew());
  watcher.put(target, null, {});
  while (given.length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
  await watcher.stop(1000);
  expect(trouble).toBeNull();

  const text = readFileSync(new URL(`../../../transcripts/${RECORDING}.txt`, import.meta.url), "utf8");
  expect(given[0]).toBe(text);
  expect(given.slice(1, 3)).toEqual([null, null]);
  expect(asked[0]?.hinderedBy).toBeUndefined();
  const [state] = await store.results.states(1, [target.id]);
  expect(state?.status).toBe("degraded");
  expect(asked[1]?.hinderedBy).toBe(state?.causes.find(({ effect }) => effect === "hinders")?.id);
  const kept = await store.results.transcripts(1, target.id);
  expect(kept.map(({ reason }) => reason)).toEqual(["degraded"]);

  const judge = new Judge({
    store,
    clock,
    keeper: new SingleKeeper(store.leases, "test", "judge"),
    targets: () => targets,
    watch: () => ({ intervalMs: 1000 }),
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
  await judge.tick();
  await judge.stop();
  const [incident] = (await store.incidents.list(1, {})).items;
  expect(incident).toMatchObject({ effect: "hinders", cause: asked[1]?.hinderedBy, severity: "minor" });
  const lines = text.split("\n").length;
  const places = incident?.because.map(({ at }) => Number(/^line (\d+)/u.exec(at)?.[1])) ?? [];
  expect(places.length).toBeGreaterThan(0);
  for (const place of places) expect(place > 0 && place <= lines).toBe(true);
});
