import type { AlertEvent, Delivery } from "../../alerting/index.ts";
import type { StageName, StageOutcome } from "../../evidence/index.ts";
import type {
  CheckRow,
  FactChange,
  HostState,
  RowCause,
  Target,
  TargetId,
  TimedStage,
  WatchedFacts,
} from "../../fleet/index.ts";
import type { IncidentId, IncidentRecord, ToldFault, TimelineEntry } from "../../incident/index.ts";
import type { Remedies } from "../../knowledge/index.ts";
import type { Localized } from "../../texts/index.ts";

// What the API hands out, where that is not what the store keeps. Times are epoch milliseconds, durations microseconds.

export type StateDocument = Omit<HostState, "tenant" | "target">;

export interface HostDocument extends Omit<Target, "tenant"> {
  /** null before the first check. */
  readonly state: StateDocument | null;
  readonly facts: WatchedFacts;
}

export type ResultDocument = Omit<CheckRow, "tenant" | "target">;
/** One line of a check that is followed: a stage that is over, or at last the result, or that nothing was learned. */
export interface CheckLineDocument {
  /** `us`: how long it took; absent of a stage that was not gone through. */
  readonly stage?: { readonly stage: StageName; readonly outcome: StageOutcome; readonly us?: number };
  readonly result?: ResultDocument;
  readonly failed?: boolean;
}
export type FactChangeDocument = Omit<FactChange, "tenant">;

/** Percentiles of successful checks, each within 2 %. */
export interface BandDocument {
  readonly p50Us: number;
  readonly p90Us: number;
  readonly p95Us: number;
  readonly p99Us: number;
}

export interface RollupDocument {
  readonly fromMs: number;
  readonly checks: number;
  readonly successes: number;
  readonly degraded: number;
  readonly failing: number;
  readonly unreachable: number;
  readonly excluded: number;
  /** null without a successful check. */
  readonly total: BandDocument | null;
  readonly stages: Readonly<Partial<Record<TimedStage, BandDocument>>>;
}

/** A change with the name of its host; null where the host is gone. */
export interface NamedChangeDocument extends FactChangeDocument {
  readonly name: string | null;
}

/** Of a group of hosts ("fleet", "site/Berlin" …) in one minute, hour or day. */
export interface GroupRollupDocument {
  readonly fromMs: number;
  readonly checks: number;
  readonly successes: number;
  /** Checks of a maintenance window, which count for no objective. */
  readonly excluded: number;
  /** null without a successful check. */
  readonly total: BandDocument | null;
}

export interface TranscriptDocument {
  readonly vantage: number;
  readonly atMs: number;
  readonly reason: string;
  readonly kind: string;
  readonly text: string;
}

export interface IncidentDocument extends Omit<IncidentRecord, "tenant"> {
  /** Of its cause. */
  readonly title: Localized;
}

export interface TimelineDocument extends Omit<TimelineEntry, "tenant" | "incident"> {
  /** What happened, as a sentence without a full stop. */
  readonly text: Localized;
}

/** A piece of evidence as a sentence. `at`: a line of the transcript, `FILE#RECORD`, or where else it stands. */
export interface EvidenceDocument {
  readonly side: "for" | "against";
  readonly text: Localized;
  readonly at: string;
}

export interface IncidentDetailDocument extends IncidentDocument {
  readonly explanation: Localized;
  readonly remedies: Remedies;
  /** What its hosts run ("stack" of their facts), where all that are known run the same; null otherwise. */
  readonly stack: string | null;
  readonly scopeText: Localized;
  readonly evidence: readonly EvidenceDocument[];
  readonly hosts: readonly { readonly id: TargetId; readonly name: string }[];
  /** On its hosts while they were hit, as far as their logs told. */
  readonly sessions: number;
  readonly users: number;
  /** How far that is known; null where no host told of sessions: then the two figures say nothing. */
  readonly sessionsKnownMs: number | null;
  readonly timeline: readonly TimelineDocument[];
}

/** What is wrong with a host, with remedies whose commands name it. `incident`: the open one of this cause. */
export interface HostCauseDocument extends Omit<RowCause, "variant"> {
  readonly title: Localized;
  readonly explanation: Localized;
  readonly remedies: Remedies;
  readonly incident: IncidentId | null;
}

/** Causes of a host, and open incidents that hit it for another reason: a gateway before it, an attack. */
export interface HostCausesDocument {
  readonly items: readonly HostCauseDocument[];
  readonly otherIncidents: readonly { readonly id: IncidentId; readonly title: Localized }[];
}

/** A fault or an attack that the host's own logs told. */
export interface ToldFaultDocument extends Pick<
  ToldFault,
  "cause" | "effect" | "severity" | "confidence" | "firstMs" | "lastMs"
> {
  readonly title: Localized;
  /** Nothing was told of it for its quiet time. */
  readonly isOver: boolean;
  readonly evidence: readonly EvidenceDocument[];
}

/** A settings document: a channel, a rule, a maintenance window, objectives, a discovery. */
export interface SettingsDocument {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly origin: string;
  readonly revision: number;
  readonly createdMs: number;
  readonly updatedMs: number;
}

export interface TokenView {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly note?: string;
  readonly vantage?: string;
  readonly createdMs: number;
  readonly expiresMs?: number;
}

/** A delivery without the whole of what it says. */
export interface DeliveryDocument extends Omit<Delivery, "tenant" | "event"> {
  readonly subject: string;
  readonly kind: AlertEvent["kind"];
  readonly severity: AlertEvent["severity"];
  readonly title: Localized;
}

/** One certificate, and the hosts that show it. */
export interface CertificateDocument {
  readonly sha256: string;
  readonly subject: string | null;
  readonly issuer: string | null;
  readonly notBeforeMs: number | null;
  readonly notAfterMs: number | null;
  readonly daysLeft: number | null;
  readonly selfSigned: boolean | null;
  readonly hosts: readonly { readonly id: TargetId; readonly name: string }[];
}

/** A property that the failing hosts share and the others do not, with the counts that support it. */
export interface CohortDocument {
  /** "osBuild", "issuer", "gateway" … */
  readonly property: string;
  readonly value: string;
  readonly failing: number;
  readonly hosts: number;
  readonly otherFailing: number;
  readonly otherHosts: number;
  /** null: none of the others fails. */
  readonly relativeRisk: number | null;
  /** Probability that chance alone does this, corrected for the number of values that were tried. */
  readonly chance: number;
  /** So many of the failing hosts were seen to get the value in the week before they failed. */
  readonly gotItBefore: number;
  /** "property/value" of other findings about exactly the same hosts. */
  readonly sameHostsAs: readonly string[];
  readonly text: Localized;
}

/** What failing hosts have in common. */
export interface CohortsDocument {
  /** Hosts that were compared. */
  readonly failing: number;
  readonly well: number;
  /** The surest first. */
  readonly items: readonly CohortDocument[];
}

/** A control, and how the hosts of the fleet stand to it. */
export interface AuditedControlDocument {
  readonly id: string;
  readonly severity: "critical" | "high" | "medium" | "low";
  readonly title: Localized;
  readonly met: number;
  readonly missing: number;
  /** The check could not see it. */
  readonly notTested: number;
  /** Those that miss it, the first 500. */
  readonly hosts: readonly { readonly id: TargetId; readonly name: string }[];
}

export interface FleetAuditDocument {
  /** Hosts with a grade. */
  readonly graded: number;
  readonly grades: readonly { readonly grade: string; readonly hosts: number }[];
  readonly controls: readonly AuditedControlDocument[];
}

export interface SessionDocument {
  readonly host: string;
  readonly target: TargetId | null;
  readonly user: string;
  readonly address: string | null;
  readonly state: string;
  readonly startMs: number;
  readonly endMs: number | null;
  /** How old the knowledge of it is. */
  readonly seenMs: number;
}

export interface KpiDocument {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly checks: number;
  readonly successes: number;
  /** null without a check. */
  readonly successShare: number | null;
  readonly connect: BandDocument | null;
  readonly incidents: number;
  readonly openIncidents: number;
  /** Mean milliseconds from the first failure to somebody's acknowledgement, and to the end. */
  readonly mttaMs: number | null;
  readonly mttrMs: number | null;
  readonly outageMs: number;
  readonly certificatesExpiring: { readonly in30Days: number; readonly in7Days: number; readonly expired: number };
}

export interface PublicStatusDocument {
  readonly status: "good" | "hindered" | "broken" | "unknown";
  readonly hosts: number;
  readonly up: number;
  readonly openIncidents: number;
  readonly atMs: number;
}
