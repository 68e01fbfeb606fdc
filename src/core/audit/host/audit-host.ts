import type { HostInventory } from "../../inventory/index.ts";
import { type Control, controls } from "../../knowledge/index.ts";
import type { Localized } from "../../texts/index.ts";
import { whyNotApplicable } from "./applicability.ts";
import {
  assumptions,
  type AuditedHost,
  auditedHost,
  type HostAuditOptions,
  hostName,
  type HostRole,
} from "./audited-host.ts";
import { type AuditedCertificate, auditedCertificates } from "./bound-certificate.ts";
import { checkAuditPolicy } from "../host-checks/auditpol-check.ts";
import { checkListenerCertificate } from "../host-checks/certificate-check.ts";
import { checkChannel } from "../host-checks/channel-check.ts";
import { checkFirewall } from "../host-checks/firewall-check.ts";
import { checkRegistry, checkSecurityLogSize } from "../host-checks/registry-check.ts";
import { checkSchannel } from "../host-checks/schannel-check.ts";
import { checkSystemAccess } from "../host-checks/security-policy-check.ts";
import { checkUserRight } from "../host-checks/user-right-check.ts";
import { type HostGrade, hostGrade } from "./host-grade.ts";
import {
  type HostJudgement,
  type HostOutcome,
  type HostSeverity,
  type JudgedControl,
  notTested,
} from "./judged-control.ts";
import { type LogonRights, logonRights } from "./logon-rights.ts";
import { type PatchFindings, patchFindings } from "./patch-level.ts";
import { type FolkloreFound, folkloreFound, type TuningLine, tuningTable } from "./tuning.ts";
import { wantedBy } from "./wording.ts";
import { auditXrdp } from "../xrdp/audit-xrdp.ts";

/** All that the audit of one host's settings concludes. */
export interface HostAudit {
  readonly host?: string;
  readonly platform: HostInventory["platform"];
  readonly collectedAtMs?: number;
  readonly collector?: string;
  readonly role?: HostRole;
  readonly assumptions: readonly Localized[];
  readonly grade: HostGrade;
  readonly counts: Readonly<Record<HostOutcome, number>>;
  /** Worst first: not met by severity, then not tested, reported, met, not applicable. */
  readonly controls: readonly JudgedControl[];
  readonly patch?: PatchFindings;
  readonly certificates: readonly AuditedCertificate[];
  readonly rights?: LogonRights;
  readonly tuning: readonly TuningLine[];
  readonly folklore: readonly FolkloreFound[];
  /** Sections that could not be collected, with their reason. */
  readonly failedSections: readonly { readonly section: string; readonly reason: string }[];
}

type Check = (control: Control, host: AuditedHost) => HostJudgement;

/** How each kind of check of the catalogue is judged; ids that need an eye of their own stand in OWN_CHECKS. */
const CHECKS: Readonly<Record<string, Check>> = {
  registry: checkRegistry,
  secedit: checkSystemAccess,
  user_right: checkUserRight,
  auditpol: checkAuditPolicy,
  channel: checkChannel,
  firewall: checkFirewall,
};

const OWN_CHECKS: Readonly<Record<string, Check>> = {
  "RDP-CERT": checkListenerCertificate,
  "LOG-SECURITY-SIZE": checkSecurityLogSize,
  "TLS-SSL20": checkSchannel,
  "TLS-SSL30": checkSchannel,
  "TLS-TLS10": checkSchannel,
  "TLS-TLS11": checkSchannel,
};

const UNKNOWN_CHECK = notTested("This kind of check is not known.", "未知的检查类型。");

function own(checks: Readonly<Record<string, Check>>, name: string): Check | undefined {
  return Object.hasOwn(checks, name) ? checks[name] : undefined;
}

function judge(control: Control, host: AuditedHost): JudgedControl {
  const check = own(OWN_CHECKS, control.id) ?? own(CHECKS, control.check);
  const judgement = whyNotApplicable(control, host) ?? check?.(control, host) ?? UNKNOWN_CHECK;
  const { id, category, title, why, references } = control;
  return {
    id,
    severity: severityOf(control),
    category,
    title,
    why,
    wanted: wantedBy(control),
    references,
    ...judgement,
  };
}

/** The severity of a control of the catalogue, as a grade knows it. */
export function severityOf({ severity }: Control): HostSeverity {
  return severity === "high" || severity === "medium" || severity === "low" ? severity : "info";
}

/* Files of xrdp that were given by themselves tell the platform as well as a collector does. */
function platformOf({ platform, sections }: HostInventory): HostInventory["platform"] {
  const isXrdp = sections["xrdp-ini"] !== undefined || sections["sesman-ini"] !== undefined;
  return platform === "unknown" ? (isXrdp ? "linux" : "windows") : platform;
}

const OUTCOMES: readonly HostOutcome[] = ["not-met", "not-tested", "reported", "met", "not-applicable"];
const SEVERITIES: readonly HostSeverity[] = ["high", "medium", "low", "info"];

/** Order of a report: what is not met first, of each outcome the gravest first. */
export function worstFirst(one: JudgedControl, other: JudgedControl): number {
  return (
    OUTCOMES.indexOf(one.outcome) - OUTCOMES.indexOf(other.outcome) ||
    SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity)
  );
}

/** How many controls have each outcome. */
export function countsOf(judged: readonly JudgedControl[]): Readonly<Record<HostOutcome, number>> {
  const counts: Record<HostOutcome, number> = {
    met: 0,
    "not-met": 0,
    reported: 0,
    "not-tested": 0,
    "not-applicable": 0,
  };
  for (const { outcome } of judged) counts[outcome] += 1;
  return counts;
}

/**
 * Judges one host's collected settings: every control of the catalogue (and those of xrdp on such a host), grade, patch
 * level, certificate, logon rights, tuning. What the inventory does not hold is not tested; nothing is concluded from its
 * absence. Pure: today comes with the options.
 */
export function auditHost(collected: HostInventory, options: HostAuditOptions): HostAudit {
  const inventory: HostInventory = { ...collected, platform: platformOf(collected) };
  const host = auditedHost(inventory, options);
  const isLinux = inventory.platform === "linux";
  const judged = [
    ...(isLinux ? auditXrdp(inventory) : []),
    ...controls.map((control) => judge(control, host)),
  ].toSorted(worstFirst);
  const { platform, collectedAtMs, collector, sections } = inventory;
  const name = hostName(host);
  return {
    ...(name === undefined ? {} : { host: name }),
    platform,
    ...(collectedAtMs === undefined ? {} : { collectedAtMs }),
    ...(collector === undefined ? {} : { collector }),
    ...(isLinux ? {} : { role: host.role }),
    assumptions: assumptions(host),
    grade: hostGrade(judged),
    counts: countsOf(judged),
    controls: judged,
    ...(isLinux ? {} : { patch: patchFindings(host), rights: logonRights(host) }),
    certificates: auditedCertificates(host),
    tuning: tuningTable(host),
    folklore: folkloreFound(host),
    failedSections: Object.entries(sections).flatMap(([section, found]) =>
      found.outcome === "failed" ? [{ section, reason: found.reason }] : [],
    ),
  };
}
