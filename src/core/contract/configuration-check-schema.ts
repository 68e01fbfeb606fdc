import type { ConfigurationCheck } from "./configuration-check.ts";
import { described, flag, integer, type JsonSchema, listOf, objectOf, oneWordOf, text } from "./json-schema.ts";

type CheckedProblem = ConfigurationCheck["problems"][number];

const KINDS: Readonly<Record<CheckedProblem["kind"], true>> = {
  "unknown-key": true,
  missing: true,
  "wrong-type": true,
  "not-allowed": true,
  "out-of-range": true,
  secret: true,
  duplicate: true,
  "unknown-name": true,
  unreadable: true,
};

const problem = objectOf<keyof CheckedProblem>(
  {
    path: described("Keys, and places in lists counted from 0", { type: "array" }),
    kind: oneWordOf(Object.keys(KINDS)),
    nearest: described("The key or word that was most likely meant", text),
    message: objectOf({ en: text, zh: text }),
    isWarning: described("true: stated, and the file is used", flag),
    line: described("From 1; 0 where the file itself is what is wrong", integer),
    column: integer,
  },
  ["nearest", "isWarning"],
);

export const configurationCheck: JsonSchema = objectOf<keyof ConfigurationCheck>({
  schema: { type: "string", const: "rdpulse.config-check/1" },
  file: text,
  valid: described("false: `rdpulse serve` would refuse it", flag),
  problems: listOf(problem),
});
