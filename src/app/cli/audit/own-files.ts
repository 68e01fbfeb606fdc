import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Baseline, type FixFile, readBaseline } from "../../../core/audit/index.ts";
import { printable } from "../../../core/texts/index.ts";
import { errnoOf, type OperationError, usage } from "../operation-error.ts";

const SHOWN_MOST = 120;

function refusal(path: string, error: unknown): OperationError {
  const file = printable(path, SHOWN_MOST);
  const reason = errnoOf(error);
  return reason === "EEXIST"
    ? usage("error.audit-exists", { file })
    : usage("error.unwritable-file", { file, reason: reason ?? String(error) });
}

/** Writes a file that was not there before; what it tells of a host is for its owner's eyes. Throws `OperationError`. */
export async function writeNew(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(path, content, { flag: "wx", mode: 0o600 });
  } catch (error) {
    throw refusal(path, error);
  }
}

/** Writes the corrected values into a folder that was not there before. Throws `OperationError`. */
export async function writeFixes(folder: string, files: readonly FixFile[]): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    throw refusal(folder, error);
  }
  for (const { name, content, isScript } of files) {
    const path = join(folder, name);
    await writeNew(path, content);
    if (isScript === true) await chmod(path, 0o700);
  }
}

/** A report grows with the number of hosts: 64 MiB is some ten thousand of them. */
const BASELINE_MOST_BYTES = 67_108_864;

/** Reads what an earlier audit left. Throws `OperationError` where the file is none. */
export async function readBaselineFile(path: string): Promise<readonly Baseline[]> {
  const file = printable(path, SHOWN_MOST);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw usage("error.unreadable-file", { file, reason: errnoOf(error) ?? String(error) });
  }
  if (text.length > BASELINE_MOST_BYTES) throw usage("error.audit-baseline", { file });
  const report = readBaseline(parsed(text));
  if (report === undefined) throw usage("error.audit-baseline", { file });
  return report;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    return undefined;
  }
}
