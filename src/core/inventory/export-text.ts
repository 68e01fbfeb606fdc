import { toUtf16 as decodeUtf16 } from "../bytes/index.ts";
import { toUtf16, toUtf8 } from "./byte-order-mark.ts";

/**
 * The text of an export of Windows: UTF-16 in either byte order where a mark or the zero bytes of ASCII tell it, else UTF-8,
 * else the Western code page of Windows.
 */
export function exportText(bytes: Uint8Array): string {
  const [first = 0, second = 0] = bytes;
  if (first === 0xff && second === 0xfe) return toUtf16(bytes);
  if (first === 0xfe && second === 0xff) return decodeUtf16(swapped(bytes.subarray(2)));
  if (first !== 0 && second === 0 && bytes.length > 3 && bytes[3] === 0) return toUtf16(bytes);
  if (first === 0 && second !== 0) return decodeUtf16(swapped(bytes));
  return toUtf8(bytes);
}

function swapped(bytes: Uint8Array): Uint8Array {
  const turned = new Uint8Array(bytes.length - (bytes.length % 2));
  for (let index = 0; index < turned.length; index += 2) {
    turned[index] = bytes[index + 1] ?? 0;
    turned[index + 1] = bytes[index] ?? 0;
  }
  return turned;
}
