export type * from "./ingest.ts";
