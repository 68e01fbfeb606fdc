import { describe, expect, it } from "vitest";
import type { StoredResource } from "../../store/index.ts";
import { CpuPeaks, cpuPeaksSince } from "./cpu-peaks.ts";

const DAY_MS = 86_400_000;
const NOW_MS = 20_000 * DAY_MS + 3_600_000;

/** The part of a store that keeps documents. */
function shelf() {
  const docs = new Map<string, unknown>();
  let puts = 0;
  const stored = <Doc>(name: string): StoredResource<Doc> => {
    const doc: Doc = JSON.parse(JSON.stringify(docs.get(name)));
    return { name, doc, origin: "api", revision: 1, createdMs: 0, updatedMs: 0 };
  };
  return {
    get puts(): number {
      return puts;
    },
    get: async <Doc>(_tenant: number, _kind: string, name: string) => (docs.has(name) ? stored<Doc>(name) : null),
    list: async <Doc>() => [...docs.keys()].map((name) => stored<Doc>(name)),
    put: async <Doc>(_tenant: number, _kind: string, name: string, doc: Doc): Promise<StoredResource<Doc>> => {
      docs.set(name, doc);
      puts += 1;
      return { name, doc, origin: "api", revision: 1, createdMs: 0, updatedMs: 0 };
    },
  };
}

describe("CpuPeaks", () => {
  it("keeps the highest share of each day, also over a restart, and writes only what is higher", async () => {
    const on = shelf();
    const peaks = new CpuPeaks(on, 1);
    for (const share of [0.2, 0.7, 0.701, 0.4]) await peaks.note(7, share, NOW_MS);
    expect(on.puts).toBe(2);
    const again = new CpuPeaks(on, 1);
    await again.note(7, 0.5, NOW_MS);
    await again.note(7, 0.3, NOW_MS + DAY_MS);
    expect(await cpuPeaksSince(on, 1, NOW_MS)).toEqual([
      { target: 7, dayMs: 20_000 * DAY_MS, share: 0.7 },
      { target: 7, dayMs: 20_001 * DAY_MS, share: 0.3 },
    ]);
    expect(await cpuPeaksSince(on, 1, NOW_MS + DAY_MS)).toHaveLength(1);
  });

  it("forgets days that nobody asks for any more", async () => {
    const on = shelf();
    const peaks = new CpuPeaks(on, 1);
    await peaks.note(7, 0.5, NOW_MS);
    await peaks.note(7, 0.5, NOW_MS + 92 * DAY_MS);
    expect(await cpuPeaksSince(on, 1, 0)).toHaveLength(1);
  });
});
