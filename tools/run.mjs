// What the npm scripts do, step by step, on the pinned Node. Steps run one after the other; the first that fails ends
// the run with its exit code, and the last line says what was counted.
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
const counted = { passed: 0, failed: 0 };

function run(title, file, args, extra = {}) {
  return new Promise((resolve) => {
    const startedMs = Date.now();
    process.stderr.write(`\n▸ ${title}\n`);
    const child = spawn(file, args, {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, PATH: `${dirname(node)}:${process.env.PATH}`, ...extra },
    });
    const forward = (signal) => child.kill(signal);
    process.on("SIGINT", forward).on("SIGTERM", forward);
    child.on("error", (error) => {
      console.error(`${title}: ${error.message}`);
      resolve(3);
    });
    child.on("close", (code, signal) => {
      process.off("SIGINT", forward).off("SIGTERM", forward);
      const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
      process.stderr.write(`  ${title}: ${code === 0 ? "ok" : `failed (${signal ?? code})`} in ${seconds} s\n`);
      resolve(signal === null ? (code ?? 1) : 130);
    });
  });
}

/** vitest with its own report for people, and one for counting. */
async function vitestRun(title, project, args = []) {
  const out = join(root, "dist", `vitest-${project}.json`);
  rmSync(out, { force: true });
  const code = await run(title, node, [
    vitest,
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${out}`,
    ...args,
  ]);
  if (existsSync(out)) {
    const report = JSON.parse(readFileSync(out, "utf8"));
    counted.passed += report.numPassedTests;
    counted.failed += report.numFailedTests + (report.numFailedTests === 0 && code !== 0 ? 1 : 0);
  } else counted.failed += 1;
  return code;
}

const quick = [
  () => run("format", bin("oxfmt"), ["--check", "."]),
  () => run("lint", bin("oxlint"), ["--type-aware"]),
  () => run("types", bin("tsc"), ["-b"]),
  () => run("unused code", bin("knip"), []),
  () => vitestRun("unit and property tests", "unit"),
];

const commands = {
  check: quick,
  test: [
    ...quick,
    () => run("lab packages", node, [join(root, "lab", "cli.ts"), "prepare"]),
    () => vitestRun("lab tests: real servers", "lab"),
    () => vitestRun("package tests: npm pack", "package"),
    () => run("fuzz smoke", node, [join(root, "fuzz", "main.ts"), "--seconds", "20"]),
  ],
  build: [
    () => {
      rmSync(join(root, "dist"), { recursive: true, force: true });
      return run("build", bin("tsc"), ["-b", "src/app/cli"]);
    },
  ],
  lab: [() => run("lab", node, [join(root, "lab", "cli.ts"), ...rest])],
  fuzz: [() => run("fuzz", node, [join(root, "fuzz", "main.ts"), ...rest])],
  "bench:diagnosis": [() => run("bench:diagnosis", node, [join(root, "bench", "diagnosis.ts"), ...rest])],
  bench: [() => run("bench", node, [join(root, "bench", "main.ts"), ...rest])],
};

const steps = commands[command];
if (steps === undefined) {
  console.error(`unknown step "${command}"; one of: ${Object.keys(commands).join(", ")}`);
  process.exit(2);
}
let code = 0;
for (const step of steps) {
  code = await step();
  if (code !== 0) break;
}
if (counted.passed + counted.failed > 0) {
  console.log(`\n${counted.passed} passed, ${Math.max(counted.failed, code === 0 ? 0 : 1)} failed`);
}
process.exitCode = code;
