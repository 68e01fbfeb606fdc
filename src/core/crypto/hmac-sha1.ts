import { hmac } from "./hmac.ts";
import { sha1 } from "./sha1.ts";

/** HMAC-SHA1 of a message, 20 bytes (RFC 2104 over FIPS 180-4): the MAC of FIPS encryption in standard RDP security. */
export function hmacSha1(key: Uint8Array, message: Uint8Array): Uint8Array {
  return hmac(sha1, key, message);
}
