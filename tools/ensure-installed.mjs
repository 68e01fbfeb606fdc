// Installs the packages when node_modules is missing or older than package-lock.json. Runs on whatever Node is there
// (18 or newer), before the pinned one exists. Writes to stderr only: stdout belongs to the command that follows.
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modifiedMs = (path) => statSync(`${root}/${path}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;

// npm writes this file last, so an interrupted install does not count as one.
if (modifiedMs("node_modules/.package-lock.json") < modifiedMs("package-lock.json")) {
  console.error("rdpulse: installing packages (once) …");
  const { status, error } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (error) console.error(`rdpulse: npm could not be started: ${error.message}`);
  if (status !== 0)
    console.error("rdpulse: the packages could not be installed; see npm's message above, then run the command again.");
  process.exitCode = status === 0 ? 0 : 3;
}
