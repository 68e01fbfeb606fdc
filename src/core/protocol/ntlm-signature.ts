import { ReadCursor, WriteCursor } from "../bytes/index.ts";

/*
 * [MS-NLMP] 2.2.2.9.2 NTLMSSP_MESSAGE_SIGNATURE for Extended Session Security; little-endian:
 *
 *   0   Version (4)    1
 *   4   Checksum (8)   encrypted where key exchange was negotiated
 *   12  SeqNum (4)
 *
 * CredSSP puts it in front of what it signs: pubKeyAuth and authInfo are signature, then ciphertext.
 */

/** Length in bytes of the signature. */
export const NTLM_SIGNATURE_BYTES = 16;

const VERSION = 1;
const CHECKSUM_BYTES = 8;

/** [MS-NLMP] 2.2.2.9.2. `checksum` has 8 bytes. */
export interface NtlmSignature {
  readonly checksum: Uint8Array;
  readonly seqNum: number;
}

/** Decodes the 16 bytes of a signature ([MS-NLMP] 2.2.2.9.2). Throws DecodeError. */
export function decodeNtlmSignature(bytes: Uint8Array): NtlmSignature {
  const cursor = new ReadCursor(bytes, "NTLMSSP_MESSAGE_SIGNATURE");
  const version = cursor.u32le();
  if (version !== VERSION) cursor.reject("Version", `is ${version}`);
  const checksum = cursor.take(CHECKSUM_BYTES);
  const seqNum = cursor.u32le();
  cursor.expectEnd();
  return { checksum, seqNum };
}

/** Encodes a signature ([MS-NLMP] 2.2.2.9.2). Throws RangeError when `checksum` has not 8 bytes. */
export function encodeNtlmSignature(signature: NtlmSignature): Uint8Array {
  if (signature.checksum.length !== CHECKSUM_BYTES) throw new RangeError("Checksum must have 8 bytes");
  return new WriteCursor(NTLM_SIGNATURE_BYTES)
    .u32le(VERSION)
    .bytes(signature.checksum)
    .u32le(signature.seqNum)
    .finish();
}
