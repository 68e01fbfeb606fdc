export { addressRange } from "./address-range.ts";
export type { AddressRange } from "./address-range.ts";
export { isAddressOrNetwork } from "./address-words.ts";
