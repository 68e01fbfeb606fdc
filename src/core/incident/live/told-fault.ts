import type { Because, Effect } from "../../diagnosis/index.ts";
import type { StageName } from "../../evidence/index.ts";
import type { TargetId } from "../../fleet/index.ts";
import type { CauseId } from "../../knowledge/index.ts";
import type { Severity } from "./incident-record.ts";

/** What the logs of a host told that is worth an incident: an attack, or a fault that the host itself wrote of. */
export interface ToldFault {
  /** The same attack or fault has the same one, on every host that it hits and however often it is told. */
  readonly key: string;
  readonly cause: CauseId;
  readonly variant?: string;
  readonly effect: Effect;
  readonly stage: StageName;
  readonly confidence: number;
  readonly severity: Severity;
  readonly firstMs: number;
  /** Time of the last record that tells of it. */
  readonly lastMs: number;
  /** Without another record for so long it is over. */
  readonly quietMs: number;
  readonly because: readonly Because[];
}

export type ToldFaults = ReadonlyMap<TargetId, readonly ToldFault[]>;

/** A fault of which nothing was told for its quiet time is over. */
export function isLasting({ lastMs, quietMs }: Pick<ToldFault, "lastMs" | "quietMs">, nowMs: number): boolean {
  return nowMs - lastMs < quietMs;
}
