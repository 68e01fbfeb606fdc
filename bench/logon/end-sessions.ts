// Ends what a logon left on an xrdp host, so that the next one meets a host without a session.
import { setTimeout as sleep } from "node:timers/promises";
import type { Sesman } from "../../lab/index.ts";

const DEADLINE_MS = 20_000;

/** Ends every process of the account's sessions by its number; resolves to what was there, when nothing is any more. */
export async function endSessions(keeper: Sesman, user: string): Promise<readonly string[]> {
  const found = await keeper.leftovers(user);
  const deadline = performance.now() + DEADLINE_MS;
  let left = found;
  while (left.some((entry) => !entry.startsWith("file "))) {
    if (performance.now() > deadline) throw new Error(`sessions of ${user} do not end: ${left.join(", ")}`);
    for (const entry of left) {
      const pid = /^process (\d+)/.exec(entry)?.[1];
      if (pid === undefined) continue;
      try {
        process.kill(Number(pid), "SIGTERM");
      } catch {
        // It has ended by itself.
      }
    }
    await sleep(200);
    left = await keeper.leftovers(user);
  }
  return found;
}
