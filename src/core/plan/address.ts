/** Is this text an IPv4 or IPv6 address (and not a name)? A colon cannot stand in a host name. */
export function isAddressLiteral(host: string): boolean {
  if (host.includes(":")) return true;
  const parts = host.split(".");
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}
