export { GatewaySequence } from "./gateway-sequence.ts";
export { RdpSequence } from "./rdp-sequence.ts";
export type { RdpSequenceOptions } from "./rdp-sequence.ts";
export type * from "./sequence.ts";
export { round as roundMs } from "./stage-log.ts";
export type * from "./logon-request.ts";
export { Secret } from "./secret.ts";
