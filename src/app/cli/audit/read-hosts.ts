import { stat } from "node:fs/promises";
import type { HostInventory } from "../../../core/inventory/index.ts";
import { printable, say, type Language } from "../../../core/texts/index.ts";
import type { Arguments } from "../arguments.ts";
import { firstReason } from "../events/read-paths.ts";
import { errnoOf, usage } from "../operation-error.ts";
import { ProgressLine } from "../progress-line.ts";
import type { World } from "../world.ts";

/** What the targets hold: settings of hosts, and files that gave none. */
export interface ReadHosts {
  readonly inventories: readonly HostInventory[];
  readonly passedOver: readonly { readonly path: string; readonly why: string }[];
}

/* What looks like a path, so that a missing file is told as one and no host of that name is probed. */
const LIKE_A_PATH = /[\\/]|\.(?:reg|pol|inf|csv|xml|json|ini|zip|gz|tgz|tar|txt|evtx)$/i;

/** Is the operand a live host? A file or folder of that name wins; what looks like a path and is none is an error. */
export async function isLiveHost(operand: string): Promise<boolean> {
  try {
    await stat(operand);
    return false;
  } catch (error) {
    if (errnoOf(error) !== "ENOENT" && errnoOf(error) !== "ENOTDIR") {
      throw usage("error.unreadable-file", { file: printable(operand, 120), reason: errnoOf(error) ?? String(error) });
    }
  }
  if (LIKE_A_PATH.test(operand)) throw usage("error.audit-no-file", { file: printable(operand, 120) });
  return true;
}

/** Reads exports, folders and archives. Throws `OperationError` where they hold no settings at all. */
export async function readHosts(
  operands: readonly string[],
  args: Arguments,
  world: World,
  language: Language,
): Promise<ReadHosts> {
  const { readInventories } = await import("../../../io/ingest/index.ts");
  const targets = printable(operands.join(" "), 60);
  const progress = new ProgressLine(world, args, (seconds) =>
    say(language, "audit-page.reading", { targets, seconds }),
  );
  try {
    const { inventories, passedOver } = await readInventories({ paths: operands, signal: world.interrupted });
    if (inventories.length === 0) {
      throw usage("error.audit-no-settings", { targets, reason: firstReason(passedOver, language) });
    }
    return {
      inventories,
      passedOver: passedOver.map(({ path, why, detail }) => ({
        path,
        why: detail === undefined ? why : `${why}: ${detail}`,
      })),
    };
  } finally {
    progress.erase();
  }
}
