import { concat, toHex } from "../bytes/index.ts";
import type { CheckOptions, DatagramAnswer, LogonOptions } from "../plan/index.ts";
import type { ByteRange, SequenceInput, TlsPeer } from "../sequence/index.ts";
import { toBase64 } from "./base64.ts";

export const TRANSCRIPT_SCHEMA = "rdpulse-transcript/1";

/** Received bytes beyond this are counted, not written: no check needs them, and a flood must not fill a disk. */
const LINE_LIMIT_BYTES = 64 * 1024;
/** So much is kept of all that was received; a long session's pictures beyond it are counted only. */
const KEPT_LIMIT_BYTES = 16 * 1024 * 1024;
/** What a line costs beside its bytes, however few they are: a peer that drips must not fill the memory either. */
const LINE_COST_BYTES = 128;
/** Fewer bytes than these would be found where they are no secret. */
const SECRET_MIN_BYTES = 8;
/** No password is longer, and to look for longer ones everywhere would take a peer's time of us. */
const SECRET_MAX_BYTES = 512;
/** A secret lies in the PDU that was read last, and no PDU is longer. */
const CONCEAL_WITHIN_BYTES = 128 * 1024;

/**
 * Writes `rdpulse-transcript/1`: a readable, replayable record of one whole check. Line 1 names the format, line 2
 * holds the options, line 3 the wall time and the seed; every later line begins with `+` and milliseconds since then.
 * Each method returns the number of the line that it wrote.
 */
export class TranscriptWriter {
  /** A line is a text, or makes one when somebody reads: most transcripts of a scan are never looked at. */
  readonly #lines: (string | (() => string))[] = [];
  /** What the open connection received, newest last. */
  #received: { bytes: Uint8Array }[] = [];
  #keptBytes = 0;
  /** What is counted only, since the last line of another kind. */
  #cut: { bytes: number } | undefined;

  /** `seed`: what the plan made its random bytes of, so that a replay makes the same. */
  constructor(options: CheckOptions | LogonOptions, startedAt: string, seed: Uint8Array) {
    this.#lines.push(
      TRANSCRIPT_SCHEMA,
      `options ${JSON.stringify(options)}`,
      `started ${startedAt} seed ${toHex(seed)}`,
    );
  }

  get text(): string {
    return `${this.#lines.map((line) => (typeof line === "string" ? line : line())).join("\n")}\n`;
  }

  #write(atMs: number, text: string | (() => string)): number {
    this.#cut = undefined;
    this.#lines.push(() => `+${atMs.toFixed(3)} ${typeof text === "string" ? text : text()}`);
    return this.#lines.length;
  }

  /** `? resolve NAME`, `? addresses A B`, `? failed CODE`, `? neighbour ADDRESS present`. */
  lookup(atMs: number, text: string): number {
    return this.#write(atMs, `? ${text}`);
  }

  /** A connection begins. */
  connection(atMs: number, number: number, address: string, port: number, question: string): number {
    this.#received = [];
    return this.#write(atMs, `# ${number} ${address} ${port} ${question}`);
  }

  /** Bytes that we sent; above TLS they are decrypted. */
  sent(atMs: number, bytes: Uint8Array, gloss: string): number {
    return this.#write(atMs, () => `> ${toHex(bytes)} ; ${gloss}`);
  }

  input(atMs: number, input: SequenceInput): number {
    switch (input.kind) {
      case "received":
        return this.received(atMs, input.bytes);
      case "connected":
        return this.#write(atMs, "! connected");
      case "connect-failed":
        return this.#write(atMs, `! connect-failed ${input.errno.replaceAll(/\s+/g, " ")}`);
      case "tls-established":
        return this.#write(atMs, () => `! tls ${JSON.stringify(peerJson(input.peer))}`);
      case "tls-failed":
        return this.#write(
          atMs,
          `! tls-failed ${JSON.stringify({ failure: input.failure, receivedBytes: input.receivedBytes })}`,
        );
      case "closed":
        return this.#write(atMs, `! ${input.how}`);
      case "silence":
        return this.#write(atMs, "! silence");
    }
  }

  received(atMs: number, bytes: Uint8Array): number {
    this.#keptBytes += bytes.length + LINE_COST_BYTES;
    if (this.#keptBytes > KEPT_LIMIT_BYTES) return this.#countOnly(atMs, bytes.length);
    const kept = { bytes };
    this.#received.push(kept);
    return this.#write(atMs, () =>
      kept.bytes.length > LINE_LIMIT_BYTES
        ? `< ${toHex(kept.bytes.subarray(0, LINE_LIMIT_BYTES))} ; cut, ${kept.bytes.length} bytes in all`
        : `< ${toHex(kept.bytes)}`,
    );
  }

  /** One line for all that comes in a row. */
  #countOnly(atMs: number, bytes: number): number {
    if (this.#cut !== undefined) {
      this.#cut.bytes += bytes;
      return this.#lines.length;
    }
    const cut = { bytes };
    const line = this.#write(atMs, () => `<  ; cut, ${cut.bytes} bytes in all`);
    this.#cut = cut;
    return line;
  }

  /**
   * Zeroes bytes from..to of a packet that the open connection received last, wherever its pieces were cut, and the same
   * bytes wherever else they stand in what came with it: a server may say a secret twice, and we listen but once.
   */
  conceal(packet: Uint8Array, ranges: readonly ByteRange[]): void {
    let first = this.#received.length;
    let length = 0;
    while (first > 0 && length < CONCEAL_WITHIN_BYTES) {
      first -= 1;
      length += this.#received[first]?.bytes.length ?? 0;
    }
    const pieces = this.#received.slice(first);
    const whole = concat(pieces.map((piece) => piece.bytes));
    const place = lastPlaceOf(packet, whole);
    for (const { from, to } of ranges) {
      const secret = packet.subarray(from, to);
      if (place !== undefined) whole.fill(0, place + from, place + to);
      const isSought = secret.length >= SECRET_MIN_BYTES && secret.length <= SECRET_MAX_BYTES;
      if (!isSought || secret.every((byte) => byte === 0)) continue;
      for (let at = lastPlaceOf(secret, whole); at !== undefined; at = lastPlaceOf(secret, whole)) {
        whole.fill(0, at, at + secret.length);
      }
    }
    let offset = 0;
    for (const piece of pieces) {
      const end = offset + piece.bytes.length;
      piece.bytes = whole.subarray(offset, end);
      offset = end;
    }
  }

  datagram(atMs: number, event: DatagramAnswer | { readonly kind: "sent"; readonly bytes: Uint8Array }): number {
    switch (event.kind) {
      case "sent":
        return this.#write(atMs, `~ > ${toHex(event.bytes)}`);
      case "received":
        return this.#write(atMs, `~ < ${toHex(event.bytes.subarray(0, LINE_LIMIT_BYTES))}`);
      case "unreachable":
        return this.#write(atMs, `~ unreachable ${event.errno.replaceAll(/\s+/g, " ")}`);
      case "silence":
        return this.#write(atMs, "~ silence");
    }
  }

  /** How a connection, or the whole check, ended. */
  outcome(atMs: number, text: string): number {
    return this.#write(atMs, `= ${text}`);
  }
}

function lastPlaceOf(needle: Uint8Array, hay: Uint8Array): number | undefined {
  const [first = 0] = needle;
  const latest = hay.length - needle.length;
  for (let at = hay.lastIndexOf(first, latest); at >= 0; at = at === 0 ? -1 : hay.lastIndexOf(first, at - 1)) {
    if (needle.every((byte, index) => hay[at + index] === byte)) return at;
  }
  return undefined;
}

function peerJson(peer: TlsPeer): object {
  return { ...peer, chain: peer.chain.map((der) => toBase64(der)) };
}
