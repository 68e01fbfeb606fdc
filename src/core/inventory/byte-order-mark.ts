import { toLatin1, toUtf16 as decodeUtf16 } from "../bytes/index.ts";

/** UTF-16LE text without its byte order mark. */
export function toUtf16(bytes: Uint8Array): string {
  return withoutMark(decodeUtf16(bytes));
}

/** UTF-8 text without its byte order mark; one character a byte where the bytes are no UTF-8 (an old ANSI file). */
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
    return latin1;
  }
}

function withoutMark(text: string): string {
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}
