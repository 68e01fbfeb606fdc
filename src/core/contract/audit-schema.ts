import type {
  AuditedCertificate,
  Correction,
  CorrectionCommands,
  CorrectionRisk,
  Drift,
  FolkloreFound,
  FoundValue,
  HostGrade,
  JudgedControl,
  LogonRights,
  PatchFinding,
  PatchFindings,
  SupportFinding,
  TuningLine,
} from "../audit/index.ts";
import type { ControlReference } from "../knowledge/index.ts";
import type { Localized } from "../texts/index.ts";
import type { AuditedHostReport, AuditReport } from "./audit-report.ts";
import {
  amount,
  anything,
  described,
  flag,
  integer,
  type JsonSchema,
  listOf,
  objectOf,
  oneWordOf,
  referenceTo,
  text,
} from "./json-schema.ts";
import { timestamp } from "./report-parts-schema.ts";

const localized = referenceTo("localized");
const severity = oneWordOf(["high", "medium", "low", "info"]);
const outcome = oneWordOf(["met", "not-met", "reported", "not-tested", "not-applicable"]);
const at = described("FILE#LINE, or the section that was read.", text);

const found = objectOf<keyof FoundValue>(
  { value: anything, shown: localized, from: oneWordOf(["policy", "local", "default", "state"]), setBy: text, at },
  ["setBy"],
);

const reference = objectOf<keyof ControlReference>(
  { benchmark: text, id: text, level: integer, severity: text, value: text, op: text, source: text },
  ["id", "level", "severity"],
);

const control = objectOf<keyof JudgedControl>(
  {
    id: text,
    severity,
    category: text,
    title: localized,
    why: localized,
    wanted: localized,
    references: listOf(reference),
    sameAs: described("Of a control for xrdp: the Windows control that asks the same.", text),
    outcome,
    found,
    reason: localized,
  },
  ["sameAs", "found", "reason"],
);

const grade = objectOf<keyof HostGrade>(
  {
    grade: oneWordOf(["A+", "A", "B", "C", "D", "F", "not-graded"]),
    points: amount,
    judgedShare: described("Weight that was judged, of the weight that applies.", {
      type: "number",
      minimum: 0,
      maximum: 1,
    }),
  },
  ["points"],
);

const vulnerability = objectOf<keyof PatchFinding>(
  {
    cve: text,
    name: text,
    verdict: oneWordOf(["fixed", "vulnerable", "not-known", "not-affected"]),
    component: localized,
    attack: localized,
    isExploited: flag,
    fixedFrom: described("First safe update revision of this build.", integer),
    reason: localized,
    source: text,
  },
  ["name", "fixedFrom", "reason"],
);

const support = objectOf<keyof SupportFinding>(
  {
    state: oneWordOf(["supported", "ends-soon", "ended", "depends-on-edition", "not-known"]),
    releases: listOf(text),
    earliest: text,
    latest: text,
    paidUpdatesEnd: text,
  },
  ["earliest", "latest", "paidUpdatesEnd"],
);

const patch = objectOf<keyof PatchFindings>(
  {
    build: integer,
    ubr: integer,
    kind: oneWordOf(["client", "server"]),
    hotfixCount: integer,
    pendingReboot: flag,
    at,
    vulnerabilities: listOf(vulnerability),
    support,
  },
  ["build", "ubr", "kind", "hotfixCount", "pendingReboot", "at"],
);

const certificate = objectOf<keyof AuditedCertificate>(
  {
    thumbprintSha1: text,
    store: text,
    at,
    subject: text,
    issuer: text,
    notAfterMs: amount,
    isSelfIssued: flag,
    outcome: oneWordOf(["linted", "unreadable"]),
    remarks: listOf(objectOf<"remark" | "sentence">({ remark: { type: "object" }, sentence: localized })),
  },
  ["subject", "issuer", "notAfterMs", "isSelfIssued"],
);

const rights = objectOf<keyof LogonRights>(
  {
    allowed: listOf(text),
    denied: listOf(text),
    remoteDesktopUsers: listOf(text),
    remarks: listOf(localized),
    at: listOf(at),
  },
  ["allowed", "denied", "remoteDesktopUsers"],
);

const tuning = objectOf<keyof TuningLine>(
  {
    id: text,
    valueName: text,
    key: text,
    title: localized,
    effect: localized,
    recommended: localized,
    outcome: oneWordOf(["as-recommended", "differs", "site", "not-tested"]),
    now: localized,
    at,
    source: text,
  },
  ["now", "at"],
);

const folklore = objectOf<keyof FolkloreFound>({
  id: text,
  title: localized,
  verdict: localized,
  instead: localized,
  key: text,
  valueName: text,
  shown: text,
  at,
});

const commands = objectOf<keyof CorrectionCommands>({
  shell: oneWordOf(["powershell", "sh"]),
  backup: listOf(text),
  fix: listOf(text),
  rollback: listOf(text),
});

const risk = objectOf<keyof CorrectionRisk>({ level: oneWordOf(["low", "medium", "high"]), text: localized });

const correction = objectOf<keyof Correction>(
  {
    controlId: text,
    severity,
    title: localized,
    risk,
    changes: listOf({ type: "object", required: ["kind"] }),
    commands,
    manual: localized,
    changeInPolicy: described("The policy object that holds the wrong value.", text),
  },
  ["commands", "manual", "changeInPolicy"],
);

const drift = objectOf<keyof Drift>(
  {
    id: text,
    title: localized,
    severity,
    kind: oneWordOf(["newly-not-met", "fixed", "value-changed", "no-longer-tested", "newly-tested"]),
    before: localized,
    now: localized,
    outcomeBefore: text,
    outcomeNow: outcome,
    at,
  },
  ["at"],
);

const host = objectOf<keyof AuditedHostReport>(
  {
    host: text,
    platform: oneWordOf(["windows", "linux", "unknown"]),
    collectedAt: timestamp,
    collector: text,
    role: oneWordOf(["workstation", "member", "standalone-server", "domain-controller"]),
    assumptions: described("What was taken for granted.", listOf(localized)),
    grade,
    counts: { type: "object", additionalProperties: integer },
    controls: described("Worst first.", listOf(control)),
    patch,
    certificates: listOf(certificate),
    rights,
    tuning: listOf(tuning),
    folklore: described("Values in the registry that Windows does not read.", listOf(folklore)),
    failedSections: listOf(objectOf<"section" | "reason">({ section: text, reason: text })),
    corrections: described("In the order in which they are best made; nothing was applied.", listOf(correction)),
    drift: listOf(drift),
  },
  ["host", "collectedAt", "collector", "role", "patch", "rights", "drift"],
);

export const auditDefinitions: JsonSchema = { localized: objectOf<keyof Localized>({ en: text, zh: text }) };

/** What `rdpulse audit --json` prints. */
export const auditReport: JsonSchema = objectOf<keyof AuditReport>({
  schema: { type: "string", const: "rdpulse.audit/1" },
  auditedAt: timestamp,
  hosts: listOf(host),
  passedOver: listOf(objectOf<"path" | "why">({ path: text, why: text })),
});
