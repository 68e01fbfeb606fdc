import type { AppliedConfiguration } from "../../io/configuration/index.ts";
import type { StoreFailure } from "../../io/store/index.ts";

/** What a person who started the server is told. */
export type ServerNews =
  | { readonly kind: "store-trouble"; readonly failure: StoreFailure }
  | { readonly kind: "store-back" }
  /** Damaged results were put out of the way, and a new file began. */
  | { readonly kind: "set-aside"; readonly file: string; readonly to: string }
  /** The clock of the machine jumped by so much; negative: back. */
  | { readonly kind: "clock"; readonly jumpMs: number }
  /** The file declares names that something else declared before: the others stay. */
  | { readonly kind: "conflicts"; readonly conflicts: AppliedConfiguration["conflicts"] }
  | { readonly kind: "bug"; readonly error: unknown; readonly where: string }
  | { readonly kind: "vantage"; readonly name: string; readonly isAlive: boolean }
  /** Something that sends or takes beside checks and alerts; `why` null: it works again. */
  | { readonly kind: "feed"; readonly name: string; readonly why: string | null };

export interface StartedServer {
  readonly url: string;
  readonly tokenFile: string;
  readonly targets: number;
  /** Real servers of a demo. */
  readonly labServers: number;
}
