import type { Localized } from "../../core/texts/index.ts";

/** One setting of a kind of channel. Forms, validation and the table in the documentation are made of these. */
export interface ChannelField {
  /** *secret*: a reference, env:NAME, file:PATH or secret:NAME; the value itself is never in a configuration. */
  readonly type: "text" | "long-text" | "secret" | "integer" | "flag" | "choice" | "list" | "map";
  readonly label: Localized;
  readonly help: Localized;
  readonly required?: boolean;
  readonly default?: string | number | boolean;
  readonly choices?: readonly string[];
  /** What a text must look like; the help says it in words. */
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Plain JSON of a JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What every channel has besides the fields of its kind. */
export const COMMON_FIELDS: Readonly<Record<string, ChannelField>> = {
  lang: {
    type: "choice",
    choices: ["en", "zh"],
    default: "en",
    label: { en: "Language", zh: "语言" },
    help: { en: "Language of the messages.", zh: "消息的语言。" },
  },
  enabled: {
    type: "flag",
    default: true,
    label: { en: "Enabled", zh: "启用" },
    help: { en: "false: kept, nothing is sent.", zh: "设为 false 时保留配置但不发送。" },
  },
  perHour: {
    type: "integer",
    minimum: 1,
    maximum: 3600,
    default: 30,
    label: { en: "Most messages an hour", zh: "每小时最多消息数" },
    help: {
      en: "What is above is joined into one message.",
      zh: "超出部分合并成一条消息。",
    },
  },
};

/** An address that messages are posted to. A password in it would be shown to whoever may read channels. */
export const HTTP_PATTERN = "^https?://[^/?#@\\s]+([/?#]\\S*)?$";
const NO_CONTROLS = "^[^\\u0000-\\u001f\\u007f]*$";
/** Secrets by reference only. */
export const SECRET_PATTERN = "^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+|secret:.+)$";

function fieldSchema(field: ChannelField): JsonSchema {
  const words = {
    title: field.label.en,
    description: field.help.en,
    ...(field.default === undefined ? {} : { default: field.default }),
  };
  const pattern = field.pattern === undefined ? {} : { pattern: field.pattern };
  const ofOneLine = { pattern: field.pattern ?? NO_CONTROLS };
  switch (field.type) {
    case "text":
      return { type: "string", minLength: 1, maxLength: 2000, ...ofOneLine, ...words };
    case "long-text":
      return { type: "string", maxLength: 20_000, ...pattern, ...words };
    case "secret":
      return { type: "string", pattern: SECRET_PATTERN, ...words };
    case "integer":
      return { type: "integer", minimum: field.minimum ?? 0, maximum: field.maximum ?? 1_000_000, ...words };
    case "flag":
      return { type: "boolean", ...words };
    case "choice":
      return { type: "string", enum: field.choices ?? [], ...words };
    case "list":
      return {
        type: "array",
        items: { type: "string", minLength: 1, maxLength: 500, pattern: NO_CONTROLS },
        minItems: 1,
        maxItems: 100,
        ...words,
      };
    case "map":
      return { type: "object", additionalProperties: { type: "string", maxLength: 2000 }, maxProperties: 50, ...words };
  }
}

/** JSON Schema of one kind of channel, `name` and `kind` included. */
export function schemaOfFields(kind: string, fields: Readonly<Record<string, ChannelField>>): JsonSchema {
  const all = { ...fields, ...COMMON_FIELDS };
  const required = Object.entries(fields).flatMap(([name, field]) => (field.required === true ? [name] : []));
  return {
    type: "object",
    properties: {
      name: { type: "string", minLength: 1, maxLength: 64, title: "Name", description: "Unique; rules name it." },
      kind: { const: kind },
      ...Object.fromEntries(Object.entries(all).map(([name, field]) => [name, fieldSchema(field)])),
    },
    required: ["name", "kind", ...required],
    additionalProperties: false,
  };
}
