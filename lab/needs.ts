// Whether a lab test can run here. Where it must (as root, or where CI is set) a missing need is a failure; elsewhere the
// test is named with its reason and the command that enables it.
import { ensurePackages, type PackageGroup } from "./packages.ts";
import { isRoot } from "./workshop.ts";

/** What a lab test needs. */
export interface LabNeeds {
  /** Network namespaces, other users, other clocks' host names. */
  readonly root?: boolean;
  /** Default: core. */
  readonly packages?: readonly PackageGroup[];
}

const outcomes = new Map<string, string | undefined>();

function missingFor(groups: readonly PackageGroup[]): string | undefined {
  const key = groups.join();
  if (!outcomes.has(key)) {
    const { missing, why, enableWith } = ensurePackages(groups);
    const reason = `needs the Debian packages ${missing.join(" ")} (${why}); enable it with: ${enableWith}`;
    outcomes.set(key, missing.length === 0 ? undefined : reason);
  }
  return outcomes.get(key);
}

/**
 * Call it first in a test, with the test context's `skip`. Installs packages where that is allowed. When something is
 * missing it throws as root or where CI is set, and else skips the test with the reason and the enabling command.
 */
export function needs(skip: (reason: string) => void, wanted: LabNeeds = {}): void {
  const reason = reasonAgainst(wanted);
  if (reason !== undefined) skip(reason);
}

/**
 * The same for a whole file, before its first test: "" where its tests can run, else what to add to the title under which
 * they are named as skipped.
 */
export function lacks(wanted: LabNeeds): string {
  const reason = reasonAgainst(wanted);
  return reason === undefined ? "" : `: ${reason}`;
}

function reasonAgainst(wanted: LabNeeds): string | undefined {
  const root = wanted.root && !isRoot() ? "needs root; enable it with: sudo npm test" : undefined;
  const reason = root ?? missingFor(wanted.packages ?? ["core"]);
  if (reason !== undefined && (isRoot() || process.env["CI"])) throw new Error(reason);
  return reason;
}
