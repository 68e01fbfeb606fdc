export type * from "./ingest.ts";
export { readEvents } from "./read-events.ts";
export { readInventories } from "./read-inventories.ts";
export type { InventoryOptions } from "./read-inventories.ts";
