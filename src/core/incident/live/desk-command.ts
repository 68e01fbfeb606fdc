import type { TargetId, TenantId } from "../../fleet/index.ts";
import type { Localized } from "../../texts/index.ts";
import type { IncidentId } from "./incident-record.ts";

/** What a person does with an incident. */
export type DeskAction =
  | { readonly action: "acknowledge" }
  | { readonly action: "unacknowledge" }
  | { readonly action: "assign"; readonly assignee: string | null }
  | { readonly action: "note"; readonly text: string }
  | { readonly action: "mute"; readonly untilMs: number | null }
  | { readonly action: "merge"; readonly into: IncidentId }
  | { readonly action: "split"; readonly members: readonly TargetId[] }
  | { readonly action: "close" };

export interface DeskCommand {
  readonly tenant: TenantId;
  readonly id: IncidentId;
  readonly what: DeskAction;
  /** Refused when the incident's revision is another one; null: whatever it is. */
  readonly ifRevision: number | null;
}

/** Why nothing was done. */
export interface DeskRefusal {
  readonly refused: "missing" | "stale" | "senseless";
  readonly text: Localized;
}
