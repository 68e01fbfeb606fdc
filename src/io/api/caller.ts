/** What a token may do. *admin* may everything, *operate* reads and changes, *read* reads, *vantage* works for the watch, *ingest* sends logs. */
export const SCOPES = ["read", "operate", "admin", "vantage", "ingest"] as const;
export type Scope = (typeof SCOPES)[number];

/** Who asks: the name of the token, "local" for this machine, "anonymous". */
export interface Caller {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Of a token that was made for one vantage: its name. */
  readonly vantage?: string;
}
