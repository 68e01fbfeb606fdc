import { buildInventory, readManifest } from "../src/core/inventory/index.ts";
import type { FuzzTarget } from "./targets.ts";

const MEGABYTE = 1024 * 1024;
const SECTIONS = ["services", "firewall", "listener", "certificates", "sessions", "registry", "audit-policy"] as const;
const MANIFEST = { collector: "fuzz", platform: "unknown", sections: [] } as const;

/** What the readers of a collector's archive make of sections and manifests of strangers; nothing may be thrown. */
export const archiveTargets: readonly FuzzTarget[] = [
  { name: "readManifest", run: readManifest, faults: [], baseLimitBytes: MEGABYTE },
  {
    name: "buildInventory",
    run: (bytes) =>
      buildInventory(
        readManifest(bytes) ?? MANIFEST,
        "manifest.json",
        [
          ...SECTIONS.map((name) => ({ name: `sections/${name}.json`, at: name, bytes })),
          { name: "certificates/00112233445566778899aabbccddeeff00112233.pem", at: "pem", bytes },
        ],
        [],
      ),
    faults: [],
    baseLimitBytes: 4 * MEGABYTE,
  },
];
