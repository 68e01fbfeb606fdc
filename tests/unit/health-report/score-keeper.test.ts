// How the health score stood is noted, so that a report can say how it went.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ScoreKeeper, scoresWithin } from "../../../src/app/server/index.ts";
import { openStore, type Store } from "../../../src/io/store/index.ts";

const START_MS = Date.parse("2026-11-23T10:20:00Z");
const HOUR_MS = 3_600_000;

let folder = "";
let store: Store;
let nowMs = START_MS;
let score: number | null = 90;
let isJudge = true;
const clock = { nowMs: () => nowMs };
const troubles: unknown[] = [];

beforeEach(async () => {
  [nowMs, score, isJudge] = [START_MS, 90, true];
  folder = mkdtempSync(join(tmpdir(), "rdpulse-scores-"));
  store = await openStore({ folder, clock });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

function keeper(): ScoreKeeper {
  return new ScoreKeeper({
    store,
    tenant: 1,
    clock,
    judge: {
      get isJudge() {
        return isJudge;
      },
    },
    score: async () => score,
    onTrouble: (error) => troubles.push(error),
  });
}

async function within(fromMs: number, untilMs: number): Promise<unknown> {
  const { before, trend } = await scoresWithin(store.resources, 1, fromMs, untilMs);
  return [before, trend.map((one) => one.score)];
}

it("keeps the last score of each hour, and what stood before a period", async () => {
  for (const each of [90, 80, 70, 60]) {
    score = each;
    await keeper().look();
    nowMs += HOUR_MS / 2;
  }
  expect(troubles).toEqual([]);
  // 10:20 and 10:50 are one hour, 11:20 and 11:50 the next.
  expect(await within(START_MS - HOUR_MS, nowMs)).toEqual([null, [80, 60]]);
  expect(await within(START_MS + HOUR_MS / 2, nowMs)).toEqual([80, [60]]);
});

it("keeps days longer than hours, and neither for ever", async () => {
  for (let day = 0; day < 410; day += 1) {
    score = day / 10;
    await keeper().look();
    nowMs += 24 * HOUR_MS;
  }
  expect((await store.resources.list(1, "score-hour")).length).toBe(9);
  expect((await store.resources.list(1, "score-day")).length).toBe(401);
  const [before, trend] = [
    await scoresWithin(store.resources, 1, nowMs - 30 * 24 * HOUR_MS, nowMs),
    await scoresWithin(store.resources, 1, nowMs - 7 * 24 * HOUR_MS, nowMs),
  ];
  expect(before.trend).toHaveLength(29);
  expect(trend.before).toBe(40.3);
  expect(trend.trend.map((one) => one.score)).toEqual([40.4, 40.5, 40.6, 40.7, 40.8, 40.9]);
}, 60_000);

it("notes nothing that is not known, and nothing where another process judges", async () => {
  score = null;
  await keeper().look();
  [score, isJudge] = [50, false];
  await keeper().look();
  expect(await within(0, nowMs + HOUR_MS)).toEqual([null, []]);
});
