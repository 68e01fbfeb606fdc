import type { Localized } from "../texts/index.ts";

/** Where in the file: keys and places in lists, counted from 0. */
export type Path = readonly (string | number)[];

export type ProblemKind =
  | "unknown-key"
  | "missing"
  | "wrong-type"
  | "not-allowed"
  | "out-of-range"
  /** A secret itself where only a reference may stand. */
  | "secret"
  | "duplicate"
  /** A name that nothing in the file has. */
  | "unknown-name"
  | "unreadable";

/** One thing that is wrong with a configuration. It holds no value of a field that could be a secret. */
export interface Problem {
  readonly path: Path;
  readonly kind: ProblemKind;
  /** The key or word that was most likely meant. */
  readonly nearest?: string;
  readonly message: Localized;
  /** true: stated, and the configuration is used. */
  readonly isWarning?: boolean;
}
