import type {
  ChannelKindDocument,
  CheckLineDocument,
  CohortsDocument,
  FieldProblem,
  GroupHealthFigures,
  HealthFigures,
  MonitorStatus,
  ObjectiveFigures,
  VantageView,
} from "../../core/contract/index.ts";
import type { CheckRow, HostState, TargetId, TenantId } from "../../core/fleet/index.ts";
import type { DeskAction, IncidentId, IncidentRecord, ToldFault } from "../../core/incident/index.ts";
import type { Localized } from "../../core/texts/index.ts";
import type { Store } from "../store/index.ts";

// What the API asks of the rest of the house. The server makes these of the real rooms; tests make small ones of their own.

export interface MonitorService {
  status(): MonitorStatus;
  /** Puts the full check of these targets at the head of the queue. Gives those that were taken; a busy one is not. */
  checkNow(tenant: TenantId, targets: readonly TargetId[]): Promise<readonly TargetId[]>;
  /** The same for one, with its stages as they end. Gives null where it is not taken, else a promise in its `ended`. */
  followCheck(
    tenant: TenantId,
    target: TargetId,
    onStage: (stage: StageSeen) => void,
  ): Promise<{ readonly ended: Promise<CheckRow> } | null>;
  /** Faults and attacks that a host's own logs told, the newest first. */
  told(tenant: TenantId, target: TargetId): Promise<readonly ToldFault[]>;
}

/** A stage of a check that is over. */
export type StageSeen = NonNullable<CheckLineDocument["stage"]>;

export interface DemoService {
  /** Declares a fleet of recordings beside the real hosts, or takes it away. */
  show(isOn: boolean): Promise<void>;
}

/** What a person may do with an incident. `split` gives the new incident back. */
export type IncidentAction = DeskAction;

export interface IncidentService {
  /**
   * Carries it out wherever the judge runs, and gives the incident as it is then. Rejects with ActionRefused when it is
   * not there, its revision is not `ifRevision` (null: any), or the action makes no sense in its state.
   */
  act(
    tenant: TenantId,
    id: IncidentId,
    action: IncidentAction,
    by: string,
    ifRevision: number | null,
  ): Promise<IncidentRecord>;
  /** Markdown; null when there is no such incident. */
  postMortem(tenant: TenantId, id: IncidentId, lang: "en" | "zh"): Promise<string | null>;
}

/** Why an action was not carried out. */
export class ActionRefused extends Error {
  readonly why: "missing" | "stale" | "senseless";
  readonly text: Localized;

  constructor(why: ActionRefused["why"], text: Localized) {
    super(text.en);
    this.name = "ActionRefused";
    this.why = why;
    this.text = text;
  }
}

export interface NotifyService {
  /** Every kind of channel with its settings, in alphabetical order. */
  kinds(): readonly ChannelKindDocument[];
  /** Sends one test message at once, around the outbox. `failure`: what the other side said, without secrets. */
  sendTest(tenant: TenantId, channel: string): Promise<{ readonly ok: boolean; readonly failure: string | null }>;
}

/** What the public page looks like, and what of the fleet's names it may show. */
export interface StatusPageLook {
  readonly title?: { readonly en?: string; readonly zh?: string };
  readonly text?: { readonly en?: string; readonly zh?: string };
  /** #rrggbb */
  readonly accent?: string;
  readonly theme?: "system" | "light" | "dark";
  readonly sites?: readonly string[];
}

/** Kinds of documents that the configuration file and the API share; the names that the store keeps them by. */
export const SETTINGS_KINDS = ["channel", "rule", "maintenance", "slo", "report", "discovery"] as const;
export type SettingsKind = (typeof SETTINGS_KINDS)[number];

export interface ConfigurationService {
  /** What a schema cannot say: fields of a kind of channel, names that do not exist, time zones, forbidden addresses. */
  check(tenant: TenantId, kind: SettingsKind, name: string, document: unknown): Promise<readonly FieldProblem[]>;
}

export interface ReliabilityService {
  /** `group`: "fleet", "site/NAME" … as rollups name it. */
  figures(tenant: TenantId, group: string, nowMs: number): Promise<readonly ObjectiveFigures[]>;
  /** Health of one host, 0 to 100, with what it is made of (plain JSON); null where nothing is known. */
  health(tenant: TenantId, target: TargetId, state: HostState | null): Promise<HealthFigures | null>;
  /** Health of a group, summed up; a few minutes old at most. */
  groupHealth(tenant: TenantId, group: string): Promise<GroupHealthFigures>;
}

export interface HistoryService {
  /** What the hosts that fail now have in common. */
  cohorts(tenant: TenantId, nowMs: number): Promise<CohortsDocument>;
}

export interface DiscoveryService {
  /** Runs it now in the background; false when there is none of this name. */
  runNow(tenant: TenantId, name: string): Promise<boolean>;
}

export interface VantageService {
  list(tenant: TenantId): Promise<readonly VantageView[]>;
}

export interface ApiServices {
  readonly store: Store;
  readonly clock: { nowMs(): number };
  readonly version: string;
  readonly monitor: MonitorService;
  readonly demo: DemoService;
  readonly incidents: IncidentService;
  readonly notify: NotifyService;
  readonly configuration: ConfigurationService;
  readonly reliability: ReliabilityService;
  readonly history: HistoryService;
  readonly discovery: DiscoveryService;
  readonly vantages: VantageService;
  readonly statusPage: () => StatusPageLook;
  /** Says whether this process can do its work; texts are for people. */
  readonly ready: () => Promise<{ readonly ok: boolean; readonly reasons: readonly string[] }>;
}
