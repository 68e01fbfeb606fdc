import type { HostStatus, TargetId } from "../../fleet/index.ts";
import type { Localized } from "../../texts/index.ts";

/**
 * Every host as columns of equal length, for a picture of ten thousand of them: row i is one host. Columns that name a group
 * hold places in the list of that group's names, -1 for none.
 */
export interface FleetMapDocument {
  readonly atMs: number;
  readonly statuses: readonly HostStatus[];
  readonly sites: readonly string[];
  readonly gateways: readonly string[];
  readonly pools: readonly string[];
  readonly builds: readonly string[];
  readonly issuers: readonly string[];
  readonly causes: readonly { readonly id: string; readonly title: Localized }[];
  readonly id: readonly TargetId[];
  readonly name: readonly string[];
  readonly status: readonly number[];
  /** Since when it has this status; 0 before the first check. */
  readonly sinceMs: readonly number[];
  /** Microseconds of the last check; 0 where there was none. */
  readonly totalUs: readonly number[];
  readonly cause: readonly number[];
  readonly site: readonly number[];
  readonly gateway: readonly number[];
  readonly pool: readonly number[];
  readonly build: readonly number[];
  readonly issuer: readonly number[];
}
