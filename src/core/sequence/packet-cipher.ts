import type { PacketSignature } from "../protocol/index.ts";

/** A packet's signature, and the cipher text that follows it. */
export interface SealedPacket extends PacketSignature {
  readonly encrypted: Uint8Array;
}

/**
 * The keys of standard RDP security in one connection, both ways ([MS-RDPBCGR] 5.3.6). Packets must pass in the order of the wire:
 * each changes the state that the next one meets.
 */
export interface PacketCipher {
  /** The security header that it needs. */
  readonly form: "non-fips" | "fips";
  /** Bytes of cipher text that can be opened only together. */
  readonly blockBytes: number;
  /** Signature and cipher text of what follows a security header with SEC_ENCRYPT. */
  seal(data: Uint8Array): SealedPacket;
  /**
   * The data in a packet of the server, in a buffer of its own. Its signature is not checked: whoever can change what this old
   * security protects can sign it, too, and in a transcript the secrets are hidden, so that no replay would pass. Throws DecodeError.
   */
  open(encrypted: Uint8Array, padLength: number): Uint8Array;
}
