import { stat } from "node:fs/promises";
import { type Language, printable } from "../../../core/texts/index.ts";
import type { PassedOver } from "../../../io/ingest/index.ts";
import { errnoOf, usage } from "../operation-error.ts";
import { reasonFor } from "./events-summary.ts";

const SHOWN = 120;

/** Throws `OperationError` unless every operand is there: a mistyped name among others would go unseen. */
export async function readablePaths(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if (path === "-") continue;
    try {
      await stat(path);
    } catch (error) {
      throw usage("error.unreadable-log", { file: printable(path, SHOWN), reason: errnoOf(error) ?? String(error) });
    }
  }
}

/** Why the first of these files gave nothing, in brackets, to stand behind a name; nothing where there is none. */
export function firstReason(passedOver: readonly PassedOver[], language: Language): string {
  const [first] = passedOver;
  return first === undefined ? "" : ` (${printable(first.path, SHOWN)}: ${reasonFor(first, language)})`;
}
