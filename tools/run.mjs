// What the npm scripts do, step by step, on the pinned Node. `check` and `test` go through all their steps, so that one
// run shows everything that is wrong; the exit code is that of the first that failed, the last line says what was counted.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [command = "", ...rest] = process.argv.slice(2);

/** The pinned Node where its platform package is installed, else the one that runs this. */
function pinnedNode() {
  try {
    const at = createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/package.json`);
    return join(dirname(at), "bin", "node");
  } catch {
    return process.execPath;
  }
}

const node = pinnedNode();
const bin = (name) => join(root, "node_modules", ".bin", name);
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
const vite = join(root, "node_modules", "vite", "bin", "vite.js");
/**
 * Tests start hundreds of our own processes; each would compile the same files again. Fuzzing does without: what comes out
 * of this cache is covered less precisely.
 */
const COMPILED = { NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "rdpulse") };
const counted = { passed: 0, failed: 0 };
const failures = [];
/** Tests that passed at a second attempt only, which CI allows those that talk to real servers. */
const wobbly = [];
let isInterrupted = false;

function run(title, file, args, extra = {}) {
  return new Promise((resolve) => {
    const startedMs = Date.now();
    process.stderr.write(`\n▸ ${title}\n`);
    const child = spawn(file, args, {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, PATH: `${dirname(node)}:${process.env.PATH}`, ...extra },
    });
    const forward = (signal) => {
      isInterrupted = true;
      child.kill(signal);
    };
    process.on("SIGINT", forward).on("SIGTERM", forward);
    child.on("error", (error) => {
      console.error(`${title}: ${error.message}`);
      resolve(3);
    });
    child.on("close", (code, signal) => {
      process.off("SIGINT", forward).off("SIGTERM", forward);
      const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
      const outcome = code === 0 ? "ok" : `failed (${signal ?? code})`;
      process.stderr.write(`  ${title}: ${outcome} in ${seconds} s\n`);
      if (code !== 0) failures.push(`step "${title}": ${outcome}`);
      resolve(code ?? 1);
    });
  });
}

/** A step that is no test counts when it fails, so that the last line never says "0 failed" of a red run. */
async function gate(title, file, args) {
  const code = await run(title, file, args);
  if (code !== 0) counted.failed += 1;
  return code;
}

/** vitest with its own report for people, and one for counting. */
async function vitestRun(title, project, args = []) {
  const out = join(root, "dist", `vitest-${project}.json`);
  rmSync(out, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${out}`];
  const code = await run(title, node, [vitest, "run", "--project", project, ...reporters, ...args], COMPILED);
  if (!existsSync(out)) {
    counted.failed += 1;
    return code === 0 ? 1 : code;
  }
  const report = JSON.parse(readFileSync(out, "utf8"));
  counted.passed += report.numPassedTests;
  counted.failed += report.numFailedTests + (report.numFailedTests === 0 && code !== 0 ? 1 : 0);
  rememberFailures(report);
  return nameWhatDidNotRun(report) && code === 0 ? 1 : code;
}

/** Failures are named again below the last line of the run: whoever reads only its end learns what to look at. */
function rememberFailures(report) {
  for (const file of report.testResults) {
    const path = file.name.replace(`${root}/`, "");
    const failed = file.assertionResults.filter(({ status }) => status === "failed");
    const second = file.assertionResults.filter((test) => test.status === "passed" && test.failureMessages.length > 0);
    for (const test of second) {
      wobbly.push(`${path}: ${test.fullName}\n${firstLines(test.failureMessages[0])}`);
    }
    for (const test of failed) failures.push(`${path}: ${test.fullName}\n${firstLines(test.failureMessages[0])}`);
    if (failed.length === 0 && file.status === "failed") failures.push(`${path}\n${firstLines(file.message)}`);
  }
}

function firstLines(text = "") {
  return text
    .split("\n")
    .slice(0, 6)
    .map((line) => `    ${line.slice(0, 300)}`)
    .join("\n");
}

/** Names every test that did not run; true where that is a failure: as root and in CI everything can be had. */
function nameWhatDidNotRun(report) {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const notRun = tests.filter(({ status }) => status === "skipped" || status === "pending" || status === "todo");
  for (const test of notRun) process.stderr.write(`  not run: ${test.fullName}\n`);
  const mustRun = process.env.CI !== undefined || process.getuid?.() === 0;
  if (mustRun) counted.failed += notRun.length;
  return mustRun && notRun.length > 0;
}

/** The lab's Debian packages. Who is neither root nor in CI may lack them: the tests then name what they could not run. */
async function labPackages() {
  const code = await run("lab packages", node, [join(root, "lab", "cli.ts"), "packages"]);
  const mayLack = process.env.CI === undefined && process.getuid?.() !== 0;
  if (code === 0 || mayLack) return 0;
  counted.failed += 1;
  return code;
}

const quick = [
  () => gate("format", bin("oxfmt"), ["--check", "."]),
  () => gate("lint", bin("oxlint"), ["--type-aware"]),
  () => gate("types", bin("tsc"), ["-b"]),
  () => gate("unused code", bin("knip"), []),
  () => vitestRun("unit and property tests", "unit"),
];

/** Packages that the bundle takes from node_modules: those of `dependencies` that are not small. */
const EXTERNAL = ["fastify", "nodemailer", "pg", "saxes", "snappyjs", "ssh2", "tar-stream", "yaml", "yauzl"];

const commands = {
  check: quick,
  test: [
    ...quick,
    labPackages,
    () => vitestRun("lab tests: real servers", "lab"),
    () => vitestRun("end-to-end tests: the dashboard in Chromium", "e2e"),
    () => vitestRun("package tests: npm pack", "package"),
    () => gate("fuzz smoke", node, [join(root, "fuzz", "main.ts"), "--seconds", "30"]),
  ],
  soak: [labPackages, () => vitestRun("soak: long runs against real servers", "soak", rest)],
  build: [
    () => run("types", bin("tsc"), ["-b", "src/app/cli"]),
    () => {
      // Hundreds of small modules cost more to load than to run: users get them in a few files, each command's in its own.
      const out = join(root, "dist", "bundle", "cli");
      rmSync(out, { recursive: true, force: true });
      const options = [
        "--dir",
        out,
        "--format",
        "esm",
        "--platform",
        "node",
        "--external",
        "socks",
        "--external",
        "@napi-rs/keyring",
        ...EXTERNAL.flatMap((name) => ["--external", name]),
        "--log-level",
        "silent",
      ];
      // Entries of threads are files of their own: a thread loads what it needs, and not the whole program.
      const entries = [
        "app/cli/main.ts",
        "io/store/database/sqlite-worker.ts",
        "io/monitor/probe/probe-worker.ts",
        "io/monitor/ingest/ingest-worker.ts",
      ];
      return run("bundle", bin("rolldown"), [...entries.map((path) => join(root, "src", path)), ...options]);
    },
    () => run("dashboard", node, [vite, "build", join(root, "web"), "--logLevel", "warn"], { NODE_ENV: "production" }),
  ],
  lab: [() => run("lab", node, [join(root, "lab", "cli.ts"), ...rest])],
  fuzz: [() => run("fuzz", node, [join(root, "fuzz", "main.ts"), ...rest])],
  "bench:diagnosis": [() => run("bench:diagnosis", node, [join(root, "bench", "diagnosis.ts"), ...rest])],
  "bench:telemetry": [labPackages, () => run("bench:telemetry", node, [join(root, "bench", "telemetry.ts"), ...rest])],
  "bench:ingest": [() => run("bench:ingest", node, [join(root, "bench", "ingest.ts"), ...rest])],
  "bench:store": [labPackages, () => run("bench:store", node, [join(root, "bench", "store.ts"), ...rest])],
  "bench:web": [labPackages, () => run("bench:web", node, [join(root, "bench", "web.ts"), ...rest])],
  "bench:fleet": [labPackages, () => run("bench:fleet", node, [join(root, "bench", "fleet.ts"), ...rest])],
  "bench:logon": [() => run("bench:logon", node, [join(root, "bench", "logon.ts"), ...rest])],
  bench: [() => run("bench", node, [join(root, "bench", "main.ts"), ...rest])],
};

const steps = commands[command];
if (steps === undefined) {
  console.error(`unknown step "${command}"; one of: ${Object.keys(commands).join(", ")}`);
  process.exit(2);
}

let code = 0;
for (const step of steps) {
  const stepCode = await step();
  if (isInterrupted) {
    code = 130;
    break;
  }
  code ||= stepCode;
}
if (["check", "test", "soak"].includes(command)) {
  for (const test of wobbly) console.log(`\npassed at the second attempt only: ${test}`);
  for (const failure of failures) console.log(`\nfailed: ${failure}`);
  console.log(`\n${counted.passed} passed, ${counted.failed} failed`);
}
process.exitCode = code;
