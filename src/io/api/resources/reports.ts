import { api } from "../../../core/contract/index.ts";
import type { Resource } from "../operation.ts";
import { settingsOperations } from "./settings-documents.ts";

export const reports: Resource = {
  name: "reports",
  about: "Health reports that are sent by the alert channels.",
  operations: settingsOperations({
    kind: "report",
    path: "/reports",
    one: "Report",
    many: "Reports",
    schema: api.reportSettings,
    about: "health reports",
  }),
};
