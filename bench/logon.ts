// A logon against its peers: what it costs, what it leaves, and whether it is true. `npm run bench:logon -- PART…`
import { loadavg } from "node:os";
import { ensurePackages, isRoot } from "../lab/index.ts";
import { benchAuth } from "./logon/auth.ts";
import { benchDesktop } from "./logon/desktop.ts";
import { benchSoak } from "./logon/soak.ts";
import { benchTruth } from "./logon/truth.ts";

const parts: Readonly<Record<string, (only: readonly string[]) => Promise<boolean>>> = {
  auth: benchAuth,
  desktop: benchDesktop,
  soak: benchSoak,
  truth: benchTruth,
};

const load = (): string =>
  `load ${loadavg()
    .map((value) => value.toFixed(2))
    .join(" ")}`;

const asked = process.argv.slice(2).filter((word) => !word.startsWith("--only="));
/** For the truth table: servers whose name holds one of these. */
const only = process.argv.slice(2).flatMap((word) => /^--only=(.+)$/.exec(word)?.[1] ?? []);
const unknown = asked.find((name) => !(name in parts));
const packages = ensurePackages(["core", "peers", "desktop", "logon-peers"]);
if (unknown !== undefined) {
  console.error(`no part "${unknown}"; one of: ${Object.keys(parts).join(", ")}, and --only=SERVER for truth`);
  process.exitCode = 2;
} else if (!isRoot()) {
  console.error("bench:logon makes accounts and network namespaces and needs root; try: sudo npm run bench:logon");
  process.exitCode = 3;
} else if (packages.missing.length > 0) {
  console.error(`missing Debian packages: ${packages.missing.join(" ")}; ${packages.enableWith ?? ""}`);
  process.exitCode = 3;
} else {
  for (const [name, run] of Object.entries(parts)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    console.log(`${name}: ${load()} before`);
    const reached = await run(only);
    console.log(`${name}: ${load()} after; ${reached ? "goal reached" : "goal NOT reached"}\n`);
    if (!reached) process.exitCode = 1;
  }
}
