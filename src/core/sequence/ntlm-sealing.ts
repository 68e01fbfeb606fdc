import { DecodeError, WriteCursor, concat, toHex } from "../bytes/index.ts";
import { Rc4, hmacMd5 } from "../crypto/index.ts";
import { NTLM_SIGNATURE_BYTES, decodeNtlmSignature, encodeNtlmSignature } from "../protocol/index.ts";
import { ntlmSealKey, ntlmSignKey } from "./ntlm-keys.ts";
import type { NtlmSide } from "./ntlm-keys.ts";

/** One direction: its keys, its key stream that runs on from message to message, its sequence number. */
class Way {
  readonly #signKey: Uint8Array;
  readonly #stream: Rc4;
  #seqNum = 0;

  constructor(exportedSessionKey: Uint8Array, side: NtlmSide) {
    this.#signKey = ntlmSignKey(exportedSessionKey, side);
    this.#stream = new Rc4(ntlmSealKey(exportedSessionKey, side));
  }

  cipher(bytes: Uint8Array): Uint8Array {
    return this.#stream.apply(bytes);
  }

  /** Comes after the message went through the key stream: the checksum takes the next eight bytes of it ([MS-NLMP] 3.4.4.2). */
  sign(message: Uint8Array): Uint8Array {
    const seqNum = this.#seqNum++;
    const numbered = concat([new WriteCursor(4).u32le(seqNum).finish(), message]);
    const checksum = this.#stream.apply(hmacMd5(this.#signKey, numbered).subarray(0, 8));
    return encodeNtlmSignature({ checksum, seqNum });
  }
}

/**
 * Session security of NTLM with extended session security, key exchange and 128 bits ([MS-NLMP] 3.4): what CredSSP wraps
 * pubKeyAuth and authInfo in. Both directions, seen from one side; messages are numbered from zero in each.
 */
export class NtlmSealing {
  readonly #ours: Way;
  readonly #theirs: Way;

  constructor(exportedSessionKey: Uint8Array, side: NtlmSide) {
    this.#ours = new Way(exportedSessionKey, side);
    this.#theirs = new Way(exportedSessionKey, side === "client" ? "server" : "client");
  }

  /** Signature, then ciphertext ([MS-NLMP] 3.4.3, the order of [MS-CSSP]). */
  seal(message: Uint8Array): Uint8Array {
    const ciphertext = this.#ours.cipher(message);
    return concat([this.#ours.sign(message), ciphertext]);
  }

  /** The peer's next message in the clear; undefined: not written by who has the key, or not the next. Then nothing later opens. */
  unseal(sealed: Uint8Array): Uint8Array | undefined {
    if (sealed.length < NTLM_SIGNATURE_BYTES) return undefined;
    const signature = sealed.subarray(0, NTLM_SIGNATURE_BYTES);
    try {
      decodeNtlmSignature(signature);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      return undefined;
    }
    const message = this.#theirs.cipher(sealed.subarray(NTLM_SIGNATURE_BYTES));
    return toHex(this.#theirs.sign(message)) === toHex(signature) ? message : undefined;
  }
}
