import type {
  Cause,
  CauseVariant,
  ExplainMatch,
  ExplainSuggestion,
  Remedies,
  Remedy,
  RemedyStep,
  Risk,
} from "../knowledge/index.ts";
import type { Localized } from "../texts/index.ts";
import type { Explanation } from "./explanation.ts";
import {
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

const localized = referenceTo("localized");

const match = objectOf<keyof ExplainMatch>(
  {
    kind: oneWordOf(["code", "event", "cause", "message", "folklore"]),
    id: text,
    title: localized,
    meaning: localized,
    note: localized,
    family: described("Number space of a code.", text),
    hex: text,
    decimal: integer,
    symbol: text,
    channel: text,
    provider: text,
    likelyCauses: described("Ids of causes, the likeliest first.", listOf(text)),
    source: text,
    unverified: described("No authoritative public source was found.", flag),
    score: { type: "number", minimum: 0, maximum: 1 },
  },
  ["note", "family", "hex", "decimal", "symbol", "channel", "provider"],
);

const step = objectOf<keyof RemedyStep>(
  {
    text: localized,
    command: text,
    shell: oneWordOf(["powershell", "cmd", "sh"]),
    where: oneWordOf([
      "host",
      "client",
      "dc",
      "gateway",
      "broker",
      "licence-server",
      "network",
      "hypervisor",
      "anywhere",
    ]),
  },
  ["command", "shell"],
);

const steps = listOf(step);

const remedy = objectOf<keyof Remedy>({
  confirm: steps,
  backup: steps,
  fix: steps,
  rollback: steps,
  risk: objectOf<keyof Risk>({ level: oneWordOf(["none", "low", "medium", "high"]), text: localized }),
});

const remedies = objectOf<keyof Remedies>({ windows: referenceTo("remedy"), xrdp: referenceTo("remedy") }, [
  "windows",
  "xrdp",
]);

const variant = objectOf<keyof CauseVariant>(
  { title: localized, explanation: localized, fromOutside: localized, remedies, unverified: localized },
  ["fromOutside", "remedies", "unverified"],
);

const cause = objectOf<keyof Cause>(
  {
    id: text,
    class: text,
    title: localized,
    explanation: localized,
    fromOutside: localized,
    remedies,
    variants: { type: "object", additionalProperties: variant },
    events: listOf(text),
    sources: listOf(text),
    unverified: localized,
  },
  ["variants", "unverified"],
);

export const explainDefinitions: JsonSchema = {
  localized: objectOf<keyof Localized>({ en: text, zh: text }),
  remedy,
};

export const explanation: JsonSchema = objectOf<keyof Explanation>(
  {
    schema: { type: "string", const: "rdpulse.explain/1" },
    query: text,
    exact: described("false: the matches only resemble the query.", flag),
    matches: listOf(match),
    suggestions: listOf(objectOf<keyof ExplainSuggestion>({ query: text, title: localized })),
    causeTitles: described("Titles of the causes that matches name, by their ids.", {
      type: "object",
      additionalProperties: localized,
    }),
    cause,
  },
  ["cause"],
);
