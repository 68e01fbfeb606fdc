export type * from "./evidence.ts";
export { FactLedger } from "./facts.ts";
export type * from "./facts.ts";
export { CHECK_STAGES, STAGES } from "./fault.ts";
export type {
  CloseKind,
  Fault,
  FaultKind,
  LogonRefusal,
  RedirectionFailure,
  StageName,
  WithheldReason,
} from "./fault.ts";
export type * from "./picture.ts";
export type * from "./session.ts";
