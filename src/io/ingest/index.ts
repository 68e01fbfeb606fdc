export type * from "./ingest.ts";
export { readEvents } from "./read-events.ts";
export { readInventories } from "./read-inventories.ts";
export type { InventoryOptions } from "./read-inventories.ts";
export { readRuleFiles } from "./sigma-files.ts";
export type { RuleDocument, RuleDocuments, UnreadRule } from "./sigma-files.ts";
