import type { TextKey, TextValues } from "../../core/texts/index.ts";

/** What keeps a logon from beginning, or its results from being kept, on this machine; never holds a secret. */
export class LocalFailure extends Error {
  override readonly name = "LocalFailure";
  readonly whose: "operator" | "environment";
  readonly text: TextKey;
  readonly values: TextValues;

  constructor(whose: LocalFailure["whose"], text: TextKey, values: TextValues = {}, cause?: unknown) {
    super(`${text} ${JSON.stringify(values)}`, cause === undefined ? {} : { cause });
    this.whose = whose;
    this.text = text;
    this.values = values;
  }
}

/** The person at the prompt gave up (Ctrl-C), or the program was told to end. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** `ENOENT` and its like; the class of the error where the system gave no such word. */
export function errnoOf(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return error instanceof Error ? error.name : "unknown";
}

/** Permission bits as `ls` and `chmod` count them. */
export function octalMode(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(3, "0");
}
