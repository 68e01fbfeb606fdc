export { addressRange } from "./address-range.ts";
export type { AddressRange } from "./address-range.ts";
export { isAddressOrNetwork } from "./address-words.ts";
export { readPastedHosts } from "./pasted-hosts.ts";
export type { PastedHosts, PastedNetwork, PastedTrouble } from "./pasted-hosts.ts";
export { afterSweep, endpointKey, nextSweepMs, NO_MEMORY } from "./sweep-memory.ts";
export type { DiscoveryEvent, FoundHost, KnownHost, SweepMemory, SweepResult } from "./sweep-memory.ts";
