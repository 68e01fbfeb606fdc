import type { TextKey, TextValues } from "../../core/texts/index.ts";

/** What keeps an archive from being brought: one line for a person, with the next step. Never holds a secret. */
export class CollectFailure extends Error {
  override readonly name = "CollectFailure";
  readonly whose: "operator" | "environment";
  readonly text: TextKey;
  readonly values: TextValues;

  constructor(whose: CollectFailure["whose"], text: TextKey, values: TextValues = {}, cause?: unknown) {
    super(`${text} ${JSON.stringify(values)}`, cause === undefined ? {} : { cause });
    this.whose = whose;
    this.text = text;
    this.values = values;
  }
}
