import type { Correction, Drift, HostAudit } from "../audit/index.ts";
import { isoTime } from "./calendar.ts";

/** One host of an audit: what was concluded, what would mend it, and what is not as it was. */
export interface AuditedHostReport extends Omit<HostAudit, "collectedAtMs"> {
  /** UTC, ISO 8601; absent where the collected files do not say. */
  readonly collectedAt?: string;
  readonly corrections: readonly Correction[];
  /** Absent without a baseline for this host. */
  readonly drift?: readonly Drift[];
}

/** What `rdpulse audit --json` prints, and what a baseline file holds. */
export interface AuditReport {
  readonly schema: "rdpulse.audit/1";
  readonly auditedAt: string;
  readonly hosts: readonly AuditedHostReport[];
  /** Files that gave no settings, and why. */
  readonly passedOver: readonly { readonly path: string; readonly why: string }[];
}

/** One host before it is reported. */
export interface AuditedHostParts {
  readonly audit: HostAudit;
  readonly corrections: readonly Correction[];
  readonly drift?: readonly Drift[];
}

/** The report of an audit; `nowMs` is Unix time. */
export function buildAuditReport(
  hosts: readonly AuditedHostParts[],
  passedOver: AuditReport["passedOver"],
  nowMs: number,
): AuditReport {
  return {
    schema: "rdpulse.audit/1",
    auditedAt: isoTime(nowMs),
    hosts: hosts.map(({ audit, corrections, drift }) => {
      const { collectedAtMs, ...rest } = audit;
      return {
        ...rest,
        ...(collectedAtMs === undefined ? {} : { collectedAt: isoTime(collectedAtMs) }),
        corrections,
        ...(drift === undefined ? {} : { drift }),
      };
    }),
    passedOver,
  };
}
