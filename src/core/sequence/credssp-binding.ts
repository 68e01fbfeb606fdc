import { concat, fromLatin1, toHex } from "../bytes/index.ts";
import { sha256 } from "../crypto/index.ts";
import type { NtlmSide } from "./ntlm-keys.ts";

/** From this version on pubKeyAuth is a hash with the client's nonce; before it was the key itself (CVE-2018-0886). */
export const CREDSSP_BINDING_HASH_VERSION = 5;

const MAGIC: Readonly<Record<NtlmSide, string>> = {
  client: "CredSSP Client-To-Server Binding Hash\0",
  server: "CredSSP Server-To-Client Binding Hash\0",
};

/**
 * What `side` seals as pubKeyAuth ([MS-CSSP] 3.1.5), in the clear. Versions 5 and 6: SHA-256 of a text, the client's nonce and
 * the SubjectPublicKey (contents of the bit string); versions 2 to 4: the key, whose first byte the server counts up by one.
 */
export function publicKeyBinding(
  side: NtlmSide,
  version: number,
  subjectPublicKey: Uint8Array,
  clientNonce: Uint8Array,
): Uint8Array {
  if (version >= CREDSSP_BINDING_HASH_VERSION) {
    return sha256(concat([fromLatin1(MAGIC[side]), clientNonce, subjectPublicKey]));
  }
  // Not slice(): of a Buffer of Node's that is a view, and the certificate itself would change.
  const key = Uint8Array.from(subjectPublicKey);
  if (side === "server") key[0] = ((key[0] ?? 0) + 1) & 0xff;
  return key;
}

/** Does the server's pubKeyAuth, unsealed, bind to this key? */
export function bindsTo(unsealed: Uint8Array | undefined, expected: Uint8Array): boolean {
  return unsealed !== undefined && toHex(unsealed) === toHex(expected);
}
