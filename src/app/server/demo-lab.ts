import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { TargetSettings } from "../../core/fleet/index.ts";

/** Real servers take their time to start. */
const START_MS = 60_000;

/** Real servers of the lab for a demo: only a checkout has them, and only root with the lab's packages can start them. */
export class DemoLab {
  readonly #child: ChildProcess;
  readonly targets: readonly TargetSettings[];

  constructor(child: ChildProcess, targets: readonly TargetSettings[]) {
    this.#child = child;
    this.targets = targets;
  }

  /** undefined where they cannot be had; then a demo has recordings alone. */
  static async start(program: URL): Promise<DemoLab | undefined> {
    if (!existsSync(program) || process.getuid?.() !== 0) return undefined;
    const child = spawn(process.execPath, [fileURLToPath(program)], { stdio: ["pipe", "pipe", "ignore"] });
    const line = await firstLine(child);
    const targets = line === undefined ? [] : targetsIn(line);
    if (targets.length === 0) {
      child.kill();
      return undefined;
    }
    return new DemoLab(child, targets);
  }

  /** Resolves when every server has ended. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    await new Promise<void>((resolve) => {
      this.#child.once("exit", () => resolve());
      this.#child.stdin?.end();
    });
  }
}

async function firstLine(child: ChildProcess): Promise<string | undefined> {
  if (child.stdout === null) return undefined;
  const lines = createInterface({ input: child.stdout });
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), START_MS);
    const end = (line?: string): void => {
      clearTimeout(timer);
      resolve(line);
    };
    lines.once("line", end);
    child.once("exit", () => end());
    child.once("error", () => end());
  });
}

function targetsIn(line: string): readonly TargetSettings[] {
  const said: unknown = JSON.parse(line);
  if (typeof said !== "object" || said === null || !("targets" in said) || !Array.isArray(said.targets)) return [];
  return said.targets.filter(isTarget).map((target) => ({ ...target, tags: { demo: "lab" } }));
}

function isTarget(value: unknown): value is TargetSettings {
  return typeof value === "object" && value !== null && "host" in value && typeof value.host === "string";
}
