import { readFile, stat } from "node:fs/promises";
import { type ProbeView, readProbe } from "../../../core/diagnosis/index.ts";
import type { ClientCode } from "../../../core/incident/index.ts";
import { explain } from "../../../core/knowledge/index.ts";
import { printable } from "../../../core/texts/index.ts";
import { errnoOf, usage } from "../operation-error.ts";

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

/** The report of a check, from a file. Throws `OperationError` where it is none. */
export async function loadProbe(path: string): Promise<ProbeView> {
  const file = printable(path, SHOWN);
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > PROBE_MOST_BYTES) throw usage("error.story-no-probe", { file });
    text = await readFile(path, "utf8");
  } catch (error) {
    const reason = errnoOf(error);
    if (reason === undefined) throw error;
    throw usage("error.unreadable-file", { file, reason });
  }
  const view = readProbe(parsed(text), (time) => Date.parse(time));
  if (view === undefined) throw usage("error.story-no-probe", { file });
  return view;
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
