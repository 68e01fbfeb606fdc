/**
 * A number of at least 0 and below 1 for a target: its place within the interval. The same for the same id on every
 * machine, so that a schedule needs no memory, and even over all ids (finalizer of MurmurHash3).
 */
export function placeOf(id: number): number {
  let hash = (id ^ 0x9e3779b9) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** The latest slot at or before a time. Slots are whole milliseconds. */
export function slotAt(id: number, intervalMs: number, nowMs: number): number {
  const phaseMs = Math.floor(placeOf(id) * intervalMs);
  return Math.floor((nowMs - phaseMs) / intervalMs) * intervalMs + phaseMs;
}
