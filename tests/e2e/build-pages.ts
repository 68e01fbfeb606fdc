import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** The pages as the server gives them out: built anew where a source is newer. */
export function setup(): void {
  const script = join(import.meta.dirname, "..", "..", "tools", "ensure-built.mjs");
  const { status } = spawnSync(process.execPath, [script], { stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) throw new Error("the dashboard could not be built");
}
