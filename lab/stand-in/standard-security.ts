// The server's side of standard RDP security (MS-RDPBCGR 5.3.4 to 5.3.6), for Windows XP and "security layer: RDP".
import { constants, createHash, generateKeyPairSync, privateDecrypt, randomBytes } from "node:crypto";
import { concat, fromLatin1, WriteCursor } from "../../src/core/bytes/index.ts";
import { Rc4 } from "../../src/core/crypto/index.ts";
import {
  decodeSecurityExchange,
  encodeSecurityHeader,
  encodeServerCertificate,
  SEC_ENCRYPT,
} from "../../src/core/protocol/index.ts";

const METHOD_40BIT = 1;
const METHOD_56BIT = 8;
const PUBLIC_EXPONENT = 65_537;
/** Windows XP has 512 bits; OpenSSL makes no key that short for us everywhere, and a client takes either. */
const KEY_BITS = 1024;

const key = (() => {
  let made: ReturnType<typeof makeKey> | undefined;
  return () => (made ??= makeKey());
})();

function makeKey(): { readonly pem: string; readonly modulus: Uint8Array } {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: KEY_BITS, publicExponent: PUBLIC_EXPONENT });
  const { n = "" } = privateKey.export({ format: "jwk" });
  return {
    pem: String(privateKey.export({ type: "pkcs1", format: "pem" })),
    modulus: new Uint8Array(Buffer.from(n, "base64url")),
  };
}

const hash = (kind: "md5" | "sha1", parts: readonly Uint8Array[]): Uint8Array =>
  new Uint8Array(createHash(kind).update(concat(parts)).digest());

/** What a server without TLS puts into SC_SECURITY, and the key that belongs to it. */
export class StandardSecurity {
  readonly serverRandom = new Uint8Array(randomBytes(32));
  readonly #method: number;
  readonly #level: number;
  #macKey: Uint8Array = new Uint8Array(0);
  #outgoing: Rc4 | undefined;

  constructor(method: number, level: number) {
    this.#method = method;
    this.#level = level;
  }

  /** Keys are agreed on: what the client sends from here on is encrypted. */
  get ready(): boolean {
    return this.#outgoing !== undefined;
  }

  /** Proprietary certificate (2.2.1.4.3.1.1). Its signature is empty of meaning: no client can check it, all know the key. */
  get certificate(): Uint8Array {
    const { modulus } = key();
    return encodeServerCertificate({
      kind: "proprietary",
      temporary: false,
      signatureAlgorithm: 1,
      keyAlgorithm: 1,
      publicKey: {
        bitLength: KEY_BITS,
        dataLength: KEY_BITS / 8 - 1,
        publicExponent: PUBLIC_EXPONENT,
        modulus: concat([modulus.toReversed(), new Uint8Array(8)]),
      },
      signature: new Uint8Array(72),
    });
  }

  /** Takes the Security Exchange PDU (user data). Throws DecodeError, or OpenSSL's error for a number above the modulus. */
  exchanged(userData: Uint8Array): void {
    const { encryptedClientRandom } = decodeSecurityExchange(userData);
    const cipher = encryptedClientRandom.slice(0, KEY_BITS / 8).toReversed();
    const plain = privateDecrypt({ key: key().pem, padding: constants.RSA_NO_PADDING }, cipher);
    const clientRandom = new Uint8Array(plain).toReversed().slice(0, 32);
    const { serverRandom } = this;
    const salted = (secret: Uint8Array, letters: string): Uint8Array =>
      hash("md5", [secret, hash("sha1", [fromLatin1(letters), secret, clientRandom, serverRandom])]);
    const preMaster = concat([clientRandom.subarray(0, 24), serverRandom.subarray(0, 24)]);
    const master = concat(["A", "BB", "CCC"].map((letters) => salted(preMaster, letters)));
    const blob = concat(["X", "YY", "ZZZ"].map((letters) => salted(master, letters)));
    this.#macKey = this.#shorten(blob.subarray(0, 16));
    const sending = hash("md5", [blob.subarray(16, 32), clientRandom, serverRandom]);
    this.#outgoing = new Rc4(this.#shorten(sending));
  }

  #shorten(bytes: Uint8Array): Uint8Array {
    if (this.#method === METHOD_40BIT) return concat([Uint8Array.of(0xd1, 0x26, 0x9e), bytes.subarray(3, 8)]);
    return this.#method === METHOD_56BIT ? concat([Uint8Array.of(0xd1), bytes.subarray(1, 8)]) : bytes;
  }

  /** User data with its security header: encrypted from the level "client compatible" on. */
  seal(data: Uint8Array): Uint8Array {
    const writer = new WriteCursor(data.length + 12);
    if (this.#outgoing === undefined || this.#level < 2) {
      encodeSecurityHeader(writer, { form: "basic", flags: 0, flagsHi: 0 });
      return writer.bytes(data).finish();
    }
    const length = new WriteCursor(4).u32le(data.length).finish();
    const inner = hash("sha1", [this.#macKey, new Uint8Array(40).fill(0x36), length, data]);
    const dataSignature = hash("md5", [this.#macKey, new Uint8Array(48).fill(0x5c), inner]).subarray(0, 8);
    encodeSecurityHeader(writer, { form: "non-fips", flags: SEC_ENCRYPT, flagsHi: 0, dataSignature });
    return writer.bytes(this.#outgoing.apply(data)).finish();
  }
}
