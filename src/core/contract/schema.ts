import type { AuditResult } from "../audit/index.ts";
import { type QuestionEvidence, CHECK_STAGES } from "../evidence/index.ts";
import { delivery, objective, token } from "./api/fleet-schema.ts";
import { host } from "./api/host-schema.ts";
import { incident } from "./api/incident-schema.ts";
import { auditDefinitions, auditReport } from "./audit-schema.ts";
import { certificateLintSchema, certificateSchema } from "./certificate-schema.ts";
import { detectionDefinitions, detectionLine, detections } from "./detections-schema.ts";
import { archived } from "./archived-schema.ts";
import { collected } from "./collected-schema.ts";
import { configurationCheck } from "./configuration-check-schema.ts";
import { event, events } from "./events-schema.ts";
import { explainDefinitions, explanation } from "./explain-schema.ts";
import { factsSchema } from "./fact-schema.ts";
import { faultSchema } from "./fault-schema.ts";
import {
  amount,
  described,
  DIALECT,
  integer,
  type JsonSchema,
  listOf,
  objectOf,
  oneWordOf,
  orNull,
  referenceTo,
  text,
} from "./json-schema.ts";
import { healthReport } from "./health-report-schema.ts";
import { logon, logonDefinitions, logonSeries } from "./logon-schema.ts";
import {
  because,
  effect,
  findingSchema,
  footprint,
  reachedTarget,
  stageSchema,
  target,
  timestamp,
} from "./report-parts-schema.ts";
import type { CheckReport, OsBuildReport } from "./report.ts";
import type { ScanFailure, ScanReport, ScanRow } from "./scan.ts";
import { sessionsReportSchema } from "./sessions-schema.ts";
import { story, storyDefinitions } from "./story-schema.ts";

const verdict: JsonSchema = oneWordOf(["healthy", "degraded", "failing", "unreachable"]);
const question = objectOf<keyof QuestionEvidence>(
  {
    id: text,
    outcome: oneWordOf(["answered", "unanswered", "skipped", "not-applicable", "not-asked"]),
    address: text,
    durationMs: amount,
    fault: referenceTo("fault"),
    line: integer,
  },
  ["address", "durationMs", "fault", "line"],
);

const control = objectOf<keyof AuditResult["controls"][number]>({
  id: text,
  outcome: oneWordOf(["met", "not-met", "not-tested"]),
  severity: text,
  because: listOf(because),
});

const audit = objectOf<keyof AuditResult>({
  grade: oneWordOf(["A+", "A", "B", "C", "D", "F", "not-graded"]),
  controls: listOf(control),
});

const definitions = {
  fault: faultSchema(),
  certificate: certificateSchema,
  certificateLint: certificateLintSchema,
  finding: findingSchema(CHECK_STAGES),
} satisfies Record<string, JsonSchema>;

const osBuild = objectOf<keyof OsBuildReport>({
  version: text,
  releases: listOf(text),
  kind: oneWordOf(["client", "server", "ambiguous", "unknown"]),
  mayBeFixedValue: { type: "boolean" },
  notes: listOf(objectOf({ en: text, zh: text })),
});

const check = objectOf<keyof CheckReport>({
  schema: { type: "string", const: "rdpulse.check/1" },
  target: reachedTarget,
  startedAt: timestamp,
  durationMs: amount,
  verdict,
  stages: {
    type: "array",
    description: "One entry a stage, in the order of the connection; later versions may add more at the end.",
    prefixItems: CHECK_STAGES.map(stageSchema),
    minItems: CHECK_STAGES.length,
  },
  causes: described("Ordered blocks, hinders, weakens, then by stage.", listOf(referenceTo("finding"))),
  audit,
  facts: factsSchema("session"),
  osBuild: described("What the build number in NTLM can and cannot mean.", orNull(osBuild)),
  questions: listOf(question),
  footprint: objectOf(footprint),
});

const row = objectOf<keyof ScanRow>({
  target: text,
  verdict,
  stage: orNull(oneWordOf(CHECK_STAGES)),
  cause: orNull(text),
  variant: orNull(text),
  effect: orNull(effect),
  grade: text,
  durationMs: amount,
});

const scan = objectOf<keyof ScanReport>({
  schema: { type: "string", const: "rdpulse.scan/1" },
  startedAt: timestamp,
  durationMs: amount,
  complete: { type: "boolean" },
  targets: objectOf({ total: integer, finished: integer, failed: integer }),
  verdicts: objectOf<keyof ScanReport["verdicts"]>({
    healthy: integer,
    degraded: integer,
    failing: integer,
    unreachable: integer,
  }),
  causes: { type: "object", additionalProperties: integer },
  rows: listOf(row),
});

const scanFailure = objectOf<keyof ScanFailure>({
  schema: { type: "string", const: "rdpulse.scan-failure/1" },
  target: objectOf(target),
  whose: oneWordOf(["operator", "environment", "bug"]),
  reason: text,
});

function published(name: string, title: string, body: JsonSchema, defs: JsonSchema = {}): JsonSchema {
  return { $schema: DIALECT, $id: `urn:rdpulse:schema:${name}`, title, ...body, $defs: defs };
}

/** Every schema that scripts may rely on, by the name of its file. */
export const SCHEMAS: Readonly<Record<SchemaName, JsonSchema>> = {
  "check-1": published("check:1", "What `rdpulse check --json` and `rdpulse replay --json` print", check, definitions),
  "scan-line-1": published(
    "scan-line:1",
    "A line of `rdpulse scan --ndjson`",
    { oneOf: [check, scanFailure] },
    definitions,
  ),
  "scan-1": published("scan:1", "What `rdpulse scan --json` prints", scan),
  "logon-1": published("logon:1", "What `rdpulse logon --json` prints", logon, logonDefinitions),
  "logon-series-1": published(
    "logon-series:1",
    "What `rdpulse logon --repeat N --json` prints",
    logonSeries,
    logonDefinitions,
  ),
  "audit-1": published("audit:1", "What `rdpulse audit --json` prints", auditReport, auditDefinitions),
  "detections-1": published("detections:1", "What `rdpulse detect --json` prints", detections, detectionDefinitions),
  "detection-line-1": published(
    "detection-line:1",
    "A line of `rdpulse detect --ndjson`",
    detectionLine,
    detectionDefinitions,
  ),
  "archived-1": published(
    "archived:1",
    "What `rdpulse backup`, `restore`, `export` and `import` print with --json",
    archived,
  ),
  "config-check-1": published("config-check:1", "What `rdpulse config check --json` prints", configurationCheck),
  "collected-1": published("collected:1", "What `rdpulse collect --json` prints", collected),
  "event-1": published("event:1", "A line of `rdpulse events --ndjson`", event),
  "events-1": published("events:1", "What `rdpulse events --json` prints", events),
  "sessions-1": published("sessions:1", "What `rdpulse sessions --json` prints", sessionsReportSchema),
  "story-1": published("story:1", "What `rdpulse explain PATH --json` prints", story, storyDefinitions),
  ...fleetSchemas(),
  "health-report-1": published("health-report:1", "What `rdpulse report --json` prints", healthReport),
  "explain-1": published("explain:1", "What `rdpulse explain --json` prints", explanation, explainDefinitions),
};

function listed(name: string, items: JsonSchema): JsonSchema {
  return published(
    `${name}:1`,
    `What \`rdpulse ${name} --json\` prints`,
    objectOf({ schema: { type: "string", const: `rdpulse.${name}/1` }, total: integer, items: listOf(items) }),
  );
}

/** What the commands on the API print with --json, and line by line with --ndjson. */
function fleetSchemas(): Readonly<Record<FleetSchemaName, JsonSchema>> {
  return {
    "hosts-1": listed("hosts", host),
    "incidents-1": listed("incidents", incident),
    "slo-1": listed("slo", objective),
    "alerts-1": listed("alerts", delivery),
    "tokens-1": listed("tokens", token),
  };
}

type FleetSchemaName = "hosts-1" | "incidents-1" | "slo-1" | "alerts-1" | "tokens-1";

export type SchemaName =
  | FleetSchemaName
  | "audit-1"
  | "health-report-1"
  | "check-1"
  | "scan-line-1"
  | "scan-1"
  | "logon-1"
  | "logon-series-1"
  | "detections-1"
  | "detection-line-1"
  | "event-1"
  | "archived-1"
  | "collected-1"
  | "config-check-1"
  | "events-1"
  | "sessions-1"
  | "story-1"
  | "explain-1";
