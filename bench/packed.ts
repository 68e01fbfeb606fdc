import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The program as users get it: packed by npm, unpacked into a folder of its own, with a compile cache of its own. */
export function packedProgram(): {
  readonly bin: string;
  readonly env: NodeJS.ProcessEnv;
  readonly remove: () => void;
} {
  const folder = mkdtempSync(join(tmpdir(), "rdpulse-bench-"));
  const root = join(import.meta.dirname, "..");
  const printed = execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], {
    cwd: root,
    encoding: "utf8",
  });
  const tarball = printed.trim().split("\n").at(-1) ?? "";
  execFileSync("tar", ["-xzf", join(folder, tarball), "-C", folder]);
  // Some packages are not in the bundle; those of the checkout are what npm would install.
  symlinkSync(join(root, "node_modules"), join(folder, "package", "node_modules"));
  return {
    bin: join(folder, "package", "bin", "rdpulse.mjs"),
    env: { ...process.env, XDG_CACHE_HOME: join(folder, "cache"), NO_COLOR: "1" },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
