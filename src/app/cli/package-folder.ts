import { existsSync, readFileSync } from "node:fs";

/** The folder with package.json above this module, whether it is a source or a part of the bundle. */
export function packageFolder(): URL {
  let folder = new URL("./", import.meta.url);
  while (!existsSync(new URL("package.json", folder)) && folder.pathname !== "/") folder = new URL("../", folder);
  return folder;
}

export function programVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("package.json", packageFolder()), "utf8"));
  const isNamed = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return isNamed ? String(manifest.version) : "?";
}
