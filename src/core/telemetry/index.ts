export { canonicalAddress, parseClientAddress } from "./client-address.ts";
export type { ParsedAddress } from "./client-address.ts";
export { HOST_EVENT_KINDS } from "./host-event.ts";
export type * from "./host-event.ts";
export { isKnownProvider, normalise } from "./normalise.ts";
