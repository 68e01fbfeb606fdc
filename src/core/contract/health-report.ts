import type { HostStatus } from "../fleet/index.ts";
import type { IncidentRecord, Severity } from "../incident/index.ts";
import type { Localized } from "../texts/index.ts";
import type { ObjectiveFigures } from "./api/figures.ts";

/** What a health report covers, and how often one comes. */
export type ReportPeriod = "day" | "week" | "month";

/** Checks of a span, and those at which a client got in. */
export interface ReportedChecks {
  readonly checks: number;
  readonly successes: number;
}

/** One span of the trend, from `fromMs` to the next one. */
export interface ReportedSpan extends ReportedChecks {
  readonly fromMs: number;
}

export type ReportedObjective = Omit<ObjectiveFigures, "good" | "total" | "burn"> & {
  /** The error budget burns faster than allowed in one of the windows. */
  readonly burning: boolean;
};

export interface ReportedIncident {
  readonly id: number;
  readonly title: Localized;
  /** "site berlin", the name of a host. */
  readonly scope: Localized;
  readonly severity: Severity;
  readonly state: IncidentRecord["state"];
  readonly openedMs: number;
  /** Time in the period that somebody was hit by it. */
  readonly outageMs: number;
  readonly hosts: number;
}

export interface ReportedCause {
  readonly cause: string;
  readonly title: Localized;
  readonly incidents: number;
  readonly hosts: number;
  readonly outageMs: number;
}

export interface ReportedCertificate {
  readonly subject: string | null;
  readonly issuer: string | null;
  readonly notAfterMs: number;
  /** Whole days, below 0 when it has ended. */
  readonly daysLeft: number;
  /** The first ones. */
  readonly hosts: readonly string[];
  readonly hostCount: number;
}

export interface ReportedBuild extends ReportedChecks {
  /** As the hosts tell it, "10.0.20348"; null of those that told none. */
  readonly build: string | null;
  /** Releases that it may be. */
  readonly releases: readonly string[];
  /** Other software than Windows sends these numbers as a constant. */
  readonly mayBeFixedValue: boolean;
  readonly hosts: number;
  /** Hosts that are down now. */
  readonly down: number;
}

export interface ReportedHost extends ReportedChecks {
  readonly name: string;
  readonly status: HostStatus;
}

export interface ReportedChange {
  readonly atMs: number;
  readonly host: string;
  readonly fact: Localized;
  readonly before: Localized;
  readonly after: Localized;
  /** Whether it was to be expected; null where no rule judges it. */
  readonly verdict: "expected" | "early" | "suspicious" | "unjudged" | null;
}

/** The first of many, and how many there are. */
export interface ReportedList<Item> {
  readonly items: readonly Item[];
  readonly total: number;
}

/** Everything that a health report says, as plain JSON: both pages and every message are made of this. */
export interface HealthReport {
  readonly schema: "rdpulse.health-report/1";
  readonly period: ReportPeriod;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Minutes that the readers' clock is ahead of UTC. */
  readonly offsetMinutes: number;
  /** Page of the server, where its public address is known. */
  readonly link: string | null;
  readonly hosts: { readonly total: number; readonly byStatus: Readonly<Record<HostStatus, number>> };
  /** Of the fleet, 0 to 100. null: not known. */
  readonly score: {
    readonly now: number | null;
    readonly before: number | null;
    readonly trend: readonly { readonly atMs: number; readonly score: number }[];
  };
  readonly checks: ReportedChecks & {
    readonly before: ReportedChecks;
    readonly meanConnectMs: number | null;
    readonly p95ConnectMs: number | null;
    readonly trend: readonly ReportedSpan[];
  };
  readonly objectives: readonly ReportedObjective[];
  readonly incidents: {
    readonly opened: number;
    readonly openedBefore: number;
    readonly bySeverity: Readonly<Record<Severity, number>>;
    readonly closed: number;
    readonly stillOpen: number;
    readonly reopened: number;
    readonly mttaMs: number | null;
    readonly mttrMs: number | null;
    readonly outageMs: number;
    readonly outageBeforeMs: number;
    /** The same summed over hosts. */
    readonly hostOutageMs: number;
    /** Those that hit somebody in the period, the worst first. */
    readonly worst: ReportedList<ReportedIncident>;
  };
  readonly causes: ReportedList<ReportedCause>;
  /** Those that have ended or end within 30 days, the first one at the head. */
  readonly certificates: ReportedList<ReportedCertificate>;
  readonly builds: ReportedList<ReportedBuild>;
  /** Hosts with failed checks, the most failed share first. */
  readonly worstHosts: ReportedList<ReportedHost>;
  readonly changes: ReportedList<ReportedChange>;
  /** What this report cannot tell, and why. */
  readonly notTested: readonly Localized[];
}
