import { readFile, stat, writeFile } from "node:fs/promises";
import {
  compileSigmaRule,
  readHistory,
  readThresholds,
  type RefusedRule,
  type SigmaRule,
  type StoredHistory,
  type ThresholdFault,
  type Thresholds,
} from "../../../core/detection/index.ts";
import { type Language, printable, say } from "../../../core/texts/index.ts";
import { jsonText } from "../json-text.ts";
import { errnoOf, usage } from "../operation-error.ts";

const SHOWN = 120;
/** Twenty thousand users make some 100 MB at most; a file beyond that is none of ours. */
const LARGEST_BYTES = 134_217_728;
/** Faults named of one file. */
const NAMED_MOST = 3;

/** The user's thresholds. Throws `OperationError` for what is none, naming each fault. */
export async function readThresholdFile(path: string, language: Language): Promise<Thresholds> {
  const read = readThresholds(await readJson(path));
  if (read.ok) return read.thresholds;
  const faults = read.faults.slice(0, NAMED_MOST).map((fault) => faultText(fault, language));
  throw usage("error.detect-thresholds", { file: printable(path, SHOWN), faults: faults.join("; ") });
}

function faultText({ allowed, fault, path }: ThresholdFault, language: Language): string {
  return say(language, `detect.fault.${fault}`, { path: path === "" ? "{}" : printable(path, SHOWN), allowed });
}

/** What an earlier run learnt. Throws `OperationError` for what is none. */
export async function readHistoryFile(path: string): Promise<StoredHistory> {
  const history = readHistory(await readJson(path));
  if (history === undefined) throw usage("error.detect-baseline", { file: printable(path, SHOWN) });
  return history;
}

/** Writes what was learnt to a file that was not there before: it tells who works when, for its owner's eyes. */
export async function writeHistoryFile(path: string, history: StoredHistory): Promise<void> {
  try {
    await writeFile(path, `${jsonText(history)}\n`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    const reason = errnoOf(error);
    const file = printable(path, SHOWN);
    throw reason === "EEXIST"
      ? usage("error.detect-exists", { file })
      : usage("error.unwritable-file", { file, reason: reason ?? String(error) });
  }
}

/** The user's rules: those that are understood in full, and those that are refused. */
export interface LoadedRules {
  readonly rules: readonly SigmaRule[];
  readonly refused: readonly RefusedRule[];
  readonly unread: readonly { readonly path: string; readonly reason: string }[];
}

/** Reads rule files. Throws `OperationError` where there was not one rule. */
export async function readRules(paths: readonly string[]): Promise<LoadedRules> {
  const { readRuleFiles } = await import("../../../io/ingest/index.ts");
  const { documents, unread } = await readRuleFiles(paths);
  const rules: SigmaRule[] = [];
  const refused: RefusedRule[] = [];
  for (const { content, origin } of documents) {
    const reading = compileSigmaRule(content, origin);
    if (reading.kind === "rule") rules.push(reading.rule);
    else refused.push(reading.refused);
  }
  if (documents.length === 0) {
    const [first] = unread;
    if (first === undefined) throw usage("error.detect-no-rule", { paths: printable(paths.join(" "), SHOWN) });
    throw usage("error.unreadable-file", {
      file: printable(first.path, SHOWN),
      reason: printable(first.reason, SHOWN),
    });
  }
  return { rules, refused, unread };
}

async function readJson(path: string): Promise<unknown> {
  const file = printable(path, SHOWN);
  let text: string;
  try {
    if ((await stat(path)).size > LARGEST_BYTES) throw new Error("EFBIG");
    text = await readFile(path, "utf8");
  } catch (error) {
    throw usage("error.unreadable-file", { file, reason: errnoOf(error) ?? String(error) });
  }
  try {
    const content: unknown = JSON.parse(text.replace(/^\ufeff/, ""));
    return content;
  } catch (error) {
    throw usage("error.detect-json", { file, reason: printable(error instanceof Error ? error.message : "", SHOWN) });
  }
}
