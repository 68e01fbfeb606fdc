export type * from "./evidence.ts";
export { FactLedger } from "./facts.ts";
export type * from "./facts.ts";
export { STAGES } from "./fault.ts";
export type { CloseKind, Fault, FaultKind, StageName } from "./fault.ts";
