import type { ChannelSettings, RuleSettings } from "../alerting/index.ts";
import type { TargetSettings } from "../fleet/index.ts";

// Everything that the one configuration file may say. Every field may be absent; `defaults.ts` holds what is taken then.

/** "env:NAME", "file:PATH" or "secret:NAME": where a secret is, never the secret. */
export type SecretReference = string;

export interface ServerSettings {
  /** ADDRESS:PORT. */
  readonly listen?: string;
  /** Address under which people reach it; links in alerts begin with it. */
  readonly publicUrl?: string;
  /** Files in PEM. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** Names by which browsers may call it, beside that of `publicUrl` and the address it listens on. */
  readonly allowHosts?: readonly string[];
  /** true: whoever is on this machine needs no sign-in. */
  readonly local?: boolean;
}

export interface RetentionSettings {
  readonly rawDays?: number;
  readonly minuteDays?: number;
  readonly hourDays?: number;
  readonly dayDays?: number;
  readonly transcriptMegabytes?: number;
}

export interface StoreSettings {
  /** postgres://USER@HOST/DATABASE, without a password. */
  readonly url?: string;
  readonly password?: SecretReference;
  readonly folder?: string;
  readonly retention?: RetentionSettings;
}

export interface MonitorSettings {
  readonly intervalSeconds?: number;
  readonly stageTimeoutSeconds?: number;
  readonly totalTimeoutSeconds?: number;
  readonly maxRunning?: number;
  readonly maxFullRunning?: number;
  readonly startsPerSecond?: number;
  readonly threads?: number;
  readonly failuresToDown?: number;
  readonly flapping?: {
    readonly turns?: number;
    readonly settledTurns?: number;
    readonly windowMinutes?: number;
  };
  /** Address ranges that no check may reach. */
  readonly forbidden?: readonly string[];
}

export interface IncidentSettings {
  readonly closeAfterSeconds?: number;
  readonly reopenWithinMinutes?: number;
  /** So many members of a group with one fault, at least this share of it, within this time: the group's fault. */
  readonly widenFrom?: number;
  readonly widenPercent?: number;
  readonly widenWithinSeconds?: number;
}

/** Where messages and webhooks may go. */
export interface OutboundSettings {
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
}

/** What all members of a group share unless they say otherwise. */
export type SharedSettings = Omit<TargetSettings, "name" | "host" | "certificateName" | "dependsOn">;

export const GROUP_SECTIONS = ["pools", "sites", "balancers", "gateways"] as const;
export type GroupSection = (typeof GROUP_SECTIONS)[number];
export type GroupSettings = Readonly<Partial<Record<GroupSection, Readonly<Record<string, SharedSettings>>>>>;

export interface VantageSettings {
  readonly name: string;
  readonly site?: string;
  readonly note?: string;
}

/** Members of any of these; empty or absent is everything. */
export interface MembersSettings {
  readonly targets?: readonly string[];
  readonly sites?: readonly string[];
  readonly gateways?: readonly string[];
  readonly balancers?: readonly string[];
  readonly pools?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
}

export interface MaintenanceSettings {
  readonly name: string;
  readonly note?: string;
  readonly members?: MembersSettings;
  /** One window: "2026-12-24T22:00+01:00". */
  readonly once?: { readonly from: string; readonly until: string };
  readonly weekly?: {
    /** 1 Monday to 7 Sunday: on which it begins. */
    readonly days: readonly number[];
    /** "22:00" in `zone`. */
    readonly from: string;
    readonly minutes: number;
    readonly zone?: string;
  };
}

export interface ObjectiveSettings {
  readonly name: string;
  readonly members?: Pick<MembersSettings, "sites" | "gateways" | "balancers" | "pools">;
  readonly windowDays?: number;
  readonly setupSuccessPercent?: number;
  readonly meanConnectSeconds?: number;
  readonly p95ConnectSeconds?: number;
  readonly cpuPeakPercent?: number;
  readonly certificateNoticeDays?: readonly number[];
}

/** Parts of the health score; what they add up to is 1 afterwards, whatever it is here. */
export interface HealthSettings {
  readonly network?: number;
  readonly system?: number;
  readonly security?: number;
  readonly hardware?: number;
  readonly responsiveness?: number;
}

export interface ReportSettings {
  readonly name: string;
  readonly period: "day" | "week" | "month";
  /** "07:00" in `zone`. */
  readonly at?: string;
  readonly zone?: string;
  readonly channels: readonly string[];
}

export interface DiscoverySettings {
  readonly name: string;
  readonly enabled?: boolean;
  /** host or host:port. */
  readonly hosts?: readonly string[];
  /** 192.0.2.0/24, 192.0.2.10-20, each with :PORT if need be. */
  readonly ranges?: readonly string[];
  /** Lists, tables (CSV) and .rdp files, folders of them, or patterns with `*`. */
  readonly files?: readonly string[];
  /** Names with SRV records, such as _rdp._tcp.example.com. */
  readonly srv?: readonly string[];
  /** DNS server as address or address:port. */
  readonly resolver?: string;
  readonly everyMinutes?: number;
  /** true: what is found is watched. */
  readonly add?: boolean;
  /** What every host that is added gets. */
  readonly settings?: SharedSettings;
  /** Sweeps in a row that a host must miss to count as vanished. */
  readonly missedSweeps?: number;
  readonly maxAddresses?: number;
  readonly perSecond?: number;
  readonly parallel?: number;
  readonly timeoutSeconds?: number;
  readonly budgetMinutes?: number;
  /** Address ranges to leave alone, beside those of the monitor. */
  readonly forbidden?: readonly string[];
}

export interface IngestSettings {
  readonly maxUploadMegabytes?: number;
  /** ADDRESS:PORT for syslog over UDP and TCP. */
  readonly syslog?: string;
  readonly scrape?: readonly ScrapeSettings[];
}

/** A windows_exporter or node_exporter that is read. */
export interface ScrapeSettings {
  readonly name: string;
  readonly url: string;
  /** Name of the target that it tells of; the one with the same host when absent. */
  readonly target?: string;
  readonly everySeconds?: number;
  readonly bearer?: SecretReference;
}

export interface RemoteWriteSettings {
  readonly name: string;
  readonly url: string;
  readonly username?: string;
  readonly password?: SecretReference;
  readonly bearer?: SecretReference;
  readonly everySeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface MetricsSettings {
  /** true: /metrics wants a token with the scope "read". */
  readonly signIn?: boolean;
  readonly remoteWrite?: readonly RemoteWriteSettings[];
}

/** The public page. Without it: the name of the product, and numbers of the whole fleet alone. */
export interface StatusPageSettings {
  readonly title?: { readonly en?: string; readonly zh?: string };
  /** A sentence or two below the title. */
  readonly text?: { readonly en?: string; readonly zh?: string };
  /** #rrggbb */
  readonly accent?: string;
  readonly theme?: "system" | "light" | "dark";
  /** Names of sites that everybody may see. */
  readonly sites?: readonly string[];
}

export interface Configuration {
  readonly server?: ServerSettings;
  readonly store?: StoreSettings;
  readonly monitor?: MonitorSettings;
  readonly incidents?: IncidentSettings;
  readonly outbound?: OutboundSettings;
  readonly groups?: GroupSettings;
  readonly targets?: readonly (TargetSettings | string)[];
  readonly vantages?: readonly VantageSettings[];
  readonly channels?: readonly ChannelSettings[];
  readonly rules?: readonly RuleSettings[];
  readonly maintenance?: readonly MaintenanceSettings[];
  readonly slo?: readonly ObjectiveSettings[];
  readonly health?: HealthSettings;
  readonly reports?: readonly ReportSettings[];
  readonly discovery?: readonly DiscoverySettings[];
  readonly ingest?: IngestSettings;
  readonly metrics?: MetricsSettings;
  readonly statusPage?: StatusPageSettings;
}
