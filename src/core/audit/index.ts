export { audit } from "./audit.ts";
export type { AuditResult } from "./audit.ts";
export type { AuditControl, AuditControlId, Severity } from "./control.ts";
export { AUDIT_CONTROLS } from "./controls/registry.ts";
export type { Grade } from "./grade.ts";
export { auditHost } from "./host/audit-host.ts";
export type { HostAudit } from "./host/audit-host.ts";
export type { HostAuditOptions, HostRole } from "./host/audited-host.ts";
