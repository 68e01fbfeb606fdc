import { Session } from "node:inspector";
import type { Profiler } from "node:inspector";

/** Only what decodes is a guide; our own loop and Node's insides are not. */
const GUIDED_BY = "/src/core/";

/** What one target has reached so far: for each function a mark on every character of its source that was run. */
export type Reached = Map<string, Uint8Array>;

/** Which blocks of src/core ran since the last look (V8's block coverage). Must exist before src/core is imported. */
export class Coverage {
  readonly #session = new Session();

  constructor() {
    this.#session.connect();
    this.#session.post("Profiler.enable");
    this.#session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  }

  /** Blocks that ran since the last call, by function. */
  take(): readonly Profiler.FunctionCoverage[] {
    let scripts: readonly Profiler.ScriptCoverage[] = [];
    // In one thread the answer is there before `post` returns.
    this.#session.post("Profiler.takePreciseCoverage", (error, answer) => {
      if (error !== null) throw error;
      scripts = answer.result;
    });
    return scripts
      .filter(({ url }) => url.includes(GUIDED_BY))
      .flatMap(({ scriptId, functions }) =>
        functions.map((entry) => ({ ...entry, functionName: `${scriptId} ${entry.functionName}` })),
      );
  }

  close(): void {
    this.#session.disconnect();
  }
}

/** How many stretches of source ran for the first time; they are marked as reached unless `look` is all that is wanted. */
export function newStretches(reached: Reached, functions: readonly Profiler.FunctionCoverage[], look = false): number {
  let stretches = 0;
  for (const { functionName, ranges } of functions) {
    const [whole] = ranges;
    if (whole === undefined || whole.count === 0) continue;
    const { startOffset, endOffset } = whole;
    const ran = new Uint8Array(endOffset - startOffset);
    // Inner blocks come after the ones around them and say where those did not run.
    for (const range of ranges) {
      ran.fill(range.count > 0 ? 1 : 0, range.startOffset - startOffset, range.endOffset - startOffset);
    }
    const key = `${functionName} ${startOffset}`;
    const known = reached.get(key) ?? new Uint8Array(ran.length);
    let inStretch = false;
    for (let at = 0; at < ran.length; at++) {
      const isNew = ran[at] === 1 && known[at] === 0;
      if (isNew && !inStretch) stretches += 1;
      inStretch = isNew;
      if (isNew && !look) known[at] = 1;
    }
    if (!look) reached.set(key, known);
  }
  return stretches;
}
