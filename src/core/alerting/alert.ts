import type { IncidentId, IncidentRecord } from "../incident/index.ts";
import type { TargetId, TenantId } from "../fleet/index.ts";
import type { Localized } from "../texts/index.ts";

export type AlertKind =
  | "opened"
  | "widened"
  | "reminder"
  | "escalated"
  | "closed"
  | "reopened"
  | "slo-burn"
  | "certificate"
  | "report"
  | "summary"
  | "test";

/** What somebody is told: complete, so that a notifier needs nothing else. */
export interface AlertEvent {
  readonly tenant: TenantId;
  readonly kind: AlertKind;
  readonly atMs: number;
  /** The same over the life of what it is about ("incident-12"): dedup_key, Alertmanager's label, thread of a mail. */
  readonly subject: string;
  /** Tells two of one kind on one subject apart: "0/3" is the third reminder of the first time. Part of the delivery's id. */
  readonly ordinal?: string;
  readonly severity: IncidentRecord["severity"] | "notice";
  readonly title: Localized;
  /** A few sentences: what, since when, who is hit, what to do first. */
  readonly text: Localized;
  readonly incident?: IncidentRecord;
  readonly incidentId?: IncidentId;
  /** First ones by name, for people. */
  readonly hosts: readonly { readonly target: TargetId; readonly name: string }[];
  readonly hostCount: number;
  /** Page that shows it, when the public address is known. */
  readonly link?: string;
  /** What a joined message speaks of: keys of notices, ids of the deliveries that it stands for. */
  readonly covers?: readonly string[];
  /** Of a report: the whole of it. */
  readonly document?: { readonly html: Localized; readonly markdown: Localized };
}

/** One message to one channel. Written before it is sent, so that a crash repeats it with the same id and never loses it. */
export interface Delivery {
  /** Stable: Message-ID, webhook header, dedup id. Same alert and channel: same id. */
  readonly id: string;
  readonly tenant: TenantId;
  readonly channel: string;
  readonly event: AlertEvent;
  readonly state: "waiting" | "delivered" | "dead";
  readonly attempts: number;
  readonly nextAttemptMs: number;
  readonly lastError?: string;
  readonly createdMs: number;
  readonly deliveredMs?: number;
}

/** A channel as the configuration declares it: `kind` names the notifier, which knows the rest of the fields. */
export interface ChannelSettings {
  readonly name: string;
  readonly kind: string;
  readonly lang?: "en" | "zh";
  readonly enabled?: boolean;
  /** Most messages an hour; what is above is joined into one. */
  readonly perHour?: number;
  /** Fields of the notifier. Secrets are references: env:NAME, file:PATH, or secret:NAME in the store. */
  readonly [field: string]: unknown;
}

/** Who is told of what. The first rule that matches decides unless it says `continue`. */
export interface RuleSettings {
  readonly name: string;
  readonly match?: {
    readonly severity?: readonly AlertEvent["severity"][];
    readonly kind?: readonly AlertKind[];
    readonly cause?: readonly string[];
    readonly site?: readonly string[];
    readonly pool?: readonly string[];
    readonly tags?: Readonly<Record<string, string>>;
  };
  /** Names of channels; "*" is every enabled one. */
  readonly channels: readonly string[];
  /** Seconds that an incident must last before it is told, and in which it may still grow. */
  readonly waitSeconds?: number;
  /** Collected, and told as one message a day at this time ("08:00") of `zone`. */
  readonly daily?: { readonly at: string; readonly zone?: string };
  /** Told again while open and not acknowledged. */
  readonly repeatMinutes?: number;
  /** Who else, when nobody acknowledged it. */
  readonly escalation?: readonly { readonly afterMinutes: number; readonly channels: readonly string[] }[];
  /** Held back within these hours unless critical; "22:00-07:00" in `zone`. `days`: 1 Monday to 7 Sunday on which it begins. */
  readonly quiet?: {
    readonly hours: string;
    readonly zone?: string;
    readonly days?: readonly number[];
    readonly evenCritical?: boolean;
  };
  /** false: the end of an incident is not told. */
  readonly recovery?: boolean;
  /** true: the next rule that matches is asked, too. */
  readonly continue?: boolean;
}
