import type { Readable, Writable } from "node:stream";
import type { Probe } from "./engine.ts";

export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Everything of the surroundings that a command may touch; tests pass their own. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted by the first Ctrl-C, and when the reader of stdout has gone. */
  readonly interrupted: AbortSignal;
  readonly loadProbe: () => Promise<Probe>;
}

/** Writes and waits while the reader is slower than we are. A reader that has gone is no error of ours. */
export async function write(output: Output, text: string): Promise<void> {
  if (output.destroyed || output.writableEnded) return;
  if (output.write(text)) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      output.off("drain", done);
      output.off("close", done);
      output.off("error", done);
      resolve();
    };
    output.on("drain", done);
    output.on("close", done);
    output.on("error", done);
  });
}
