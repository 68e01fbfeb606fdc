/** Why the store could not do what it was asked. */
export type StoreTrouble =
  /** Its disk is full. */
  | "full"
  /** The file is damaged, or no database. */
  | "corrupt"
  /** Another process holds it for longer than we wait. */
  | "locked"
  /** The server does not answer, or cut the connection. */
  | "gone"
  /** The database is of a newer version than this program. */
  | "newer"
  /** Not allowed, or the path is not there. */
  | "unusable"
  /** A rule of the schema was broken, such as a name that exists. */
  | "conflict"
  | "bug";

/** The one error that leaves the store. */
export class StoreFailure extends Error {
  readonly trouble: StoreTrouble;

  constructor(trouble: StoreTrouble, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "StoreFailure";
    this.trouble = trouble;
  }
}
