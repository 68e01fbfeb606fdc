import { concat } from "../bytes/index.ts";
import { Rc4, md5, sha1 } from "../crypto/index.ts";
import type { PacketCipher, SealedPacket } from "./packet-cipher.ts";
import { PAD_1, PAD_2, keyedMac, saltedHashes } from "./salted-hash.ts";

/** Methods of standard RDP security that use RC4 ([MS-RDPBCGR] 5.3.2). */
export const RC4_METHODS = { bits40: 1, bits128: 2, bits56: 8 } as const;

const SALT_40 = [0xd1, 0x26, 0x9e];
const SALT_56 = [0xd1];

/**
 * Standard RDP security of one connection ([MS-RDPBCGR] 5.3.5.1, 5.3.6.1): keys out of both randoms, RC4 each way, and the
 * MAC of what is sent. It keeps a wiretapper of 1998 out and nobody of today; here it only opens the way to what an old
 * server says after it.
 */
export class Rc4Cipher implements PacketCipher {
  readonly form = "non-fips";
  readonly blockBytes = 1;
  readonly #macKey: Uint8Array;
  readonly #outgoing: UpdatedKey;
  readonly #incoming: UpdatedKey;

  /** Both randoms are 32 bytes. Throws RangeError for a method that is not in RC4_METHODS. */
  constructor(method: number, clientRandom: Uint8Array, serverRandom: Uint8Array) {
    const triple = (secret: Uint8Array, texts: readonly string[]): Uint8Array =>
      saltedHashes(secret, texts, clientRandom, serverRandom);
    const preMaster = concat([clientRandom.subarray(0, 24), serverRandom.subarray(0, 24)]);
    const sessionKeyBlob = triple(triple(preMaster, ["A", "BB", "CCC"]), ["X", "YY", "ZZZ"]);
    const final = (key: Uint8Array): Uint8Array => md5(concat([key, clientRandom, serverRandom]));
    this.#macKey = shortened(method, sessionKeyBlob.subarray(0, 16));
    this.#incoming = new UpdatedKey(method, shortened(method, final(sessionKeyBlob.subarray(16, 32))));
    this.#outgoing = new UpdatedKey(method, shortened(method, final(sessionKeyBlob.subarray(32, 48))));
  }

  seal(data: Uint8Array): SealedPacket {
    const dataSignature = keyedMac(this.#macKey, data).subarray(0, 8);
    return { padLength: 0, dataSignature, encrypted: this.#outgoing.apply(data) };
  }

  open(encrypted: Uint8Array): Uint8Array {
    return this.#incoming.apply(encrypted);
  }
}

/** Packets under one key ([MS-RDPBCGR] 5.3.7). */
const PACKETS_A_KEY = 4096;

/** The RC4 key of one direction, which both ends replace after 4,096 packets ([MS-RDPBCGR] 5.3.7.1). */
class UpdatedKey {
  readonly #method: number;
  readonly #initial: Uint8Array;
  #current: Uint8Array;
  #rc4: Rc4;
  #packets = 0;

  constructor(method: number, key: Uint8Array) {
    this.#method = method;
    this.#initial = key;
    this.#current = key;
    this.#rc4 = new Rc4(key);
  }

  apply(packet: Uint8Array): Uint8Array {
    if (this.#packets === PACKETS_A_KEY) {
      const inner = sha1(concat([this.#initial, PAD_1, this.#current]));
      const temporary = md5(concat([this.#initial, PAD_2, inner])).subarray(0, this.#initial.length);
      this.#current = shortened(this.#method, new Rc4(temporary).apply(temporary));
      this.#rc4 = new Rc4(this.#current);
      this.#packets = 0;
    }
    this.#packets += 1;
    return this.#rc4.apply(packet);
  }
}

/** 40- and 56-bit keys are 8 bytes with a known beginning ([MS-RDPBCGR] 5.3.5.1). */
function shortened(method: number, key: Uint8Array): Uint8Array {
  switch (method) {
    case RC4_METHODS.bits128:
      return key;
    case RC4_METHODS.bits56:
      return Uint8Array.from([...SALT_56, ...key.subarray(1, 8)]);
    case RC4_METHODS.bits40:
      return Uint8Array.from([...SALT_40, ...key.subarray(3, 8)]);
    default:
      throw new RangeError(`encryption method ${method} is not spoken`);
  }
}
