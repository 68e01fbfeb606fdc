/** Which of the house's customers a row belongs to; 1 where there is only one. */
export type TenantId = number;
/** Given by the store, never used again. */
export type TargetId = number;

export const DEFAULT_TENANT: TenantId = 1;

/** Who declared a thing. What the file declares is read-only in the API. */
export type Origin = "file" | "api" | "discovery" | "demo";

/** One RDP endpoint to watch, as the configuration file and the API declare it. Plain JSON. */
export interface TargetSettings {
  /** Unique in a tenant; "host:port" when absent. */
  readonly name?: string;
  readonly host: string;
  /** 3389 when absent. */
  readonly port?: number;
  /** Seconds between two checks; the fleet's default when absent. */
  readonly intervalSeconds?: number;
  /** Where it stands, what traffic to it passes, which farm it belongs to: names of groups. */
  readonly site?: string;
  readonly gateway?: string;
  readonly balancer?: string;
  readonly pool?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Names of targets that it cannot work without. */
  readonly dependsOn?: readonly string[];
  /** Vantages that check it; the local one when absent. */
  readonly vantages?: readonly string[];
  readonly certificateName?: string;
  readonly cookie?: string;
  readonly loadBalanceInfo?: string;
  readonly proxy?: string;
  readonly resolver?: string;
  readonly source?: string;
  /** false: kept, not checked. */
  readonly enabled?: boolean;
}

export interface Target {
  readonly id: TargetId;
  readonly tenant: TenantId;
  /** `settings.name`, or what stands for it. */
  readonly name: string;
  readonly settings: TargetSettings;
  readonly origin: Origin;
  /** Counts changes of the settings from 1: the ETag. */
  readonly revision: number;
  readonly createdMs: number;
  readonly updatedMs: number;
}

/** What several targets share, so that one fault there is one incident. */
export type ScopeKind = "target" | "site" | "gateway" | "balancer" | "pool" | "vantage" | "fleet";

/** Where a fault is: one target, or everything behind one thing. `key` is the target's id as text, or the group's name. */
export interface Scope {
  readonly kind: ScopeKind;
  readonly key: string;
}
