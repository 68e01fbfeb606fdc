// The server's side of standard RDP security (MS-RDPBCGR 5.3.4 to 5.3.7), for Windows XP and "security layer: RDP".
import { createHash, randomBytes } from "node:crypto";
import { concat, DecodeError, fromLatin1, ReadCursor, toHex, WriteCursor } from "../../src/core/bytes/index.ts";
import { Rc4 } from "../../src/core/crypto/index.ts";
import {
  decodeSecurityExchange,
  decodeSecurityHeader,
  encodeSecurityHeader,
  SEC_ENCRYPT,
  SEC_SECURE_CHECKSUM,
} from "../../src/core/protocol/index.ts";
import { serverKey } from "./server-key.ts";

const METHOD_40BIT = 1;
const METHOD_56BIT = 8;
const PACKETS_A_KEY = 4096;
const PAD_1 = new Uint8Array(40).fill(0x36);
const PAD_2 = new Uint8Array(48).fill(0x5c);

const hash = (kind: "md5" | "sha1", parts: readonly Uint8Array[]): Uint8Array =>
  new Uint8Array(createHash(kind).update(concat(parts)).digest());
const u32 = (value: number): Uint8Array => new WriteCursor(4).u32le(value).finish();

function shortened(method: number, key: Uint8Array): Uint8Array {
  if (method === METHOD_40BIT) return concat([Uint8Array.of(0xd1, 0x26, 0x9e), key.subarray(3, 8)]);
  return method === METHOD_56BIT ? concat([Uint8Array.of(0xd1), key.subarray(1, 8)]) : key;
}

/** The key stream of one direction, which takes a new key after 4096 packets (5.3.7). */
class Direction {
  readonly #method: number;
  readonly #first: Uint8Array;
  #key: Uint8Array;
  #stream: Rc4;
  #packets = 0;
  #total = 0;

  constructor(method: number, key: Uint8Array) {
    this.#method = method;
    this.#first = shortened(method, key);
    this.#key = this.#first;
    this.#stream = new Rc4(this.#key);
  }

  /** Packets before this one: what a salted checksum counts. */
  get total(): number {
    return this.#total;
  }

  apply(bytes: Uint8Array): Uint8Array {
    if (this.#packets === PACKETS_A_KEY) {
      const inner = hash("sha1", [this.#first, PAD_1, this.#key]);
      const temporary = hash("md5", [this.#first, PAD_2, inner]).subarray(0, this.#first.length);
      this.#key = shortened(this.#method, new Rc4(temporary).apply(temporary));
      this.#stream = new Rc4(this.#key);
      this.#packets = 0;
    }
    this.#packets += 1;
    this.#total += 1;
    return this.#stream.apply(bytes);
  }
}

/** What a server without TLS puts into SC_SECURITY, and the key that belongs to it. */
export class StandardSecurity {
  readonly serverRandom = new Uint8Array(randomBytes(32));
  readonly #method: number;
  readonly #level: number;
  #clientRandom: Uint8Array = new Uint8Array(32);
  #macKey: Uint8Array = new Uint8Array(0);
  #outgoing: Direction | undefined;
  #incoming: Direction | undefined;

  constructor(method: number, level: number) {
    this.#method = method;
    this.#level = level;
  }

  /** Keys are agreed on: what the client sends from here on is encrypted. */
  get ready(): boolean {
    return this.#incoming !== undefined;
  }

  /** What the server itself sends is encrypted: from the level "client compatible" on. */
  get encryptsOutput(): boolean {
    return this.#outgoing !== undefined && this.#level >= 2;
  }

  /** 32 bytes; zeros before the exchange. */
  get clientRandom(): Uint8Array {
    return this.#clientRandom;
  }

  get certificate(): Uint8Array {
    return serverKey("proprietary").certificate;
  }

  /** Takes the Security Exchange PDU (user data). Throws DecodeError, or OpenSSL's error for a number above the modulus. */
  exchanged(userData: Uint8Array): void {
    const { encryptedClientRandom } = decodeSecurityExchange(userData);
    const clientRandom = serverKey("proprietary").open(encryptedClientRandom).slice(0, 32);
    const { serverRandom } = this;
    const salted = (secret: Uint8Array, letters: string): Uint8Array =>
      hash("md5", [secret, hash("sha1", [fromLatin1(letters), secret, clientRandom, serverRandom])]);
    const preMaster = concat([clientRandom.subarray(0, 24), serverRandom.subarray(0, 24)]);
    const master = concat(["A", "BB", "CCC"].map((letters) => salted(preMaster, letters)));
    const blob = concat(["X", "YY", "ZZZ"].map((letters) => salted(master, letters)));
    const final = (key: Uint8Array): Uint8Array => hash("md5", [key, clientRandom, serverRandom]);
    this.#clientRandom = clientRandom;
    this.#macKey = shortened(this.#method, blob.subarray(0, 16));
    this.#outgoing = new Direction(this.#method, final(blob.subarray(16, 32)));
    this.#incoming = new Direction(this.#method, final(blob.subarray(32, 48)));
  }

  #mac(data: Uint8Array, count?: number): Uint8Array {
    const salt = count === undefined ? [] : [u32(count)];
    const inner = hash("sha1", [this.#macKey, PAD_1, u32(data.length), data, ...salt]);
    return hash("md5", [this.#macKey, PAD_2, inner]).subarray(0, 8);
  }

  /** Signature (5.3.6.1) and cipher text; undefined where the server sends in the clear. */
  encrypt(data: Uint8Array): { readonly signature: Uint8Array; readonly body: Uint8Array } | undefined {
    if (this.#outgoing === undefined || this.#level < 2) return undefined;
    return { signature: this.#mac(data), body: this.#outgoing.apply(data) };
  }

  /** User data with its security header: encrypted from the level "client compatible" on. `flags`: what else the header says. */
  seal(data: Uint8Array, flags = 0): Uint8Array {
    const writer = new WriteCursor(data.length + 12);
    const encrypted = this.encrypt(data);
    if (encrypted === undefined) {
      encodeSecurityHeader(writer, { form: "basic", flags, flagsHi: 0 });
      return writer.bytes(data).finish();
    }
    const { signature: dataSignature, body } = encrypted;
    encodeSecurityHeader(writer, { form: "non-fips", flags: flags | SEC_ENCRYPT, flagsHi: 0, dataSignature });
    return writer.bytes(body).finish();
  }

  /** Opens what a client encrypted. `salted`: its signature counts packets as well (5.3.6.1.1). Throws DecodeError on a wrong signature. */
  decrypt(body: Uint8Array, signature: Uint8Array, salted: boolean): Uint8Array {
    if (this.#incoming === undefined) throw new Error("nothing is encrypted before the Security Exchange");
    const count = this.#incoming.total;
    const data = this.#incoming.apply(body);
    if (toHex(this.#mac(data, salted ? count : undefined)) !== toHex(signature)) {
      const reason = "is of other bytes";
      throw new DecodeError("security header", 4, { kind: "invalid", field: "dataSignature", reason });
    }
    return data;
  }

  /** User data of a client: its security flags, and what follows the header in the clear. Throws DecodeError. */
  open(userData: Uint8Array): { readonly flags: number; readonly data: Uint8Array } {
    const cursor = new ReadCursor(userData, "security header");
    const { flags } = decodeSecurityHeader(cursor, "basic");
    if ((flags & SEC_ENCRYPT) === 0) return { flags, data: cursor.rest() };
    const signature = cursor.take(8);
    return { flags, data: this.decrypt(cursor.rest(), signature, (flags & SEC_SECURE_CHECKSUM) !== 0) };
  }
}
