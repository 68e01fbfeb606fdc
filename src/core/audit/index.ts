export { audit } from "./audit.ts";
export type { AuditResult } from "./audit.ts";
export type { AuditControl, AuditControlId, Severity } from "./control.ts";
export { AUDIT_CONTROLS } from "./controls/registry.ts";
export type { Grade } from "./grade.ts";
