import { formatIpAddress, parseIpAddress } from "../../../core/certificate/index.ts";
import { DEFAULT_PORT } from "../../../core/plan/index.ts";
import { usage } from "../operation-error.ts";

/** More than this is never meant: it is a /12, or a mistyped prefix. */
export const MOST_TARGETS = 1_048_576;

export interface AddressRange {
  readonly count: number;
  /** `host:port` labels, in order. */
  labels(): Generator<string>;
}

/**
 * Reads `192.0.2.0/24`, `192.0.2.0/24:3390`, `2001:db8::/120`, `192.0.2.10-20` or `192.0.2.10-192.0.2.20`. undefined when the
 * text is no range at all. Throws `OperationError` when it is one that is malformed or too large.
 */
export function parseAddressRange(text: string): AddressRange | undefined {
  const match =
    /^(?<from>[\da-fA-F.:]+)\/(?<prefix>\d{1,3})(?::(?<port>\d{1,5}))?$/.exec(text) ??
    /^(?<from>\d+\.\d+\.\d+\.\d+)-(?<to>[\d.]+)(?::(?<port>\d{1,5}))?$/.exec(text);
  if (match?.groups === undefined) return undefined;
  const { from = "", prefix, to, port: portText } = match.groups;
  const port = portText === undefined ? DEFAULT_PORT : Number(portText);
  const first = parseIpAddress(from);
  if (first === undefined || port < 1 || port > 65_535) throw usage("error.bad-range", { value: text });
  const bounds =
    prefix === undefined ? betweenAddresses(from, first, to ?? "", text) : withinPrefix(first, Number(prefix), text);
  const count = bounds.to - bounds.from + 1n;
  if (count < 1n) throw usage("error.bad-range", { value: text });
  if (count > BigInt(MOST_TARGETS)) {
    throw usage("error.too-many-targets", { value: text, count: String(count), most: MOST_TARGETS });
  }
  return {
    count: Number(count),
    *labels() {
      for (let address = bounds.from; address <= bounds.to; address++) {
        const host = formatIpAddress(toBytes(address, first.length)) ?? "";
        yield host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
      }
    },
  };
}

interface Bounds {
  readonly from: bigint;
  readonly to: bigint;
}

/** Without the network and broadcast address of an IPv4 network that has them. */
function withinPrefix(address: Uint8Array, prefix: number, text: string): Bounds {
  const bits = address.length * 8;
  if (prefix > bits) throw usage("error.bad-range", { value: text });
  const size = 1n << BigInt(bits - prefix);
  const from = (toNumber(address) / size) * size;
  const to = from + size - 1n;
  return bits === 32 && prefix < 31 ? { from: from + 1n, to: to - 1n } : { from, to };
}

function betweenAddresses(fromText: string, from: Uint8Array, to: string, text: string): Bounds {
  const whole = to.includes(".") ? to : `${fromText.slice(0, fromText.lastIndexOf(".") + 1)}${to}`;
  const last = parseIpAddress(whole);
  if (last?.length !== from.length) throw usage("error.bad-range", { value: text });
  return { from: toNumber(from), to: toNumber(last) };
}

function toNumber(bytes: Uint8Array): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function toBytes(value: bigint, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let rest = value;
  for (let index = length - 1; index >= 0; index--) {
    bytes[index] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}
