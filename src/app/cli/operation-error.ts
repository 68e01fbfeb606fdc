import { type Language, printable, say, type TextKey, type TextValues } from "../../core/texts/index.ts";

/** Whose fault a failure of our own is; it decides exit code and tone. */
export type Whose = "operator" | "environment" | "bug";

export const EXIT = {
  ok: 0,
  finding: 1,
  usage: 2,
  environment: 3,
  cutOff: 4,
  bug: 70,
  interrupted: 130,
} as const;

const EXIT_OF: Readonly<Record<Whose, number>> = { operator: EXIT.usage, environment: EXIT.environment, bug: EXIT.bug };

/** A failure that is told in one line, in the reader's language, with the next step. */
export class OperationError extends Error {
  override readonly name = "OperationError";
  readonly whose: Whose;
  readonly text: TextKey;
  readonly values: TextValues;

  constructor(whose: Whose, text: TextKey, values: TextValues = {}) {
    super(`${text} ${JSON.stringify(values)}`);
    this.whose = whose;
    this.text = text;
    this.values = values;
  }

  get exitCode(): number {
    return EXIT_OF[this.whose];
  }
}

/** The operator's to mend: a wrong argument or an unreadable file. */
export function usage(text: TextKey, values: TextValues = {}): OperationError {
  return new OperationError("operator", text, values);
}

/** `ENOENT` and its like, or undefined: the system's word for a failed call. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** The one line that tells an operation error; what came from outside is shown, never obeyed. */
export function wordsOf(error: Pick<OperationError, "text" | "values">, language: Language): string {
  const values = Object.entries(error.values).map(([name, value]) => [
    name,
    typeof value === "string" ? printable(value, 300) : value,
  ]);
  return say(language, error.text, Object.fromEntries(values));
}
