import type { TargetId } from "../../../core/fleet/index.ts";
import type { Database } from "../database/database.ts";
import { chunks, integerIn, places } from "./columns.ts";

const TABLES = ["host_state", "host_facts", "transcript"] as const;

/** Takes what is known now of removed targets out of the results; their history goes with its days. */
export async function forgetTargets(results: Database, targets: readonly TargetId[]): Promise<void> {
  for (const some of chunks(targets)) {
    for (const table of TABLES) {
      await results.run(`DELETE FROM ${table} WHERE target IN (${places(some.length)})`, some);
    }
  }
}

/** The same for those whose removal was cut off, or of which a last result came in later. Gives how many there were. */
export async function forgetOrphans(state: Database, results: Database): Promise<number> {
  const known = new Set((await state.read("SELECT id FROM target")).map((row) => integerIn(row, "id")));
  const rows = await results.read("SELECT target FROM host_state UNION SELECT target FROM host_facts");
  const orphans = rows.map((row) => integerIn(row, "target")).filter((target) => !known.has(target));
  await forgetTargets(results, orphans);
  return orphans.length;
}
