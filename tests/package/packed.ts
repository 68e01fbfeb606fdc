import { execFileSync, spawnSync } from "node:child_process";
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

const repository = join(import.meta.dirname, "..", "..");

/** npm as it comes with a Node of today, and the one after it. */
const NPM_VERSIONS = { "npm-11": "11.21.2", "npm-12": "12.2.0" } as const;
export type NpmName = keyof typeof NPM_VERSIONS;

export interface Node {
  readonly path: string;
  readonly version: string;
}

const nodeAt = (path: string): Node => ({
  path,
  version: execFileSync(path, ["-p", "process.versions.node"]).toString().trim(),
});

/** The Node that runs this test: the pinned one. */
export const pinnedNode: Node = nodeAt(process.execPath);
/** The machine's own Node, outside any node_modules; the pinned one where there is none. */
export const systemNode: Node = nodeAt(nodeOnPath() ?? process.execPath);

function nodeOnPath(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders
    .map((folder) => join(folder, "node"))
    .find((path) => isExecutable(path) && !realpathSync(path).includes("node_modules"));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Settings of an outer npm do not reach what is run with these, and no Node of a checkout is on the path. */
export function strangersEnvironment(node: Node): Record<string, string> {
  const outer = /^npm_(lifecycle_|package_|execpath|node_execpath|command|config_(local|global)_prefix)/;
  const kept = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || outer.test(name) ? [] : [[name, value] as const],
  );
  const path = (process.env["PATH"] ?? "").split(delimiter).filter((entry) => !entry.includes("node_modules"));
  return {
    ...Object.fromEntries(kept),
    PATH: [dirname(node.path), ...path].join(delimiter),
    npm_config_update_notifier: "false",
  };
}

/** A folder outside the repository in which the package is packed, installed and run as a stranger would. */
export class PackingRoom {
  readonly root = mkdtempSync(join(tmpdir(), "rdpulse-package-"));

  /** Runs `args` with `node`, which is also the first on the path. */
  run(node: Node, folder: string, args: readonly string[]): Outcome {
    const { status, stdout, stderr } = spawnSync(node.path, args, {
      cwd: folder,
      encoding: "utf8",
      env: strangersEnvironment(node),
    });
    return { status, stdout, stderr };
  }

  /** The same; anything but success is an error that shows what was said. */
  runWell(node: Node, folder: string, args: readonly string[]): string {
    const { status, stdout, stderr } = this.run(node, folder, args);
    if (status !== 0) throw new Error(`${args.join(" ")}: exit ${status}\n${stderr}\n${stdout}`);
    return stdout;
  }

  folder(name: string): string {
    const path = join(this.root, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  /** Both versions of npm, installed by the npm that is there. */
  fetchNpms(): void {
    const folder = this.folder("npms");
    writeFileSync(join(folder, "package.json"), "{}");
    const wanted = Object.entries(NPM_VERSIONS).map(([name, version]) => `${name}@npm:npm@${version}`);
    const { status, stderr, error } = spawnSync(
      "npm",
      ["install", "--prefer-offline", "--no-audit", "--no-fund", ...wanted],
      {
        cwd: folder,
        encoding: "utf8",
      },
    );
    if (status !== 0) throw new Error(`npm install ${wanted.join(" ")}: ${error?.message ?? stderr}`);
  }

  npm(name: NpmName): string {
    return join(this.root, "npms", "node_modules", name, "bin", "npm-cli.js");
  }

  npx(name: NpmName): string {
    return join(this.root, "npms", "node_modules", name, "bin", "npx-cli.js");
  }

  /** The files of the repository, as a clone has them. */
  copyTree(name: string): string {
    const tree = this.folder(name);
    const list = execFileSync(
      "git",
      ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"],
      {
        cwd: repository,
      },
    );
    for (const path of list.toString().split("\0")) {
      if (path === "" || !existsSync(join(repository, path))) continue;
      // Times are kept: a lock file newer than node_modules would be installed again.
      cpSync(join(repository, path), join(tree, path), { preserveTimestamps: true });
    }
    return tree;
  }

  /** Packs a copy of the tree, so that the build neither disturbs nor uses the `dist` of the checkout. */
  pack(npm: NpmName): { tarball: string; files: readonly string[] } {
    const tree = this.copyTree("tree");
    symlinkSync(join(repository, "node_modules"), join(tree, "node_modules"));
    const out = this.folder("tarball");
    const said = this.runWell(pinnedNode, tree, [this.npm(npm), "pack", "--json", "--pack-destination", out]);
    const report: unknown = JSON.parse(said.slice(said.search(/^[[{]/m)));
    const [first] = Array.isArray(report) ? report : Object.values(report ?? {});
    const { filename, files }: { filename: string; files: { path: string }[] } = first;
    return { tarball: join(out, filename), files: files.map(({ path }) => path) };
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
