import { readFile, stat } from "node:fs/promises";
import { type ProbeView, readProbe } from "../../../core/diagnosis/index.ts";
import type { ClientCode } from "../../../core/incident/index.ts";
import { explain } from "../../../core/knowledge/index.ts";
import { type Language, printable } from "../../../core/texts/index.ts";
import { tellOfWaiting } from "../events/waiting.ts";
import { errnoOf, usage } from "../operation-error.ts";
import type { World } from "../world.ts";

const SHOWN = 120;
/** A report of one check has some 100 KB. */
const PROBE_MOST_BYTES = 16 * 1024 * 1024;

/** Whether a file or folder of that name is there. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR" || errnoOf(error) === "ENAMETOOLONG") return false;
    throw usage("error.unreadable-file", { file: printable(path, SHOWN), reason: errnoOf(error) ?? String(error) });
  }
}

/** A pipe is waited for: first in silence, then with a word, and in the end no longer. A check itself takes a minute at most. */
const WAITING_TOLD_MS = 3000;
const WAITING_MOST_MS = 120_000;

/**
 * The report of a check, from a file or a pipe. Undefined when reading was called off. Throws `OperationError` where there
 * is none, also when nobody writes into the pipe.
 */
export async function loadProbe(path: string, world: World, language: Language): Promise<ProbeView | undefined> {
  const file = printable(path, SHOWN);
  let text: string;
  try {
    const found = await stat(path);
    if (found.size > PROBE_MOST_BYTES) throw usage("error.story-no-probe", { file });
    const isPipe = found.isFIFO() || found.isCharacterDevice();
    text = isPipe ? await pipedText(path, world, language) : await readFile(path, "utf8");
  } catch (error) {
    if (world.interrupted.aborted) return undefined;
    const reason = errnoOf(error);
    if (reason === undefined) throw error;
    throw usage("error.unreadable-file", { file, reason });
  }
  const view = readProbe(parsed(text), (time) => Date.parse(time));
  if (view === undefined) throw usage("error.story-no-probe", { file });
  return view;
}

async function pipedText(path: string, world: World, language: Language): Promise<string> {
  const { openPipe } = await import("../../../io/ingest/index.ts");
  const file = printable(path, SHOWN);
  const stop = new AbortController();
  const stream = openPipe(path, AbortSignal.any([world.interrupted, stop.signal]));
  const told = setTimeout(() => tellOfWaiting(world, language)(path), WAITING_TOLD_MS);
  const end = setTimeout(() => stop.abort(), WAITING_MOST_MS);
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of stream) {
      clearTimeout(told);
      if (!Buffer.isBuffer(piece)) continue;
      length += piece.length;
      if (length > PROBE_MOST_BYTES) throw usage("error.story-no-probe", { file });
      pieces.push(piece);
    }
  } catch (error) {
    if (stop.signal.aborted) throw usage("error.story-silent-probe", { file, seconds: WAITING_MOST_MS / 1000 });
    throw error;
  } finally {
    clearTimeout(told);
    clearTimeout(end);
    stream.destroy();
  }
  return Buffer.concat(pieces).toString("utf8");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What a client showed, looked up. Throws `OperationError` where nothing is known of it. */
export function clientCode(code: string): Omit<ClientCode, "host" | "timeMs"> {
  const { matches, exact } = explain(code);
  const named = matches.filter(({ likelyCauses }) => likelyCauses.length > 0);
  const [best] = named;
  if (!exact || best === undefined) throw usage("error.story-no-code", { code: printable(code, SHOWN) });
  return {
    code: printable(code, 60),
    title: best.meaning,
    causes: [...new Set(named.flatMap(({ likelyCauses }) => likelyCauses))],
  };
}
