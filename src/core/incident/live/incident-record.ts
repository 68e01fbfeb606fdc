import type { Because, Effect } from "../../diagnosis/index.ts";
import type { StageName } from "../../evidence/index.ts";
import type { CauseId } from "../../knowledge/index.ts";
import type { Scope, TargetId, TenantId } from "../../fleet/index.ts";

/** Shown as INC-12. */
export type IncidentId = number;

/** *critical*: blocks, and more than one host or a whole group. *major*: blocks one host. *minor*: hinders. */
export type Severity = "critical" | "major" | "minor";

/** One incident of a watched fleet: one cause at one scope, from its first failure until it was good for long enough. */
export interface IncidentRecord {
  readonly id: IncidentId;
  readonly tenant: TenantId;
  readonly cause: CauseId;
  readonly variant?: string;
  /** What the logs of its hosts told it is from: see ToldFault.key. Absent: checks found it. */
  readonly told?: string;
  readonly effect: Effect;
  readonly stage: StageName;
  readonly confidence: number;
  /** Evidence of the member that showed it first. */
  readonly because: readonly Because[];
  readonly scope: Scope;
  readonly severity: Severity;
  readonly state: "open" | "acknowledged" | "closed";
  /** Its first failed check, and when the second one made it an incident. */
  readonly firstFailureMs: number;
  readonly openedMs: number;
  readonly acknowledgedMs?: number;
  readonly acknowledgedBy?: string;
  readonly assignee?: string;
  readonly mutedUntilMs?: number;
  /** All members are good since then; it closes when that has lasted for the time set. */
  readonly goodSinceMs?: number;
  readonly closedMs?: number;
  /** Somebody is hit since then; absent while all are good. */
  readonly badSinceMs?: number;
  readonly reopened: number;
  /** The incident that took its members over. */
  readonly mergedInto?: IncidentId;
  /** The other incident that explains it (a gateway, a site): no alert of its own. */
  readonly suppressedBy?: IncidentId;
  readonly members: readonly IncidentMember[];
  /** Times when anybody was hit, in milliseconds; the sum over members is what an outage cost. */
  readonly outageMs: number;
  /** Counts changes from 1: the ETag. */
  readonly revision: number;
}

export interface IncidentMember {
  readonly target: TargetId;
  readonly joinedMs: number;
  readonly leftMs?: number;
  /**
   * Why it is here though its own fault may be another one: something that it cannot work without is broken, or a person
   * put it here. Absent: its fault is the incident's.
   */
  readonly why?: "dependency" | "person";
}

export type TimelineKind =
  | "opened"
  | "joined"
  | "left"
  | "widened"
  | "cause-changed"
  | "acknowledged"
  | "unacknowledged"
  | "assigned"
  | "note"
  | "muted"
  | "unmuted"
  | "merged"
  | "split"
  | "good-again"
  | "bad-again"
  | "closed"
  | "reopened"
  | "alerted"
  | "change-seen";

/** One line of an incident's timeline. */
export interface TimelineEntry {
  readonly incident: IncidentId;
  readonly tenant: TenantId;
  readonly atMs: number;
  readonly kind: TimelineKind;
  /** "rdpulse", or who did it. */
  readonly by: string;
  /** Plain JSON: what a sentence about it needs (targets, text of a note, causes before and after). */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What the store writes in one transaction: incidents as they are now, and what was added to their timelines. */
export interface IncidentChange {
  readonly incidents: readonly IncidentRecord[];
  readonly entries: readonly TimelineEntry[];
}
