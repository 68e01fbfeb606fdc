import type { Readable, Writable } from "node:stream";
import type { LogonTools, Probe } from "./engine.ts";

export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** A terminal can be read key by key; a pipe cannot. */
export type TerminalInput = Readable & {
  readonly isTTY?: boolean;
  readonly isRaw?: boolean;
  readonly setRawMode?: (isRaw: boolean) => unknown;
};

/** Everything of the surroundings that a command may touch; tests pass their own. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: TerminalInput;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted by the first Ctrl-C, and when the reader of stdout has gone. */
  readonly interrupted: AbortSignal;
  readonly loadProbe: () => Promise<Probe>;
  readonly loadLogonTools: () => Promise<LogonTools>;
}

/** Everybody who waits for the same output waits for the same event. */
const draining = new WeakMap<Writable, Promise<void>>();

/** Writes and waits while the reader is slower than we are. A reader that has gone is no error of ours. */
export async function write(output: Writable, text: string): Promise<void> {
  if (output.destroyed || output.writableEnded) return;
  if (output.write(text)) return;
  let drained = draining.get(output);
  if (drained === undefined) {
    drained = untilDrained(output);
    draining.set(output, drained);
  }
  await drained;
}

async function untilDrained(output: Writable): Promise<void> {
  await new Promise<void>((resolve) => {
    const events = ["drain", "close", "error"];
    const done = (): void => {
      for (const event of events) output.off(event, done);
      draining.delete(output);
      resolve();
    };
    for (const event of events) output.on(event, done);
  });
}
