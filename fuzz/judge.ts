import { performance } from "node:perf_hooks";
import type { FuzzTarget } from "./targets.ts";

/** No input may hold us longer than this, where its target does not say otherwise. */
export const RUN_LIMIT_MS = 250;
/** Memory that any input may cost, and what each of its bytes adds. */
const BASE_LIMIT_BYTES = 64 * 1024;
const LIMIT_PER_BYTE = 64;
/** A suspicion of time or memory counts when it is there every time: compilers and collectors make noise. */
const TURNS = 4;

/** Which law an input broke. */
export interface Breach {
  readonly law: "throws" | "time" | "memory";
  /** Names what went wrong, the same for the same bug, so that a smaller input can be told from another bug. */
  readonly what: string;
  readonly detail: string;
}

/** Runs one input; a fault that the target declares is a good answer, anything else that leaves it is a breach. */
export function thrownBy(target: FuzzTarget, bytes: Uint8Array): Breach | undefined {
  try {
    target.run(bytes);
    return undefined;
  } catch (error) {
    if (target.faults.some((fault) => error instanceof fault)) return undefined;
    const name = error instanceof Error ? error.name : typeof error;
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { law: "throws", what: `${name} ${placeOf(detail)}`, detail };
  }
}

/** The function in src/core that threw. */
function placeOf(stack: string): string {
  return /\/src\/core\/[^\s:)]+/.exec(stack)?.[0] ?? "";
}

/** Is an input too slow, each time it is tried? */
export function tooSlow(target: FuzzTarget, bytes: Uint8Array): Breach | undefined {
  const limitMs = target.runLimitMs ?? RUN_LIMIT_MS;
  let bestMs = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < TURNS && bestMs > limitMs; turn++) {
    const startedMs = performance.now();
    thrownBy(target, bytes);
    bestMs = Math.min(bestMs, performance.now() - startedMs);
  }
  if (bestMs <= limitMs) return undefined;
  return { law: "time", what: "slow", detail: `${Math.round(bestMs)} ms for ${bytes.length} bytes` };
}

/** Does an input allocate out of proportion to its length, each time it is tried? */
export function tooLarge(target: FuzzTarget, bytes: Uint8Array): Breach | undefined {
  const limitBytes = (target.baseLimitBytes ?? BASE_LIMIT_BYTES) + LIMIT_PER_BYTE * bytes.length;
  let leastBytes = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < TURNS && leastBytes > limitBytes; turn++) {
    const before = process.memoryUsage();
    thrownBy(target, bytes);
    const after = process.memoryUsage();
    const heapBytes = after.heapUsed - before.heapUsed;
    // A collection in between hides what was allocated; array buffers are counted apart.
    const allocatedBytes = Math.max(0, heapBytes) + Math.max(0, after.arrayBuffers - before.arrayBuffers);
    leastBytes = Math.min(leastBytes, allocatedBytes);
  }
  if (leastBytes <= limitBytes) return undefined;
  return { law: "memory", what: "large", detail: `${leastBytes} bytes allocated for ${bytes.length} bytes` };
}
