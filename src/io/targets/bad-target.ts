import type { TextKey, TextValues } from "../../core/texts/index.ts";

/** A text or a file that names no target; whoever wrote it can mend it. */
export class BadTarget extends Error {
  override readonly name = "BadTarget";
  readonly whose = "operator";
  readonly text: TextKey;
  readonly values: TextValues;

  constructor(text: TextKey, values: TextValues = {}) {
    super(`${text} ${JSON.stringify(values)}`);
    this.text = text;
    this.values = values;
  }
}

/** `ENOENT` and its like, or what the error says of itself. */
export function reasonOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : String(error);
}
