import { concat } from "../bytes/index.ts";
import { md5 } from "./md5.ts";

const BLOCK = 64;

/** HMAC-MD5 of a message, 16 bytes (RFC 2104 over RFC 1321): NTOWFv2, NTProofStr and the MIC of NTLM. */
export function hmacMd5(key: Uint8Array, message: Uint8Array): Uint8Array {
  const short = key.length > BLOCK ? md5(key) : key;
  const inner = new Uint8Array(BLOCK).fill(0x36);
  const outer = new Uint8Array(BLOCK).fill(0x5c);
  for (const [index, byte] of short.entries()) {
    inner[index] = byte ^ 0x36;
    outer[index] = byte ^ 0x5c;
  }
  return md5(concat([outer, md5(concat([inner, message]))]));
}
