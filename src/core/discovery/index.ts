export { addressRange } from "./address-range.ts";
export type { AddressRange } from "./address-range.ts";
