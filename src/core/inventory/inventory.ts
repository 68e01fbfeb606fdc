import type { RegistryValue } from "./registry-value.ts";

/**
 * What was collected of one host's settings and state, section by section. A section may fail alone with its reason; one
 * that is absent was not asked for. Neither is ever read as "no".
 */
export type Section<Value> =
  | { readonly outcome: "collected"; readonly value: Value; readonly at: string }
  | { readonly outcome: "failed"; readonly reason: string; readonly at: string };

export interface ServiceState {
  /** "TermService", "SessionEnv", "UmRdpService", "xrdp", "xrdp-sesman" … */
  readonly name: string;
  readonly state: string;
  readonly startMode: string;
  readonly processId?: number;
  readonly workingSetBytes?: number;
  readonly privateBytes?: number;
  readonly handles?: number;
  readonly threads?: number;
  readonly startedAtMs?: number;
}

export interface PortOwner {
  readonly port: number;
  readonly localAddress: string;
  readonly processId?: number;
  readonly process?: string;
  /** Services that share the process. */
  readonly services?: readonly string[];
}

export interface FirewallState {
  readonly profiles: readonly { readonly name: string; readonly enabled: boolean; readonly active?: boolean }[];
  readonly rules: readonly FirewallRule[];
}

export interface FirewallRule {
  readonly name: string;
  readonly enabled: boolean;
  readonly direction: "in" | "out";
  readonly action: "allow" | "block";
  readonly profiles: readonly string[];
  readonly protocol: string;
  readonly localPorts: readonly string[];
  readonly remoteAddresses: readonly string[];
  /** "local" or the name of the policy store that owns it. */
  readonly store?: string;
}

/** Win32_TSGeneralSetting and its siblings: effective values, and who set them. */
export interface ListenerState {
  readonly settings: Readonly<Record<string, string | number | boolean | null>>;
  readonly certificateSha1?: string;
}

export interface CertificateState {
  readonly thumbprintSha1: string;
  readonly store: string;
  /** DER in hexadecimal, where the collector could read it. */
  readonly derHex?: string;
  readonly subject?: string;
  readonly notBeforeMs?: number;
  readonly notAfterMs?: number;
  readonly hasPrivateKey?: boolean;
  readonly keyFile?: string;
  /** Access entries of the key file: "NT AUTHORITY\\NETWORK SERVICE: Read". */
  readonly keyAccess?: readonly {
    readonly account: string;
    readonly rights: string;
    readonly kind: "allow" | "deny";
  }[];
  /** Object identifiers of Extended Key Usage. */
  readonly extendedKeyUsages?: readonly string[];
  readonly bound: boolean;
}

/** secedit /export: [System Access] and [Privilege Rights]. */
export interface SecurityPolicy {
  readonly systemAccess: Readonly<Record<string, string | number>>;
  /** Right to accounts; SIDs without the asterisk, or names. */
  readonly privilegeRights: Readonly<Record<string, readonly string[]>>;
}

/** auditpol /get /category:* /r: subcategory GUID (upper case, without braces) to what is audited. */
export type AuditPolicy = Readonly<Record<string, { readonly success: boolean; readonly failure: boolean }>>;

export interface EventChannel {
  readonly name: string;
  readonly enabled: boolean;
  readonly maxSizeBytes?: number;
  readonly recordCount?: number;
  readonly mode?: string;
  readonly oldestMs?: number;
}

export interface SystemVersion {
  readonly product?: string;
  /** "10.0.20348" */
  readonly version?: string;
  readonly build?: number;
  /** Update Build Revision: the only thing, with the hotfix list, that tells the patch level. */
  readonly ubr?: number;
  readonly installationType?: "client" | "server" | "server-core";
  readonly edition?: string;
  readonly hotfixes?: readonly { readonly id: string; readonly installedOn?: string }[];
  readonly pendingReboot?: boolean;
  readonly bootedAtMs?: number;
  readonly domainRole?: "workstation" | "member" | "standalone-server" | "domain-controller";
}

export interface MemoryState {
  readonly totalBytes?: number;
  readonly availableBytes?: number;
  readonly committedBytes?: number;
  readonly commitLimitBytes?: number;
}

export interface GraphicsState {
  readonly virtualizationFirmwareEnabled?: boolean;
  readonly hypervisorPresent?: boolean;
  readonly hyperVRole?: boolean;
  readonly adapters: readonly {
    readonly name: string;
    readonly driverVersion?: string;
    readonly driverDateMs?: number;
    readonly status?: string;
  }[];
}

export interface TimeState {
  readonly source?: string;
  readonly offsetMs?: number;
  readonly lastSyncMs?: number;
  readonly stratum?: number;
  readonly collectorNowMs?: number;
}

export interface DomainState {
  readonly domain?: string;
  readonly isJoined: boolean;
  readonly secureChannel?: "ok" | "broken";
  readonly secureChannelError?: string;
  readonly domainController?: string;
  /** Did the DNS name of the domain resolve, and did the controllers' SRV record? */
  readonly nameResolves?: boolean;
  readonly srvResolves?: boolean;
}

export interface LicensingState {
  readonly mode?: "per-device" | "per-user" | "not-configured" | "remote-administration";
  readonly graceDaysLeft?: number;
  readonly licenseServers?: readonly string[];
  readonly role?: boolean;
}

export interface SessionsState {
  readonly sessions: readonly {
    readonly id: number;
    readonly name?: string;
    readonly user?: string;
    readonly state: string;
    readonly clientName?: string;
    readonly clientAddress?: string;
    readonly idleMs?: number;
    readonly logonAtMs?: number;
  }[];
  readonly limits: Readonly<Record<string, number>>;
  /** "allowed", or how new logons are turned away (drain mode). */
  readonly logons?: "allowed" | "denied" | "draining" | "draining-until-restart";
}

export interface IntegrityState {
  readonly tool: "sfc" | "dism";
  readonly result: "clean" | "repaired" | "corrupt" | "unknown";
  readonly at?: string;
}

/** xrdp.ini, sesman.ini: section to its keys, in lower case. */
export type IniSections = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Every section by its stable name. */
export interface InventorySections {
  readonly services: readonly ServiceState[];
  readonly "port-owner": readonly PortOwner[];
  readonly firewall: FirewallState;
  readonly listener: ListenerState;
  /** Values of all keys that were exported, policy and local; origin tells which. */
  readonly registry: readonly RegistryValue[];
  /** Keys that were exported whole, with all that is under them: only of these does a missing value say something. */
  readonly "registry-keys": readonly { readonly key: string; readonly at: string }[];
  readonly "remote-desktop-users": readonly { readonly name: string; readonly sid?: string }[];
  readonly "security-policy": SecurityPolicy;
  readonly "audit-policy": AuditPolicy;
  readonly certificates: readonly CertificateState[];
  readonly version: SystemVersion;
  readonly integrity: readonly IntegrityState[];
  readonly memory: MemoryState;
  readonly graphics: GraphicsState;
  readonly time: TimeState;
  readonly domain: DomainState;
  readonly licensing: LicensingState;
  readonly sessions: SessionsState;
  /** Citrix and other products that hook the session or the network: name and version. */
  readonly "hooking-products": readonly { readonly name: string; readonly version?: string }[];
  readonly channels: readonly EventChannel[];
  /** Group policies that won, from gpresult: setting or registry value to the policy's name. */
  readonly "policy-results": readonly PolicyResult[];
  readonly "xrdp-ini": IniSections;
  readonly "sesman-ini": IniSections;
}

export interface PolicyResult {
  /** Name of the winning policy object. */
  readonly policy: string;
  readonly key?: string;
  readonly valueName?: string;
  readonly setting?: string;
  readonly state?: string;
  readonly value?: string;
  readonly at: string;
}

export type SectionName = keyof InventorySections;

/** Two exports of one host contradict each other: the first counts, and both are told. Values are cut to a line. */
export interface InventoryConflict {
  readonly section: string;
  /** Field within the section: "settings.SecurityLayer". */
  readonly name: string;
  readonly counts: { readonly value: string; readonly at: string };
  readonly other: { readonly value: string; readonly at: string };
}

/** One host's inventory. */
export interface HostInventory {
  readonly host?: string;
  readonly platform: "windows" | "linux" | "unknown";
  readonly collectedAtMs?: number;
  /** Name and version of the collector; absent where single exports were given. */
  readonly collector?: string;
  readonly sections: { readonly [Name in SectionName]?: Section<InventorySections[Name]> };
  /** Absent where the exports agree. */
  readonly conflicts?: readonly InventoryConflict[];
}

/** The value of a section; undefined where it failed or was not collected. */
export function sectionOf<Name extends SectionName>(
  inventory: HostInventory,
  name: Name,
): InventorySections[Name] | undefined {
  const section = inventory.sections[name];
  return section?.outcome === "collected" ? section.value : undefined;
}
