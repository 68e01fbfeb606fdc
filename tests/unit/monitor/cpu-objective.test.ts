import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { objectiveFigures } from "../../../src/app/server/index.ts";
import { CpuPeaks } from "../../../src/io/monitor/index.ts";
import { openStore, type Store } from "../../../src/io/store/index.ts";

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 10, 20, 12);
let store: Store;

beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), "rdpulse-cpu-"));
  store = await openStore({ folder, clock: { nowMs: () => NOW_MS } });
});
afterEach(async () => store.close());

async function cpuOf(group: string): Promise<unknown> {
  const figures = await objectiveFigures(store, 1, group, NOW_MS);
  return figures.find(({ id }) => id === "cpu-peak");
}

it("the peak of processors is an objective of the hosts whose exporters are read, and not measured without them", async () => {
  expect(await cpuOf("fleet")).toMatchObject({ objective: 0.6, actual: null, met: null, total: 0 });
  const busy = await store.targets.put(1, { name: "a", host: "a.example", site: "north" }, "api", 0);
  const calm = await store.targets.put(1, { name: "b", host: "b.example" }, "api", 0);
  const peaks = new CpuPeaks(store.resources, 1);
  await peaks.note(busy.id, 0.9, NOW_MS);
  await peaks.note(busy.id, 0.7, NOW_MS - DAY_MS);
  await peaks.note(calm.id, 0.2, NOW_MS);
  expect(await cpuOf("fleet")).toMatchObject({ actual: expect.closeTo(0.6, 9), good: 1, total: 3 });
  expect(await cpuOf("site/north")).toMatchObject({ actual: expect.closeTo(0.8, 9), met: false, good: 0, total: 2 });
});
