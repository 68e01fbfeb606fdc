import { lookup as systemLookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { NotifyFailure } from "./notify-failure.ts";

/** Address ranges in CIDR form, or single addresses. */
export interface OutboundRanges {
  /** Allowed although a range of ours or of `deny` forbids it. */
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
}

/**
 * Where nobody's webhook has any business: this machine, its link, and the metadata services of clouds, which hand out
 * credentials. Private networks are allowed: internal chat and mail servers live there.
 */
export const FORBIDDEN_RANGES: readonly string[] = [
  "0.0.0.0/8",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "100.100.100.200",
  "168.63.129.16",
  "192.0.0.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::",
  "::1",
  "fe80::/10",
  "ff00::/8",
  "fd00:ec2::254",
  "fd20:ce::254",
];

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", length] = range.trim().split("/");
    const version = isIP(address);
    const family = version === 6 ? "ipv6" : "ipv4";
    const most = version === 6 ? 128 : 32;
    const bits = length === undefined ? most : Number(length);
    if (version === 0 || !Number.isInteger(bits) || bits < 0 || bits > most)
      throw new RangeError(`"${range}" is no address range such as 10.0.0.0/8 or fd00::/8`);
    list.addSubnet(address, bits, family);
  }
  return list;
}

/** The IPv4 address inside of an IPv6 address that only carries one: mapped, compatible, NAT64, 6to4; else null. */
function embeddedIpv4(address: string): string | null {
  const groups = groupsOf(address);
  if (groups === null) return null;
  const zeros = (count: number): boolean => groups.slice(0, count).every((group) => group === 0);
  const dotted = (at: number): string => {
    const high = groups[at] ?? 0;
    const low = groups[at + 1] ?? 0;
    return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
  };
  if (zeros(5) && groups[5] === 0xffff) return dotted(6);
  if (zeros(6) && (groups[6] !== 0 || (groups[7] ?? 0) > 1)) return dotted(6);
  if (groups[0] === 0x64 && groups[1] === 0xff9b) return dotted(6);
  return groups[0] === 0x2002 ? dotted(1) : null;
}

function hexGroups(part: string): number[] {
  return part === "" ? [] : part.split(":").map((group) => parseInt(group, 16));
}

function groupsOf(address: string): readonly number[] | null {
  let text = address.split("%")[0] ?? "";
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  if (dotted !== null) {
    const [, head = "", a, b, c, d] = dotted;
    text = `${head}${(Number(a) * 256 + Number(b)).toString(16)}:${(Number(c) * 256 + Number(d)).toString(16)}`;
  }
  const [front = "", back] = text.split("::");
  const first = hexGroups(front);
  const last = back === undefined ? [] : hexGroups(back);
  const middle = back === undefined ? [] : Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => 0);
  const groups = [...first, ...middle, ...last];
  return groups.length === 8 && groups.every((group) => group >= 0 && group <= 0xffff) ? groups : null;
}

/**
 * Which addresses messages, webhooks and probes may go to. It is asked about the address that the connection is made to,
 * after the name was resolved, so that a name that resolves anew in between changes nothing.
 */
export class OutboundPolicy {
  readonly #forbidden: BlockList;
  #denied: BlockList;
  #allowed: BlockList;

  /** Throws RangeError for a range that cannot be read. */
  constructor(ranges: OutboundRanges = {}, forbidden: readonly string[] = FORBIDDEN_RANGES) {
    this.#forbidden = listOf(forbidden);
    this.#denied = listOf(ranges.deny ?? []);
    this.#allowed = listOf(ranges.allow ?? []);
  }

  /** Other ranges from now on; nothing changes where one cannot be read: then RangeError is thrown. */
  configure({ allow = [], deny = [] }: OutboundRanges): void {
    const lists = { denied: listOf(deny), allowed: listOf(allow) };
    this.#denied = lists.denied;
    this.#allowed = lists.allowed;
  }

  /** An address, not a name: of a name nothing is known yet, and it is refused. */
  permits(address: string): boolean {
    const version = isIP(address);
    if (version === 0) return false;
    const inner = version === 6 ? embeddedIpv4(address) : null;
    const family = version === 6 ? "ipv6" : "ipv4";
    const within = (list: BlockList): boolean =>
      list.check(address, family) || (inner !== null && list.check(inner, "ipv4"));
    return within(this.#allowed) || !(within(this.#denied) || within(this.#forbidden));
  }

  /** Throws NotifyFailure for a literal address that is not permitted. Names are judged when they are resolved. */
  check(host: string): void {
    const bare = host.replace(/^\[|\]$/g, "");
    if (isIP(bare) !== 0 && !this.permits(bare)) throw refusal(host);
  }

  /** For `net.connect`: resolves, and gives only addresses that are permitted. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    systemLookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, "", 0);
        return;
      }
      const permitted = addresses.filter((entry) => this.permits(entry.address));
      const [first] = permitted;
      if (first === undefined) callback(refusal(hostname), "", 0);
      else if (options.all === true) callback(null, permitted);
      else callback(null, first.address, first.family);
    });
  };
}

function refusal(host: string): NotifyFailure {
  return new NotifyFailure(
    `${host} is an address that messages must not go to; allow it with outbound.allow in the configuration`,
    true,
  );
}

/** This machine's own ranges, which FORBIDDEN_RANGES holds. */
const HERE: ReadonlySet<string> = new Set(["127.0.0.0/8", "::1"]);

/**
 * For addresses that the configuration file names, which whoever runs the server wrote: this machine is allowed, where
 * exporters and a Prometheus often stand; metadata services are not, and what `deny` names is not.
 */
export function operatorPolicy(ranges: OutboundRanges): OutboundPolicy {
  return new OutboundPolicy(
    ranges,
    FORBIDDEN_RANGES.filter((range) => !HERE.has(range)),
  );
}
