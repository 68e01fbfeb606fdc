// A DNS server with a table, over UDP, for tests of `--resolver`.
// Message format: RFC 1035, 4.1. Header: id(2) flags(2) qdcount(2) ancount(2) nscount(2) arcount(2); question: name, type(2),
// class(2); answer: name, type(2), class(2), ttl(4), rdlength(2), rdata.
import { isIPv6 } from "node:net";
import type { Lab } from "./workshop.ts";
import { udpResponder, type UdpResponder } from "./shim.ts";

/** What the server says about a name. A name that is not in the table does not exist. */
export interface DnsEntry {
  readonly a?: readonly string[];
  readonly aaaa?: readonly string[];
  readonly cname?: string;
  readonly srv?: readonly {
    readonly priority: number;
    readonly weight: number;
    readonly port: number;
    readonly target: string;
  }[];
  /** Answers with this code instead. */
  readonly rcode?: "NXDOMAIN" | "SERVFAIL" | "REFUSED" | "FORMERR";
  /** Never answers. */
  readonly silent?: boolean;
  /** Answers with bytes that are no DNS message. */
  readonly garbage?: boolean;
}

const codes = { FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 };
const typeA = 1;
const typeCname = 5;
const typeAaaa = 28;
const typeSrv = 33;

function encodeName(name: string): Buffer {
  const labels = name.split(".").filter((label) => label !== "");
  return Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label, "latin1")])),
    Buffer.of(0),
  ]);
}

const groups = (text: string): string[] => (text === "" ? [] : text.split(":"));

function addressBytes(address: string): Buffer {
  if (!isIPv6(address)) return Buffer.from(address.split(".").map(Number));
  const [head = "", rest] = address.split("::");
  const [before, after] = [groups(head), groups(rest ?? "")];
  const zeros = rest === undefined ? 0 : 8 - before.length - after.length;
  const all = [...before, ...Array<string>(zeros).fill("0"), ...after];
  return Buffer.from(all.map((group) => group.padStart(4, "0")).join(""), "hex");
}

/** priority(2) weight(2) port(2) target (RFC 2782). */
function serviceBytes({ priority, weight, port, target }: NonNullable<DnsEntry["srv"]>[number]): Buffer {
  const fixed = Buffer.alloc(6);
  fixed.writeUInt16BE(priority, 0);
  fixed.writeUInt16BE(weight, 2);
  fixed.writeUInt16BE(port, 4);
  return Buffer.concat([fixed, encodeName(target)]);
}

function encodeRecord(name: string, type: number, body: Buffer): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt32BE(5, 4);
  fixed.writeUInt16BE(body.length, 8);
  return Buffer.concat([encodeName(name), fixed, body]);
}

function answersFor(name: string, type: number, table: Readonly<Record<string, DnsEntry>>): Buffer[] {
  const entry = table[name];
  if (entry?.cname !== undefined)
    return [encodeRecord(name, typeCname, encodeName(entry.cname)), ...answersFor(entry.cname, type, table)];
  if (type === typeSrv) return (entry?.srv ?? []).map((service) => encodeRecord(name, type, serviceBytes(service)));
  const addresses = type === typeA ? entry?.a : type === typeAaaa ? entry?.aaaa : undefined;
  return (addresses ?? []).map((address) => encodeRecord(name, type, addressBytes(address)));
}

/** The answer to a query, `undefined` for silence (also to what is no query). */
function answerDns(query: Uint8Array, table: Readonly<Record<string, DnsEntry>>): Uint8Array | undefined {
  const bytes = Buffer.from(query);
  const labels: string[] = [];
  let at = 12;
  while (at < bytes.length && bytes[at] !== 0) {
    const length = bytes[at] ?? 0;
    labels.push(bytes.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  const questionEnd = at + 5;
  if (questionEnd > bytes.length) return undefined;
  const name = labels.join(".").toLowerCase();
  const entry = table[name];
  if (entry?.silent) return undefined;
  if (entry?.garbage) return Buffer.from("not a DNS message");
  const rcode = entry === undefined ? codes.NXDOMAIN : entry.rcode === undefined ? 0 : codes[entry.rcode];
  const answers = rcode === 0 ? answersFor(name, bytes.readUInt16BE(at + 1), table) : [];
  const header = Buffer.alloc(12);
  bytes.copy(header, 0, 0, 2);
  // QR, AA, RD as asked, RA.
  header.writeUInt16BE(0x8480 | (bytes.readUInt16BE(2) & 0x0100) | rcode, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers.length, 6);
  return Buffer.concat([header, bytes.subarray(12, questionEnd), ...answers]);
}

/** Starts a DNS server with this table; names are written in lower case without a final dot. */
export function dnsServer(
  lab: Lab,
  table: Readonly<Record<string, DnsEntry>>,
  placement: { address?: string; port?: number } = {},
): Promise<UdpResponder> {
  return udpResponder(lab, (query) => answerDns(query, table), { port: 53, ...placement });
}
