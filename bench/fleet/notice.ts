import { setTimeout as sleep } from "node:timers/promises";

const LOOK_MS = 250;

/** Milliseconds from now until each of these is called down; those that were not by the limit are left out. Sorted. */
export async function noticeTimes(
  places: readonly string[],
  down: () => Promise<ReadonlySet<string>>,
  limitMs: number,
): Promise<readonly number[]> {
  const begunMs = performance.now();
  const times = new Map<string, number>();
  while (times.size < places.length && performance.now() - begunMs < limitMs) {
    const now = await down();
    const atMs = performance.now() - begunMs;
    for (const place of places) if (now.has(place) && !times.has(place)) times.set(place, atMs);
    await sleep(LOOK_MS);
  }
  return [...times.values()].toSorted((one, other) => one - other);
}
