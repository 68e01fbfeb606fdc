// The forms in which logs write where a client comes from.

/** An address in canonical form, with the port where the log names one. */
export interface ParsedAddress {
  /** IPv4 in dotted form, IPv6 as RFC 5952 writes it, or "local" for the console. */
  readonly address: string;
  readonly port?: number;
}

/** No form of an address is longer: 45 characters of IPv6 with brackets, zone and port. */
const LONGEST = 80;
const BRACKETED = /^\[([^\]]+)\](?::(\d{1,5}))?$/;
const IPV4_WITH_PORT = /^([\d.]+):(\d{1,5})$/;

/**
 * Reads `10.0.2.16`, `10.0.2.16:52208`, `[10.0.2.16]:59407`, `fe80::1%12`, `[fe80::1]:3389`, `::ffff:10.0.2.16` and
 * `LOCAL`. Undefined for what says nothing: empty, `-`, `0.0.0.0`, `::`, and whatever is no address.
 */
export function parseClientAddress(text: string | undefined, portText?: string): ParsedAddress | undefined {
  if (text === undefined || text.length > LONGEST) return undefined;
  const trimmed = text.trim();
  if (trimmed === "" || trimmed === "-") return undefined;
  if (trimmed.toUpperCase() === "LOCAL") return { address: "local" };
  const bracketed = BRACKETED.exec(trimmed);
  const withPort = bracketed === null ? IPV4_WITH_PORT.exec(trimmed) : bracketed;
  const address = canonicalAddress(withPort?.[1] ?? trimmed);
  if (address === undefined || address === "0.0.0.0" || address === "::") return undefined;
  const port = Number(withPort?.[2] ?? portText ?? 0);
  return port > 0 && port <= 0xffff ? { address, port } : { address };
}

/** IPv4 in IPv6 becomes IPv4, a zone is left out; undefined for what is no IP address. */
export function canonicalAddress(text: string): string | undefined {
  const version4 = canonicalIpv4(text);
  if (version4 !== undefined) return version4;
  const zone = text.indexOf("%");
  const groups = ipv6Groups(zone < 0 ? text : text.slice(0, zone));
  if (groups === undefined) return undefined;
  const [first = 0, second = 0] = groups.slice(6);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return `${first >> 8}.${first & 255}.${second >> 8}.${second & 255}`;
  return compressed(groups);
}

const DOT = 46;
const ZERO = 48;

/** Read digit by digit: every connection of a flood has one, and nearly all are in their canonical form already. */
function canonicalIpv4(text: string): string | undefined {
  if (text.length > 15) return undefined;
  let parts = 1;
  let part = 0;
  let digits = 0;
  let isCanonical = true;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === DOT) {
      if (digits === 0 || ++parts > 4) return undefined;
      part = 0;
      digits = 0;
      continue;
    }
    if (code < ZERO || code > ZERO + 9 || digits === 3) return undefined;
    if (digits > 0 && part === 0) isCanonical = false;
    part = part * 10 + code - ZERO;
    digits++;
    if (part > 255) return undefined;
  }
  if (parts !== 4 || digits === 0) return undefined;
  return isCanonical ? text : text.split(".").map(Number).join(".");
}

function ipv6Groups(text: string): readonly number[] | undefined {
  if (!text.includes(":") || text.length > 45) return undefined;
  const [head = "", tail, ...more] = text.split("::");
  if (more.length > 0) return undefined;
  const before = hexGroups(head);
  const after = tail === undefined ? [] : hexGroups(tail);
  if (before === undefined || after === undefined) return undefined;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...before, ...Array.from({ length: missing }, () => 0), ...after];
}

function hexGroups(text: string): readonly number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    const version4 = index === parts.length - 1 ? canonicalIpv4(part) : undefined;
    if (version4 !== undefined) {
      const [a = 0, b = 0, c = 0, d = 0] = version4.split(".").map(Number);
      groups.push(a * 256 + b, c * 256 + d);
    } else if (/^[\da-f]{1,4}$/i.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      return undefined;
    }
  }
  return groups.length > 8 ? undefined : groups;
}

/** RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups as "::". */
function compressed(groups: readonly number[]): string {
  let bestStart = -1;
  let bestLength = 1;
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > bestLength) [bestStart, bestLength] = [start, length];
  }
  const words = groups.map((group) => group.toString(16));
  if (bestStart < 0) return words.join(":");
  return `${words.slice(0, bestStart).join(":")}::${words.slice(bestStart + bestLength).join(":")}`;
}
