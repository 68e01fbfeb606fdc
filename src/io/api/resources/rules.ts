import { api } from "../../../core/contract/index.ts";
import type { Resource } from "../operation.ts";
import { settingsOperations } from "./settings-documents.ts";

export const rules: Resource = {
  name: "rules",
  about: "Who is told what. Without any, the shipped rules hold.",
  operations: settingsOperations({
    kind: "rule",
    path: "/rules",
    one: "Rule",
    many: "Rules",
    schema: api.ruleSettings,
    about: "alert rules",
  }),
};
