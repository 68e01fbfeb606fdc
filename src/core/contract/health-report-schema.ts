import type {
  HealthReport,
  ReportedBuild,
  ReportedCause,
  ReportedCertificate,
  ReportedChange,
  ReportedChecks,
  ReportedHost,
  ReportedIncident,
  ReportedObjective,
  ReportedSpan,
} from "./health-report.ts";
import { localized, wholeNumber } from "./api/common-schema.ts";
import {
  amount,
  described,
  flag,
  integer,
  type JsonSchema,
  listOf,
  mapOf,
  objectOf,
  oneWordOf,
  orNull,
  text,
} from "./json-schema.ts";

const SEVERITIES = ["critical", "major", "minor"];
const STATUSES = ["unknown", "up", "degraded", "suspect", "down", "flapping", "suppressed"];

const counted = { checks: wholeNumber, successes: wholeNumber };
const checks = objectOf<keyof ReportedChecks>(counted);

function firstOf(items: JsonSchema): JsonSchema {
  return objectOf({ items: listOf(items), total: wholeNumber });
}

const reportedObjective: JsonSchema = objectOf<keyof ReportedObjective>({
  id: text,
  title: localized,
  unit: text,
  objective: amount,
  actual: orNull(amount),
  met: orNull(flag),
  windowDays: amount,
  budgetLeft: orNull(amount),
  burning: flag,
});

export const healthReport: JsonSchema = objectOf<keyof HealthReport>({
  schema: { type: "string", const: "rdpulse.health-report/1" },
  period: oneWordOf(["day", "week", "month"]),
  fromMs: integer,
  untilMs: integer,
  offsetMinutes: described("Minutes that the readers' clock is ahead of UTC.", integer),
  link: orNull(text),
  hosts: objectOf({ total: wholeNumber, byStatus: mapOf(STATUSES, wholeNumber) }),
  score: described(
    "Of the fleet, 0 to 100; null: not known.",
    objectOf({
      now: orNull(amount),
      before: orNull(amount),
      trend: listOf(objectOf({ atMs: integer, score: amount })),
    }),
  ),
  checks: objectOf<keyof HealthReport["checks"]>({
    ...counted,
    before: checks,
    meanConnectMs: orNull(amount),
    p95ConnectMs: orNull(amount),
    trend: listOf(objectOf<keyof ReportedSpan>({ fromMs: integer, ...counted })),
  }),
  objectives: listOf(reportedObjective),
  incidents: objectOf<keyof HealthReport["incidents"]>({
    opened: wholeNumber,
    openedBefore: wholeNumber,
    bySeverity: mapOf(SEVERITIES, wholeNumber),
    closed: wholeNumber,
    stillOpen: wholeNumber,
    reopened: wholeNumber,
    mttaMs: orNull(amount),
    mttrMs: orNull(amount),
    outageMs: amount,
    outageBeforeMs: amount,
    hostOutageMs: amount,
    worst: firstOf(
      objectOf<keyof ReportedIncident>({
        id: integer,
        title: localized,
        scope: localized,
        severity: oneWordOf(SEVERITIES),
        state: oneWordOf(["open", "acknowledged", "closed"]),
        openedMs: integer,
        outageMs: amount,
        hosts: wholeNumber,
      }),
    ),
  }),
  causes: firstOf(
    objectOf<keyof ReportedCause>({
      cause: text,
      title: localized,
      incidents: wholeNumber,
      hosts: wholeNumber,
      outageMs: amount,
    }),
  ),
  certificates: firstOf(
    objectOf<keyof ReportedCertificate>({
      subject: orNull(text),
      issuer: orNull(text),
      notAfterMs: integer,
      daysLeft: integer,
      hosts: listOf(text),
      hostCount: wholeNumber,
    }),
  ),
  builds: firstOf(
    objectOf<keyof ReportedBuild>({
      build: orNull(text),
      releases: listOf(text),
      mayBeFixedValue: flag,
      hosts: wholeNumber,
      down: wholeNumber,
      ...counted,
    }),
  ),
  worstHosts: firstOf(objectOf<keyof ReportedHost>({ name: text, status: oneWordOf(STATUSES), ...counted })),
  changes: firstOf(
    objectOf<keyof ReportedChange>({
      atMs: integer,
      host: text,
      fact: localized,
      before: localized,
      after: localized,
      verdict: orNull(oneWordOf(["expected", "early", "suspicious", "unjudged"])),
    }),
  ),
  notTested: listOf(localized),
});
