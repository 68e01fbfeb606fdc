import type { ArchivedReport } from "./archived-report.ts";
import { described, flag, integer, type JsonSchema, objectOf, oneWordOf, text } from "./json-schema.ts";

export const archived: JsonSchema = objectOf<keyof ArchivedReport>(
  {
    schema: { type: "string", const: "rdpulse.archived/1" },
    command: oneWordOf(["backup", "restore", "export", "import"]),
    file: described("The archive on this machine.", text),
    store: described("Folder of the store, or the address of the PostgreSQL server without its password.", text),
    createdAt: described("When the archive was made, UTC, ISO 8601.", text),
    bytes: integer,
    rows: described("Rows of each table; of export and import.", {
      type: "object",
      additionalProperties: { type: "integer" },
    }),
    former: described("Where the folder is now that was there before; of restore.", text),
    hasSecretKey: described(
      "False: the secrets of the store cannot be read until their key is put there; of restore.",
      flag,
    ),
  },
  ["rows", "former", "hasSecretKey"],
);
