import { formatIpAddress, parseIpAddress } from "../certificate/index.ts";
import { DEFAULT_PORT } from "../plan/index.ts";

/** Addresses that follow each other, at one port. */
export interface AddressRange {
  readonly count: bigint;
  readonly port: number;
  /** Addresses in order, made one at a time. */
  addresses(): Generator<string>;
}

/**
 * Reads `192.0.2.0/24`, `192.0.2.0/24:3390`, `2001:db8::/120`, `192.0.2.10-20` or `192.0.2.10-192.0.2.20`. undefined when the
 * text is no range at all, "bad" when it is one that is malformed. Its size is not judged.
 */
export function addressRange(text: string): AddressRange | "bad" | undefined {
  const match =
    /^(?<from>[\da-fA-F.:]+)\/(?<prefix>\d{1,3})(?::(?<port>\d{1,5}))?$/.exec(text) ??
    /^(?<from>\d+\.\d+\.\d+\.\d+)-(?<to>[\d.]+)(?::(?<port>\d{1,5}))?$/.exec(text);
  if (match?.groups === undefined) return undefined;
  const { from = "", prefix, to = "", port: portText } = match.groups;
  const port = portText === undefined ? DEFAULT_PORT : Number(portText);
  const first = parseIpAddress(from);
  if (first === undefined || port < 1 || port > 65_535) return "bad";
  const bounds = prefix === undefined ? betweenAddresses(from, first, to) : withinPrefix(first, Number(prefix));
  const count = bounds === undefined ? 0n : bounds.to - bounds.from + 1n;
  if (bounds === undefined || count < 1n) return "bad";
  return {
    count,
    port,
    *addresses() {
      for (let address = bounds.from; address <= bounds.to; address++) {
        yield formatIpAddress(toBytes(address, first.length)) ?? "";
      }
    },
  };
}

interface Bounds {
  readonly from: bigint;
  readonly to: bigint;
}

/** Without the network and broadcast address of an IPv4 network that has them. */
function withinPrefix(address: Uint8Array, prefix: number): Bounds | undefined {
  const bits = address.length * 8;
  if (prefix > bits) return undefined;
  const size = 1n << BigInt(bits - prefix);
  const from = (toNumber(address) / size) * size;
  const to = from + size - 1n;
  return bits === 32 && prefix < 31 ? { from: from + 1n, to: to - 1n } : { from, to };
}

function betweenAddresses(fromText: string, from: Uint8Array, to: string): Bounds | undefined {
  const whole = to.includes(".") ? to : `${fromText.slice(0, fromText.lastIndexOf(".") + 1)}${to}`;
  const last = parseIpAddress(whole);
  return last?.length === from.length ? { from: toNumber(from), to: toNumber(last) } : undefined;
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
