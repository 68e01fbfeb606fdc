import { hmac } from "./hmac.ts";
import { md5 } from "./md5.ts";

/** HMAC-MD5 of a message, 16 bytes (RFC 2104 over RFC 1321): NTOWFv2, NTProofStr and the MIC of NTLM. */
export function hmacMd5(key: Uint8Array, message: Uint8Array): Uint8Array {
  return hmac(md5, key, message);
}
