import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export const repository = join(import.meta.dirname, "..", "..", "..");

/** Paths of all files that are or will be part of the repository, relative to it. */
export function repositoryFiles(): string[] {
  const list = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"], {
    cwd: repository,
    encoding: "utf8",
  });
  const gone = execFileSync("git", ["ls-files", "-z", "--deleted"], { cwd: repository, encoding: "utf8" });
  const deleted = new Set(gone.split("\0"));
  return list.split("\0").filter((path) => path !== "" && !deleted.has(path));
}

interface LintFinding {
  readonly rule: string;
  readonly file: string;
  readonly says: string;
}

/** A copy of the source and of the rules, in which faults are planted to see the rules find them. */
export class PlantedTree {
  readonly root = mkdtempSync(join(tmpdir(), "rdpulse-planted-"));

  constructor() {
    for (const path of repositoryFiles()) {
      const isRule = /^(tsconfig[^/]*\.json|\.oxlintrc\.json|package\.json)$/.test(path);
      if (!isRule && (!path.startsWith("src/") || path.endsWith(".test.ts"))) continue;
      mkdirSync(join(this.root, dirname(path)), { recursive: true });
      copyFileSync(join(repository, path), join(this.root, path));
    }
    symlinkSync(join(repository, "node_modules"), join(this.root, "node_modules"));
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }

  write(path: string, text: string): void {
    mkdirSync(join(this.root, dirname(path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  delete(path: string): void {
    rmSync(join(this.root, path));
  }

  /** Plants `text` at `path` as long as `look` runs; a file that was there comes back afterwards. */
  with<Result>(path: string, text: string, look: () => Result, before?: string): Result {
    this.write(path, text);
    try {
      return look();
    } finally {
      if (before === undefined) this.delete(path);
      else this.write(path, before);
    }
  }

  /** What the compiler says of a room and all that it refers to; empty where all is well. */
  compile(room: string): string {
    const { stdout, stderr } = this.#run("tsc", ["-b", room, "--pretty", "false"]);
    return `${stdout}${stderr}`;
  }

  /** What lint says of the paths. */
  lint(paths: readonly string[]): LintFinding[] {
    const { stdout } = this.#run("oxlint", ["--type-aware", "--format", "json", ...paths]);
    const report: { diagnostics: { code: string; filename: string; message: string; help?: string }[] } =
      JSON.parse(stdout);
    return report.diagnostics.map(({ code, filename, message, help }) => ({
      rule: code,
      file: filename,
      says: `${message} ${help ?? ""}`,
    }));
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #run(tool: string, args: readonly string[]): { stdout: string; stderr: string } {
    const { error, stdout, stderr } = spawnSync(join(this.root, "node_modules", ".bin", tool), args, {
      cwd: this.root,
      encoding: "utf8",
      env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}` },
    });
    if (error) throw error;
    return { stdout, stderr };
  }
}
