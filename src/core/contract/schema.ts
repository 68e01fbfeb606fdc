import type { AuditResult } from "../audit/index.ts";
import type { Because, Finding } from "../diagnosis/index.ts";
import { type QuestionEvidence, CHECK_STAGES } from "../evidence/index.ts";
import { certificateLintSchema, certificateSchema } from "./certificate-schema.ts";
import { explainDefinitions, explanation } from "./explain-schema.ts";
import { factsSchema } from "./fact-schema.ts";
import { faultSchema } from "./fault-schema.ts";
import {
  amount,
  anything,
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
import type { CheckReport, OsBuildReport, StageReport } from "./report.ts";
import type { ScanFailure, ScanReport, ScanRow } from "./scan.ts";

const verdict = oneWordOf(["healthy", "degraded", "failing", "unreachable"]);
const effect = oneWordOf(["blocks", "hinders", "weakens"]);
const target = { input: text, host: text, port: { type: "integer", minimum: 1, maximum: 65_535 } };
const timestamp = described("UTC, ISO 8601.", { type: "string", format: "date-time" });
const confidence = { type: "number", minimum: 0, maximum: 1 };

const because = objectOf<keyof Because>({
  side: oneWordOf(["for", "against"]),
  fact: described("Name of a fact, or fault.<stage>.", text),
  value: described("The value that counted.", anything),
  at: described("Where it was seen: line N of the transcript.", text),
});

const finding = objectOf<keyof Finding>(
  {
    id: described("Id of the catalogue of causes; `rdpulse explain ID` tells all about it.", text),
    variant: text,
    group: described("Findings of one group are alternatives; different groups are true at the same time.", text),
    effect,
    stage: oneWordOf(CHECK_STAGES),
    confidence,
    because: listOf(because),
  },
  ["variant"],
);

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

function stageSchema(name: string): JsonSchema {
  return objectOf<keyof StageReport>(
    {
      name: { type: "string", const: name },
      outcome: oneWordOf(["ok", "failed", "skipped", "not-tested"]),
      startMs: described("Milliseconds since the check began.", orNull(amount)),
      durationMs: orNull(amount),
      reason: oneWordOf([
        "not-reached",
        "switched-off",
        "not-offered",
        "needs-credentials",
        "needs-encryption",
        "address-given",
        "server-demands-credentials",
        "needs-session",
        "not-asked",
      ]),
      facts: factsSchema(name),
      fault: referenceTo("fault"),
    },
    ["reason", "fault"],
  );
}

const definitions = {
  fault: faultSchema(),
  certificate: certificateSchema,
  certificateLint: certificateLintSchema,
  finding,
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
  target: objectOf({ ...target, address: described("The address that was connected to.", orNull(text)) }),
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
  footprint: objectOf<keyof CheckReport["footprint"]>({ connections: integer, datagrams: integer, mark: text }),
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
  "explain-1": published("explain:1", "What `rdpulse explain --json` prints", explanation, explainDefinitions),
};

export type SchemaName = "check-1" | "scan-line-1" | "scan-1" | "explain-1";
