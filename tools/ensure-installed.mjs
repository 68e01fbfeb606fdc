// Installs the packages when node_modules is missing or older than package-lock.json. Runs on whatever Node is there
// (18 or newer), before the pinned one exists. Writes to stderr only: stdout belongs to the command that follows.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, lstatSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(import.meta.url);
const root = dirname(dirname(script));

/** What `flock` and this script answer when another first run holds the lock; no npm command ends with it. */
const LOCK_IS_TAKEN = 75;
const CANNOT_INSTALL = 3;

const isUnderLock = process.argv.includes("--under-lock");
if (!isInstalled()) process.exitCode = isUnderLock ? install() : installUnderLock();

/** npm writes its own copy of the lock file last, so an interrupted install does not count as one. */
function isInstalled() {
  return modifiedMs("node_modules/.package-lock.json") >= modifiedMs("package-lock.json");
}

function modifiedMs(path) {
  return statSync(`${root}/${path}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/**
 * Two first runs at once must not write into one folder. `flock` (part of every Debian) locks the folder itself, so no
 * lock file can be left behind; npm inherits the lock, so it also outlives this script where npm does.
 */
function installUnderLock() {
  const again = [process.execPath, script, "--under-lock"];
  const options = { stdio: ["ignore", 2, 2] };
  const first = spawnSync("flock", ["--nonblock", "--conflict-exit-code", `${LOCK_IS_TAKEN}`, root, ...again], options);
  if (first.error) return install();
  if (first.status !== LOCK_IS_TAKEN) return first.status ?? CANNOT_INSTALL;
  console.error("rdpulse: another run is installing the packages; waiting for it …");
  return spawnSync("flock", [root, ...again], options).status ?? CANNOT_INSTALL;
}

/** 0, or 3 after one line that says what to do. */
function install() {
  // npm would empty the folder that the link leads to, which is somebody else's.
  if (lstatSync(`${root}/node_modules`, { throwIfNoEntry: false })?.isSymbolicLink()) {
    console.error("rdpulse: node_modules is a link to another folder; remove the link, and run this again");
    return CANNOT_INSTALL;
  }
  console.error("rdpulse: installing packages (once) …");
  return suitsEveryPackage(process.versions.node) ? installWith(process.env.PATH) : installWithPinnedNode();
}

/** npm silently leaves out optional packages whose `engines` exclude the Node it runs on: the native parts of the tools. */
function suitsEveryPackage(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 13) || (major === 20 && minor >= 19);
}

/** An old Node fetches the pinned one first; with that one out of the way of `npm ci`, npm sees a Node that everything suits. */
function installWithPinnedNode() {
  const fetched = installWith(process.env.PATH, "--omit=dev");
  const pinned = join(root, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");
  if (fetched !== 0 || !existsSync(pinned)) return fetched;
  // Half an install must not count as one if the second half is cut off.
  rmSync(`${root}/node_modules/.package-lock.json`, { force: true });
  const aside = mkdtempSync(join(tmpdir(), "rdpulse-node-"));
  try {
    copyFileSync(pinned, join(aside, "node"));
    return installWith(`${aside}${delimiter}${process.env.PATH}`);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** npm on the first `node` of this search path; the answer of `install`. */
function installWith(searchPath, ...more) {
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  const patience = [
    "--prefer-offline",
    "--fetch-retries=2",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=4000",
  ];
  // No package needs its install script: those of ssh2 would try to compile parts that it also works without.
  const { status, error, stderr } = spawnSync("npm", ["ci", "--ignore-scripts", ...more, ...quiet, ...patience], {
    cwd: root,
    env: { ...process.env, PATH: searchPath },
    stdio: ["ignore", 2, "pipe"],
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status === 0) return 0;
  if (error) return fail(`npm could not be started (${error.message}); install npm, then run the command again.`);
  const network =
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|E?TIMEDOUT|ERR_SOCKET_TIMEOUT)\b/;
  const [code] = network.exec(stderr) ?? [];
  if (code === undefined) {
    process.stderr.write(stderr);
    return fail("the packages could not be installed; see npm's message above, then run the command again.");
  }
  return fail(
    `the packages are not installed yet and npm's registry cannot be reached (${code}); ` +
      "connect this machine or set npm's proxy (npm config set proxy URL), then run the command again.",
  );
}

function fail(line) {
  console.error(`rdpulse: ${line}`);
  return CANNOT_INSTALL;
}
