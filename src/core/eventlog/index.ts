export { recordReference, valueOf } from "./record.ts";
export type * from "./record.ts";
