import { createReadStream, createWriteStream, type WriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { createInterface } from "node:readline";
import { type CheckReport, targetLabel } from "../../../core/contract/index.ts";
import { printable } from "../../../core/texts/index.ts";
import { errnoOf, OperationError, usage } from "../operation-error.ts";

/** A result longer than this is none of ours. */
const LONGEST_LINE = 4 * 1024 * 1024;

/**
 * The NDJSON file of a scan that may be continued: what is finished in it is told to `onFinished`, a line torn by a crash
 * is cut off, and new lines go to its end.
 */
export class ResultFile {
  readonly finished: ReadonlySet<string>;
  readonly stream: WriteStream;

  private constructor(finished: ReadonlySet<string>, stream: WriteStream) {
    this.finished = finished;
    this.stream = stream;
  }

  /** Throws `OperationError` when the file cannot be read and written, or is something else. */
  static async open(path: string, onFinished: (report: CheckReport) => void): Promise<ResultFile> {
    const file = printable(path, 120);
    try {
      await using handle = await open(path, "a+");
      const finished = await readFinished(path, file, onFinished);
      const { size } = await handle.stat();
      const last = Buffer.alloc(1);
      if (size > 0) await handle.read(last, 0, 1, size - 1);
      if (size > 0 && last.toString() !== "\n") await handle.truncate(await lengthOfWholeLines(path));
      return new ResultFile(finished, createWriteStream(path, { flags: "a" }));
    } catch (error) {
      if (error instanceof OperationError) throw error;
      throw usage("error.unwritable-file", { file, reason: errnoOf(error) ?? String(error) });
    }
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.stream.once("error", reject);
      this.stream.end(resolve);
    });
  }
}

async function readFinished(
  path: string,
  file: string,
  onFinished: (report: CheckReport) => void,
): Promise<ReadonlySet<string>> {
  const finished = new Set<string>();
  let number = 0;
  let torn: number | undefined;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (torn !== undefined) throw usage("error.not-a-result", { file, line: torn });
    if (line.trim() === "") continue;
    const result = parseResult(line);
    if (result === undefined) {
      // Only the last line can be torn.
      torn = number;
      continue;
    }
    if (result === "failure") continue;
    const label = targetLabel(result.target);
    if (finished.has(label)) continue;
    finished.add(label);
    onFinished(result);
  }
  if (torn === 1 && finished.size === 0) throw usage("error.not-a-result", { file, line: 1 });
  return finished;
}

function parseResult(line: string): CheckReport | "failure" | undefined {
  if (line.length > LONGEST_LINE) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (isReport(value)) return value;
  const isFailure =
    typeof value === "object" && value !== null && "schema" in value && value.schema === "rdpulse.scan-failure/1";
  return isFailure ? "failure" : undefined;
}

/** Enough of the shape for what the summary reads. */
function isReport(value: unknown): value is CheckReport {
  if (typeof value !== "object" || value === null) return false;
  if (!("schema" in value) || value.schema !== "rdpulse.check/1") return false;
  if (!("verdict" in value && "causes" in value && "stages" in value && "audit" in value && "target" in value))
    return false;
  const { target } = value;
  return (
    Array.isArray(value.causes) &&
    Array.isArray(value.stages) &&
    typeof target === "object" &&
    target !== null &&
    "host" in target &&
    typeof target.host === "string" &&
    "port" in target &&
    typeof target.port === "number"
  );
}

async function lengthOfWholeLines(path: string): Promise<number> {
  let whole = 0;
  let at = 0;
  for await (const chunk of createReadStream(path)) {
    if (!Buffer.isBuffer(chunk)) continue;
    const end = chunk.lastIndexOf(0x0a);
    if (end >= 0) whole = at + end + 1;
    at += chunk.length;
  }
  return whole;
}
