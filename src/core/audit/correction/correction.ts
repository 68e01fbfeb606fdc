import type { Localized } from "../../texts/index.ts";
import type { HostSeverity } from "../host/judged-control.ts";

/** What a correction can do to people who work with the host. */
export interface CorrectionRisk {
  readonly level: "low" | "medium" | "high";
  readonly text: Localized;
}

/** A registry value to set; `value` undefined takes it away. */
export interface RegistryChange {
  readonly kind: "registry";
  /** With the short name of the hive: "HKLM\\SOFTWARE\\…". */
  readonly key: string;
  readonly name: string;
  readonly value?: number;
  /** The value now: a number, "absent", or "unknown" where its key was not collected or it is no number. */
  readonly before: number | "absent" | "unknown";
}

/** A line of a security template: [System Access] or [Privilege Rights]. */
export interface TemplateChange {
  readonly kind: "template";
  readonly section: "System Access" | "Privilege Rights";
  readonly key: string;
  readonly value: string;
  readonly before?: string;
}

/** A subcategory of the audit policy, by GUID without braces. */
export interface AuditChange {
  readonly kind: "audit";
  readonly guid: string;
  readonly success: boolean;
  readonly failure: boolean;
}

/** An event channel: enabled, with at least this size. */
export interface ChannelChange {
  readonly kind: "channel";
  readonly channel: string;
  readonly maxSizeBytes: number;
  readonly before?: { readonly enabled: boolean; readonly maxSizeBytes?: number };
}

/** Firewall rules of the port get the remote addresses that the operator names when the script runs. */
export interface FirewallChange {
  readonly kind: "firewall";
  readonly port: number;
}

/** A line of xrdp.ini or sesman.ini. */
export interface IniChange {
  readonly kind: "ini";
  readonly file: "xrdp.ini" | "sesman.ini";
  readonly section: string;
  readonly key: string;
  readonly value: string;
  /** The text now; absent where the line is not there. */
  readonly before?: string;
}

export type Change = RegistryChange | TemplateChange | AuditChange | ChannelChange | FirewallChange | IniChange;

/** Commands in the order in which they are run. */
export interface CorrectionCommands {
  readonly shell: "powershell" | "sh";
  readonly backup: readonly string[];
  readonly fix: readonly string[];
  readonly rollback: readonly string[];
}

/** The corrected value of one control that is not met. */
export interface Correction {
  readonly controlId: string;
  readonly severity: HostSeverity;
  readonly title: Localized;
  readonly risk: CorrectionRisk;
  /** Empty where only the site can decide; `manual` then says what to do. */
  readonly changes: readonly Change[];
  readonly commands?: CorrectionCommands;
  readonly manual?: Localized;
  /** The policy object that holds the wrong value: a change of the host alone is overwritten at the next refresh. */
  readonly changeInPolicy?: string;
}
