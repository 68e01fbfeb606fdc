import type { RuleSettings } from "../../alerting/index.ts";
import { flag, type JsonSchema, oneWordOf } from "../json-schema.ts";
import { bounded, closed, line } from "./common-schema.ts";

// Bodies of the settings documents. What only one kind of channel or discovery knows is checked by that kind afterwards.

const words = bounded(line(128), 100);
const clock: JsonSchema = { type: "string", pattern: "^([01]\\d|2[0-3]):[0-5]\\d$" };
const zone = line(64);

export const documentName: JsonSchema = {
  ...line(64),
  pattern: "^[A-Za-z0-9\\u0080-\\uffff][^\\u0000-\\u001f\\u007f/]*$",
};

export const channelSettings: JsonSchema = {
  type: "object",
  properties: {
    name: documentName,
    kind: line(64),
    lang: oneWordOf(["en", "zh"]),
    enabled: flag,
    perHour: { type: "integer", minimum: 1, maximum: 3600 },
  },
  required: ["name", "kind"],
  maxProperties: 60,
};

const RULE: Readonly<Record<keyof RuleSettings, JsonSchema>> = {
  name: documentName,
  match: closed({
    type: "object",
    properties: {
      severity: bounded(oneWordOf(["critical", "major", "minor", "notice"]), 4),
      kind: bounded(
        oneWordOf([
          "opened",
          "widened",
          "reminder",
          "escalated",
          "closed",
          "reopened",
          "slo-burn",
          "certificate",
          "report",
          "summary",
          "test",
        ]),
        20,
      ),
      cause: words,
      site: words,
      pool: words,
      tags: { type: "object", maxProperties: 50, additionalProperties: line(256) },
    },
  }),
  channels: bounded(line(64), 50, 1),
  waitSeconds: { type: "integer", minimum: 0, maximum: 86_400 },
  daily: closed({ type: "object", properties: { at: clock, zone }, required: ["at"] }),
  repeatMinutes: { type: "integer", minimum: 1, maximum: 43_200 },
  escalation: bounded(
    closed({
      type: "object",
      properties: {
        afterMinutes: { type: "integer", minimum: 1, maximum: 43_200 },
        channels: bounded(line(64), 50, 1),
      },
      required: ["afterMinutes", "channels"],
    }),
    20,
  ),
  quiet: closed({
    type: "object",
    properties: {
      hours: { type: "string", pattern: "^([01]\\d|2[0-3]):[0-5]\\d-([01]\\d|2[0-3]):[0-5]\\d$" },
      zone,
      days: bounded({ type: "integer", minimum: 1, maximum: 7 }, 7),
      evenCritical: flag,
    },
    required: ["hours"],
  }),
  recovery: flag,
  continue: flag,
};
export const ruleSettings: JsonSchema = closed({ type: "object", properties: RULE, required: ["name", "channels"] });

/** Documents whose shape belongs to other rooms; their own check says what is wrong with a field. */
export const anySettings: JsonSchema = { type: "object", properties: { name: documentName }, maxProperties: 60 };
