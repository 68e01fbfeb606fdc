import type { Localized } from "../../texts/index.ts";
import type { CauseId } from "../known-cause.ts";

/** A well-known sentence of a dialog or log, and the causes behind it. */
export interface KnownMessage {
  readonly id: string;
  /** Program that shows or writes it. */
  readonly program: "mstsc" | "freerdp" | "xrdp" | "system";
  readonly title: Localized;
  /** Fragments to recognise it by, in every wording known; compared by letters and digits only. */
  readonly fragments: readonly string[];
  readonly meaning: Localized;
  /** Causes, the likeliest first; empty where the message tells of no fault of the host. */
  readonly causes: readonly CauseId[];
  readonly source: string;
  /** True where the wording was not read in a public source. */
  readonly unverified?: boolean;
}
