import { api } from "../../../core/contract/index.ts";
import type { Resource } from "../operation.ts";
import { settingsOperations } from "./settings-documents.ts";

export const maintenance: Resource = {
  name: "maintenance",
  about: "Times in which failures are expected: no incident, and no count for an objective.",
  operations: settingsOperations({
    kind: "maintenance",
    path: "/maintenance",
    one: "Maintenance",
    many: "Maintenances",
    schema: api.maintenanceSettings,
    about: "maintenance windows",
  }),
};
