export { buildReport } from "./build-report.ts";
export type { Diagnosis } from "./build-report.ts";
export { isoTime } from "./calendar.ts";
export type { JsonSchema } from "./json-schema.ts";
export type * from "./report.ts";
export { compareRows, scanRow, targetLabel } from "./scan.ts";
export type * from "./scan.ts";
export { SCHEMAS } from "./schema.ts";
export type { SchemaName } from "./schema.ts";
