export type * from "./alert.ts";
