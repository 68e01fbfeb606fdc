import { toLatin1 } from "../../bytes/index.ts";

const CERTIFICATE_BYTES_MOST = 1024 * 1024;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The DER of the first certificate of a file in PEM (RFC 7468) or DER; undefined where it holds none. */
export function derOf(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length > CERTIFICATE_BYTES_MOST) return undefined;
  if (bytes[0] === 0x30) return bytes;
  const body = /-----BEGIN CERTIFICATE-----([A-Za-z\d+/=\s]*)-----END CERTIFICATE-----/.exec(toLatin1(bytes))?.[1];
  const der = body === undefined ? undefined : fromBase64(body.replaceAll(/[\s=]/g, ""));
  return der?.[0] === 0x30 ? der : undefined;
}

/* Only letters of the alphabet come here. */
function fromBase64(letters: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((letters.length * 3) / 4));
  let held = 0;
  let bits = 0;
  let length = 0;
  for (const letter of letters) {
    held = ((held << 6) | ALPHABET.indexOf(letter)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length] = (held >> bits) & 0xff;
    length += 1;
  }
  return bytes.subarray(0, length);
}
