import type { CollectedReport, CollectedSection } from "./collected-report.ts";
import { described, integer, type JsonSchema, listOf, objectOf, oneWordOf, text } from "./json-schema.ts";

const section = objectOf<keyof CollectedSection>(
  { section: text, outcome: oneWordOf(["collected", "failed"]), reason: text },
  ["reason"],
);

export const collected: JsonSchema = objectOf<keyof CollectedReport>({
  schema: { type: "string", const: "rdpulse.collected/1" },
  host: text,
  startedAt: text,
  platform: oneWordOf(["windows", "xrdp"]),
  file: described("The archive on this machine.", text),
  bytes: integer,
  sha256: text,
  sections: described("Empty where no settings could be read in the archive.", listOf(section)),
});
