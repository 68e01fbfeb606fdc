export type * from "./ingest.ts";
export { readEvents } from "./read-events.ts";
