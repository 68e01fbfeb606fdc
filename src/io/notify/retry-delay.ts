const FIRST_MS = 5000;
const LONGEST_MS = 15 * 60_000;

/**
 * How long to wait after so many failed attempts: 5 s, doubled each time up to 15 minutes, spread by a quarter to both sides
 * so that many messages do not come back at once. `random` is in 0..1.
 */
export function retryDelayMs(attempts: number, random: number): number {
  const plain = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(20, Math.max(0, attempts - 1)));
  return Math.round(plain * (0.75 + random / 2));
}
