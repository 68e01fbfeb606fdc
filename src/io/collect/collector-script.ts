import { readFile } from "node:fs/promises";

/** Which host the collector is for. */
export type CollectorPlatform = "windows" | "xrdp";

const FILES: Readonly<Record<CollectorPlatform, string>> = {
  windows: "collect-windows.ps1",
  xrdp: "collect-xrdp.sh",
};

/** The text of the collector script, as it lies in the folder `collector/` of the checkout or the package. */
export async function collectorScript(platform: CollectorPlatform): Promise<string> {
  // Sources and bundle both lie three folders below the root.
  return readFile(new URL(`../../../collector/${FILES[platform]}`, import.meta.url), "utf8");
}
