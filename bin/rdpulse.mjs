#!/usr/bin/env node
// The launcher: runs on any Node from 18, finds one that can run the program, and gets out of the way.
import { spawn } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import * as nodeModule from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const isCheckout = existsSync(join(root, "src"));
const program = isCheckout ? join(root, "src/app/cli/main.ts") : join(root, "dist/bundle/cli/main.js");

if (isNewEnough(process.versions.node)) await runHere();
else runOnPinnedNode();

/** 24.15 is the first release that runs TypeScript without a warning and carries what the program needs. */
function isNewEnough(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > 24 || (major === 24 && minor >= 15);
}

async function runHere() {
  cacheCompiledCode();
  const { main } = await import(pathToFileURL(program).href);
  await main();
}

/** Start-up is several times faster with a cache, but nothing depends on one. */
function cacheCompiledCode() {
  try {
    const directory = cacheDirectory();
    mkdirSync(directory, { recursive: true });
    nodeModule.enableCompileCache(directory);
  } catch {
    // A read-only home or a full disk must not keep a check from running.
  }
}

function cacheDirectory() {
  const modules = join(root, "node_modules");
  if (isCheckout && isWritable(modules)) return join(modules, ".cache", "rdpulse");
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "rdpulse");
}

function isWritable(path) {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function runOnPinnedNode() {
  const node = pinnedNode();
  if (node === undefined) {
    console.error(
      `rdpulse: needs Node 24.15 or newer and this is ${process.versions.node}; ` +
        "install Node 24, or run npm install again so that the pinned one is fetched (Linux x64 and arm64).",
    );
    process.exitCode = 3;
    return;
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  // A terminal sends Ctrl-C to both of us, kill only to the launcher: pass all on; the program takes two at once for one.
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(`rdpulse: the pinned Node could not be started: ${error.message}; install Node 24.15 or newer.`);
    process.exitCode = 3;
  });
  child.on("exit", (code, signal) => {
    if (signal === null) {
      process.exitCode = code;
      return;
    }
    for (const name of signals) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

/** The binary that a platform package carries; undefined where there is none for this platform. */
function pinnedNode() {
  try {
    const require = nodeModule.createRequire(import.meta.url);
    const manifest = require.resolve(`node-${process.platform}-${process.arch}/package.json`);
    const binary = join(dirname(manifest), "bin", "node");
    accessSync(binary, constants.X_OK);
    return binary;
  } catch {
    return undefined;
  }
}
