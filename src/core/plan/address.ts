/**
 * Is this text an IPv4 or IPv6 address (and not a name)? A colon cannot stand in a host name. Leading zeros make no
 * address: some resolvers read them as octal, and the check would go to another host than the one written.
 */
export function isAddressLiteral(host: string): boolean {
  if (host.includes(":")) return true;
  const parts = host.split(".");
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}
