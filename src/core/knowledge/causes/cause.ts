import type { Localized } from "../../texts/index.ts";
import type { CauseId } from "./cause-id.ts";

/** Which part of the system a cause lies in. */
export type CauseClass =
  | "network"
  | "host"
  | "listener"
  | "policy"
  | "service"
  | "certificate"
  | "tls"
  | "auth"
  | "capacity"
  | "licence"
  | "security"
  | "graphics"
  | "transport"
  | "session"
  | "client"
  | "farm"
  | "gateway"
  | "protocol";

/** The machine on which a step is done. */
export type Where =
  | "host"
  | "client"
  | "dc"
  | "gateway"
  | "broker"
  | "licence-server"
  | "network"
  | "hypervisor"
  | "anywhere";

/** The shell that a command is written for: PowerShell 5.1 or newer (elevated), cmd.exe (elevated), or sh (as root). */
export type Shell = "powershell" | "cmd" | "sh";

/** One step for a person: a sentence, and where it helps a command that works when it is copied alone. */
export interface RemedyStep {
  readonly text: Localized;
  readonly command?: string;
  readonly shell?: Shell;
  readonly where: Where;
}

export interface Risk {
  readonly level: "none" | "low" | "medium" | "high";
  readonly text: Localized;
}

/** A safe way out. No list is empty: where nothing changes, a step says so. */
export interface Remedy {
  readonly confirm: readonly RemedyStep[];
  readonly backup: readonly RemedyStep[];
  readonly fix: readonly RemedyStep[];
  readonly rollback: readonly RemedyStep[];
  readonly risk: Risk;
}

/** Remedies by the product that serves RDP on the host. `xrdp` covers Linux hosts in general. */
export interface Remedies {
  readonly windows?: Remedy;
  readonly xrdp?: Remedy;
}

/** A recognisable form of a cause. What it leaves out (remedies, fromOutside) is that of the cause itself. */
export interface CauseVariant {
  readonly title: Localized;
  readonly explanation: Localized;
  readonly fromOutside?: Localized;
  readonly remedies?: Remedies;
  readonly unverified?: Localized;
}

/** One entry of the catalogue: why an RDP connection fails, drops or is slow, and what to do about it. */
export interface Cause {
  readonly id: CauseId;
  readonly class: CauseClass;
  readonly title: Localized;
  /** What it means, in one to three plain sentences. */
  readonly explanation: Localized;
  /** What can and cannot be told from outside, and the one next thing to look at on the host. */
  readonly fromOutside: Localized;
  readonly remedies: Remedies;
  readonly variants?: Readonly<Record<string, CauseVariant>>;
  /** Events as "source id", where the source is the short name of the provider, or "client reason" and its number. */
  readonly events: readonly string[];
  readonly sources: readonly string[];
  /** Statements of this entry for which no authoritative public source was read. */
  readonly unverified?: Localized;
}
