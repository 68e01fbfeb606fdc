import { toLatin1, toUtf16 as decodeUtf16 } from "../bytes/index.ts";

/** UTF-16LE text without its byte order mark. */
export function toUtf16(bytes: Uint8Array): string {
  return withoutMark(decodeUtf16(bytes));
}

/* Code page 1252 where it differs from ISO 8859-1; undefined bytes stay what they are. */
const WINDOWS_1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

/** UTF-8 text without its byte order mark; by the Western code page of Windows where the bytes are no UTF-8 (an old ANSI file). */
export function toUtf8(bytes: Uint8Array): string {
  const latin1 = toLatin1(bytes);
  if (!/[\u0080-\u00ff]/.test(latin1)) return latin1;
  try {
    const escaped = latin1.replaceAll(
      /[\u0080-\u00ff%]/g,
      (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, "0")}`,
    );
    return withoutMark(decodeURIComponent(escaped));
  } catch {
    return latin1.replaceAll(/[\u0080-\u009f]/g, (byte) => WINDOWS_1252[byte.charCodeAt(0) - 0x80] ?? byte);
  }
}

function withoutMark(text: string): string {
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}
