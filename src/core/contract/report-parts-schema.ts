import type { Because, Finding } from "../diagnosis/index.ts";
import type { CheckReport, StageReport } from "./report.ts";
import { factsSchema } from "./fact-schema.ts";
import {
  amount,
  anything,
  described,
  integer,
  type JsonSchema,
  listOf,
  objectOf,
  oneWordOf,
  orNull,
  referenceTo,
  text,
} from "./json-schema.ts";

/** The fields of a target as the operator wrote it. */
export const target: Readonly<Record<"input" | "host" | "port", JsonSchema>> = {
  input: text,
  host: text,
  port: { type: "integer", minimum: 1, maximum: 65_535 },
};
/** A target with the address that was connected to. */
export const reachedTarget: JsonSchema = objectOf<keyof CheckReport["target"]>({
  ...target,
  address: described("The address that was connected to.", orNull(text)),
});
export const timestamp: JsonSchema = described("UTC, ISO 8601.", { type: "string", format: "date-time" });
export const effect: JsonSchema = oneWordOf(["blocks", "hinders", "weakens"]);
/** The fields of what a run left behind. */
export const footprint: Readonly<Record<keyof CheckReport["footprint"], JsonSchema>> = {
  connections: integer,
  datagrams: integer,
  mark: text,
};
const confidence = { type: "number", minimum: 0, maximum: 1 };

export const because: JsonSchema = objectOf<keyof Because>({
  side: oneWordOf(["for", "against"]),
  fact: described("Name of a fact, or fault.<stage>.", text),
  value: described("The value that counted.", anything),
  at: described("Where it was seen: line N of the transcript.", text),
});

/** A conclusion about one of these stages. */
export function findingSchema(stages: readonly string[]): JsonSchema {
  return objectOf<keyof Finding>(
    {
      id: described("Id of the catalogue of causes; `rdpulse explain ID` tells all about it.", text),
      variant: text,
      group: described("Findings of one group are alternatives; different groups are true at the same time.", text),
      effect,
      stage: oneWordOf(stages),
      confidence,
      because: listOf(because),
    },
    ["variant"],
  );
}

/** One entry of a report's stages. */
export function stageSchema(name: string): JsonSchema {
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
