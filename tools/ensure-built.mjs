// Builds the dashboard when a source is newer than what was built. Writes to stderr only: stdout belongs to the command that
// follows. Runs on whatever Node is there; the build itself runs on the pinned one.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const built = join(root, "dist", "web", "index.html");
const sources = ["web", "src/core", "package-lock.json"].map((path) => join(root, path));

if (!existsSync(built) || sources.some((path) => newestMs(path) > statSync(built).mtimeMs)) {
  console.error("rdpulse: building the dashboard …");
  const pinned = join(root, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const { status } = spawnSync(
    existsSync(pinned) ? pinned : process.execPath,
    [vite, "build", join(root, "web"), "--logLevel", "warn"],
    // A test runner's own mode would build React's for development.
    { cwd: root, stdio: ["ignore", 2, 2], env: { ...process.env, NODE_ENV: "production" } },
  );
  process.exitCode = status ?? 1;
}

function newestMs(path) {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((newest, entry) => Math.max(newest, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs), 0);
}
