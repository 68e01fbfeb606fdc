import {
  discoverySettings as discoveryOfFile,
  maintenanceSettings as maintenanceOfFile,
  objectiveSettings as objectiveOfFile,
  reportSettings as reportOfFile,
  ruleSettings as ruleOfFile,
} from "../../configuration/index.ts";
import { flag, type JsonSchema, oneWordOf } from "../json-schema.ts";
import { line } from "./common-schema.ts";

// Bodies of the settings documents: the same schemas as those of the configuration file. Only the name may be left out,
// since the address has it.

export const documentName: JsonSchema = {
  ...line(64),
  pattern: "^[A-Za-z0-9\\u0080-\\uffff][^\\u0000-\\u001f\\u007f/]*$",
};

function withoutName(schema: JsonSchema): JsonSchema {
  const { required, ...rest } = schema;
  const names: readonly unknown[] = Array.isArray(required) ? required : [];
  return { ...rest, required: names.filter((name) => name !== "name") };
}

/** What every channel has; the fields of its kind are checked by that kind. */
export const channelSettings: JsonSchema = {
  type: "object",
  properties: {
    name: documentName,
    kind: line(64),
    lang: oneWordOf(["en", "zh"]),
    enabled: flag,
    perHour: { type: "integer", minimum: 1, maximum: 3600 },
  },
  required: ["kind"],
  maxProperties: 60,
};
export const ruleSettings: JsonSchema = withoutName(ruleOfFile);
export const maintenanceSettings: JsonSchema = withoutName(maintenanceOfFile);
export const sloSettings: JsonSchema = withoutName(objectiveOfFile);
export const reportSettings: JsonSchema = withoutName(reportOfFile);
export const discoverySettings: JsonSchema = withoutName(discoveryOfFile);
