import { parseIpAddress } from "../certificate/index.ts";

/** An address alone, or a network in CIDR form whose prefix its kind of address can have. */
export function isAddressOrNetwork(text: string): boolean {
  const [address = "", prefix, ...more] = text.split("/");
  const bytes = parseIpAddress(address);
  if (bytes === undefined || more.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bytes.length * 8);
}
