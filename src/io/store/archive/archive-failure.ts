/** Why an archive could not be written or read; `rdpulse` has a sentence in both languages for each. */
export type ArchiveTrouble =
  /** The file is there already. */
  | "file-exists"
  | "file-unreadable"
  | "file-unwritable"
  /** The folder holds no store. */
  | "no-store"
  | "not-a-backup"
  | "not-an-export"
  /** What is in it is not what its manifest or its last line says. */
  | "damaged"
  | "newer"
  /** The folder holds a store, and `--force` was not given. */
  | "store-exists"
  /** A server works there. */
  | "in-use"
  /** An import goes into an empty store only. */
  | "not-empty"
  | "bad-line";

export class ArchiveFailure extends Error {
  override readonly name = "ArchiveFailure";
  /** A wrong file or folder is the operator's to mend. */
  readonly whose: "operator" | "environment";
  readonly trouble: ArchiveTrouble;
  /** Key of the sentence in the command line's catalogue. */
  readonly text: `archive.${ArchiveTrouble}`;
  /** What the sentence is about: a path, a line … */
  readonly values: Readonly<Record<string, string | number>>;

  constructor(trouble: ArchiveTrouble, values: Readonly<Record<string, string | number>>, cause?: unknown) {
    super(`${trouble} ${JSON.stringify(values)}`, cause === undefined ? {} : { cause });
    this.trouble = trouble;
    this.text = `archive.${trouble}`;
    this.whose = trouble === "file-unreadable" || trouble === "file-unwritable" ? "environment" : "operator";
    this.values = values;
  }
}

/** `ENOENT` and its like; the class of the error where the system gave no such word. */
export function errnoOf(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return error instanceof Error ? error.name : "unknown";
}
