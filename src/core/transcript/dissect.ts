import { fromHex, toHex } from "../bytes/index.ts";
import { decodeCertificate } from "../certificate/index.ts";
import {
  decodeConnectInitial,
  decodeClientBlocks,
  decodeConferenceCreateRequest,
  decodeConnectionConfirm,
  decodeConnectionRequest,
  decodeDomainPdu,
  decodeHttpResponseHead,
  decodeNtlmAuthenticate,
  decodeNtlmChallenge,
  decodeNtlmNegotiate,
  decodeServerPdus,
  decodeSpnego,
  decodeTlsClientHello,
  decodeTlsServerAnswer,
  decodeTsRequest,
  decodeX224Data,
  pduFrame,
  tsRequestLength,
} from "../protocol/index.ts";
import { parsePeer } from "./parse-tls.ts";

/** A value as JSON can say it; byte fields are "N bytes: HEX". */
export type PlainValue = string | number | boolean | null | readonly PlainValue[] | PlainFields;
export interface PlainFields {
  readonly [name: string]: PlainValue;
}

/** What one message on the wire says. */
export interface DissectedPdu {
  /** As the specifications call it, or the kind of bytes where nobody can say more. */
  readonly name: string;
  readonly bytes: number;
  /** Line on which its first byte stands: a message may come in pieces. */
  readonly fromLine: number;
  readonly fields: PlainValue;
  /** Why it could not be read further. */
  readonly fault?: string;
}

export interface DissectedLine {
  readonly number: number;
  /** Milliseconds since the check began; null in the head of the transcript. */
  readonly atMs: number | null;
  /** As in the transcript: ? look-up, # connection, > sent, < received, ! event, = outcome, ~ datagram; "" in the head. */
  readonly mark: string;
  /** Without mark, time and bytes. */
  readonly text: string;
  readonly bytes: Uint8Array | null;
  /** What ended on this line. */
  readonly pdus: readonly DissectedPdu[];
}

/** Lines beyond these are shown and not read: no check writes as many. */
const MOST_LINES = 5000;
const MOST_WAITING = 256 * 1024;
const MOST_HEX = 64;
const MOST_ITEMS = 200;
const MOST_DEPTH = 8;

/**
 * Every line of a transcript with the messages that end on it, decoded. Never throws: a line that is none is text, a message
 * that cannot be read says why.
 */
export function dissectTranscript(text: string): readonly DissectedLine[] {
  const streams = { "<": new MessageStream("<"), ">": new MessageStream(">") };
  return text.split(/\r?\n/u).flatMap((line, index): readonly DissectedLine[] => {
    if (line === "" && index > 0) return [];
    const number = index + 1;
    const parts = /^\+(\d{1,10}\.\d{3}) ([?#><!=~]) ?(.*)$/u.exec(line);
    if (parts === null) return [{ number, atMs: null, mark: "", text: line, bytes: null, pdus: [] }];
    const [, time = "0", mark = "", body = ""] = parts;
    const plain = { number, atMs: Number(time), mark };
    if (mark === "#") for (const stream of [streams["<"], streams[">"]]) stream.begin();
    if (mark === "!" && body.startsWith("tls ")) {
      return [{ ...plain, text: "tls", bytes: null, pdus: peerOf(body.slice("tls ".length), number) }];
    }
    if (mark !== "<" && mark !== ">") return [{ ...plain, text: body, bytes: null, pdus: [] }];
    const [hex = "", ...gloss] = body.split(";");
    const bytes = bytesOf(hex.trim());
    const said = gloss.join(";").trim();
    const pdus = bytes === null || number > MOST_LINES ? [] : streams[mark].take(bytes, number, said);
    return [{ ...plain, text: bytes === null ? body : said, bytes, pdus }];
  });
}

/** The certificates of a TLS handshake, the leaf first. */
function peerOf(json: string, line: number): readonly DissectedPdu[] {
  try {
    const { chain, ...peer } = parsePeer(json, line);
    const facts = { name: "TLS", bytes: 0, fromLine: line, fields: plainValue(peer, 0) };
    return [facts, ...chain.map((der) => read("Certificate", der, line, () => decodeCertificate(der)))];
  } catch (error) {
    return [{ name: "TLS", bytes: 0, fromLine: line, fields: null, fault: reason(error) }];
  }
}

function bytesOf(hex: string): Uint8Array | null {
  try {
    return fromHex(hex);
  } catch {
    return null;
  }
}

/** What one side of a connection says: pieces go in, messages come out where they end. */
class MessageStream {
  readonly #side: "<" | ">";
  #waiting: Uint8Array = new Uint8Array(0);
  #fromLine = 0;
  #hasSpokenCredSsp = false;

  constructor(side: "<" | ">") {
    this.#side = side;
  }

  begin(): void {
    this.#waiting = new Uint8Array(0);
    this.#hasSpokenCredSsp = false;
  }

  take(bytes: Uint8Array, line: number, gloss: string): readonly DissectedPdu[] {
    if (this.#waiting.length === 0) this.#fromLine = line;
    const whole = new Uint8Array(this.#waiting.length + bytes.length);
    whole.set(this.#waiting);
    whole.set(bytes, this.#waiting.length);
    const pdus: DissectedPdu[] = [];
    let at = 0;
    while (at < whole.length) {
      const rest = whole.subarray(at);
      const message = this.#message(rest, gloss);
      if (message === undefined) break;
      pdus.push(read(message.name, rest.subarray(0, message.length), this.#fromLine, message.decode));
      this.#fromLine = line;
      at += message.length;
    }
    const left = whole.subarray(at);
    this.#waiting = left.length > MOST_WAITING ? new Uint8Array(0) : left.slice();
    return pdus;
  }

  /** The message at the beginning, or undefined while it is not complete. What is none is taken whole. */
  #message(bytes: Uint8Array, gloss: string): Message | undefined {
    const isOurs = this.#side === ">";
    const unknown: Message = { name: gloss === "" ? "bytes" : gloss, length: bytes.length };
    try {
      if (bytes[0] === 0x30) {
        const length = tsRequestLength(bytes);
        if (length === undefined || length > bytes.length) return undefined;
        this.#hasSpokenCredSsp = true;
        return { name: "TSRequest", length, decode: () => tsRequest(bytes.subarray(0, length)) };
      }
      if (bytes[0] !== undefined && bytes[0] >= 0x14 && bytes[0] <= 0x17 && bytes[1] === 3) {
        return { name: gloss === "" ? "TLS" : gloss, length: bytes.length, decode: () => tlsOf(bytes, isOurs) };
      }
      if (bytes[0] === 0x48 && bytes[1] === 0x54) {
        return { name: "HTTP", length: bytes.length, decode: () => decodeHttpResponseHead(bytes) };
      }
      if (!isOurs && this.#hasSpokenCredSsp && bytes.length === 4) {
        return { name: "Early User Authorization Result", length: 4 };
      }
      if (bytes[0] !== 3 && isOurs) return unknown;
      const frame = pduFrame(bytes);
      if (frame === undefined || frame.length > bytes.length) return undefined;
      const packet = bytes.subarray(0, frame.length);
      return isOurs ? sent(packet, gloss) : received(packet);
    } catch {
      return unknown;
    }
  }
}

interface Message {
  readonly name: string;
  readonly length: number;
  readonly decode?: () => unknown;
}

const CONNECTION_CONFIRM = 0xd0;
const CONNECTION_REQUEST = 0xe0;

/** As [MS-RDPBCGR] section 2.2 heads them. */
const NAMES: Readonly<Partial<Record<ReturnType<typeof decodeServerPdus>[number]["kind"], string>>> = {
  "connect-response": "MCS Connect Response",
  "attach-user-confirm": "MCS Attach User Confirm",
  "channel-join-confirm": "MCS Channel Join Confirm",
  "disconnect-ultimatum": "MCS Disconnect Provider Ultimatum",
  "x224-disconnect": "X.224 Disconnect Request",
  license: "Licensing",
  "demand-active": "Demand Active",
  "message-channel": "Message Channel PDU",
  "virtual-channel": "Virtual Channel PDU",
  "fast-path": "Fast-Path Update",
  encrypted: "Encrypted by Standard RDP Security",
};

/** [MS-RDPBCGR] 1.3.1.1, what a server says. */
function received(packet: Uint8Array): Message {
  const { length } = packet;
  if (((packet[5] ?? 0) & 0xf0) === CONNECTION_CONFIRM && packet[0] === 3) {
    return { name: "X.224 Connection Confirm", length, decode: () => decodeConnectionConfirm(packet) };
  }
  const pdus = decodeServerPdus(packet);
  const name = pdus.map(({ kind }) => NAMES[kind] ?? kind).join(", ");
  return { name, length, decode: () => (pdus.length === 1 ? pdus[0] : pdus) };
}

/** What a client says; `gloss` is what the sender called it. */
function sent(packet: Uint8Array, gloss: string): Message {
  const { length } = packet;
  if (((packet[5] ?? 0) & 0xf0) === CONNECTION_REQUEST) {
    return { name: "X.224 Connection Request", length, decode: () => decodeConnectionRequest(packet) };
  }
  const name = gloss === "" ? "MCS" : gloss;
  return {
    name,
    length,
    decode: () => {
      const data = decodeX224Data(packet);
      if (data[0] !== 0x7f) return decodeDomainPdu(data);
      const { userData, ...initial } = decodeConnectInitial(data);
      return { ...initial, blocks: decodeClientBlocks(decodeConferenceCreateRequest(userData)) };
    },
  };
}

function tlsOf(bytes: Uint8Array, isOurs: boolean): unknown {
  if (!isOurs) return decodeTlsServerAnswer(bytes);
  // Alerts of ours are two bytes that the sender named.
  return bytes[0] === 0x16 ? decodeTlsClientHello(bytes) : null;
}

/** [MS-CSSP] 2.2.1 with what its tokens hold: SPNEGO (RFC 4178) around NTLM ([MS-NLMP] 2.2.1), or NTLM alone. */
function tsRequest(bytes: Uint8Array): unknown {
  const { negoTokens, ...rest } = decodeTsRequest(bytes);
  return negoTokens === undefined ? rest : { ...rest, negoTokens: negoTokens.map((token) => negotiation(token)) };
}

const NTLM_SIGNATURE = "4e544c4d53535000";

function negotiation(token: Uint8Array): unknown {
  if (toHex(token.subarray(0, 8)) === NTLM_SIGNATURE) return ntlm(token);
  try {
    const spnego = decodeSpnego(token);
    const inner = Object.entries(spnego).map(([name, value]): readonly [string, unknown] => [
      name,
      value instanceof Uint8Array && toHex(value.subarray(0, 8)) === NTLM_SIGNATURE ? ntlm(value) : value,
    ]);
    return Object.fromEntries(inner);
  } catch {
    return token;
  }
}

function ntlm(message: Uint8Array): unknown {
  switch (message[8]) {
    case 1:
      return { message: "NEGOTIATE", ...decodeNtlmNegotiate(message) };
    case 2:
      return { message: "CHALLENGE", ...decodeNtlmChallenge(message) };
    case 3:
      return { message: "AUTHENTICATE", ...decodeNtlmAuthenticate(message) };
    default:
      return message;
  }
}

function read(name: string, bytes: Uint8Array, fromLine: number, decode: (() => unknown) | undefined): DissectedPdu {
  const plain = { name, bytes: bytes.length, fromLine };
  try {
    return { ...plain, fields: decode === undefined ? null : plainValue(decode(), 0) };
  } catch (error) {
    return { ...plain, fields: null, fault: reason(error) };
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A decoded value for people: bounded in depth and length. */
function plainValue(value: unknown, depth: number): PlainValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value === "bigint") return String(value);
  if (value instanceof Uint8Array) {
    const shown = toHex(value.subarray(0, MOST_HEX));
    return `${value.length} bytes${value.length === 0 ? "" : `: ${shown}${value.length > MOST_HEX ? "…" : ""}`}`;
  }
  if (depth >= MOST_DEPTH) return "…";
  if (value instanceof Map || value instanceof Set || Array.isArray(value)) {
    return [...value].slice(0, MOST_ITEMS).map((item) => plainValue(item, depth + 1));
  }
  if (typeof value !== "object") return null;
  const fields = Object.entries(value).slice(0, MOST_ITEMS);
  return Object.fromEntries(
    fields.flatMap(([name, item]) => (item === undefined ? [] : [[name, plainValue(item, depth + 1)]])),
  );
}
