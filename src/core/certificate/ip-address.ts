/*
 * IP addresses as text and as bytes: what a user typed (RFC 4291 2.2, dotted quad) against iPAddress of RFC 5280 4.2.1.6 (4 or 16 bytes).
 */

function parseV4(text: string): readonly number[] | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined;
  const bytes = text.split(".").map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

function groupBytes(part: string): readonly number[] | undefined {
  if (part === "") return [];
  const bytes: number[] = [];
  for (const [index, group] of part.split(":").entries()) {
    const v4 = group.includes(".") && index === part.split(":").length - 1 ? parseV4(group) : undefined;
    if (v4) bytes.push(...v4);
    else if (/^[0-9a-f]{1,4}$/i.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >>> 8, value & 0xff);
    } else return undefined;
  }
  return bytes;
}

function parseV6(text: string): readonly number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = groupBytes(halves[0] ?? "");
  const tail = groupBytes(halves[1] ?? "");
  if (!head || !tail) return undefined;
  if (halves.length === 1) return head.length === 16 ? head : undefined;
  // A dotted quad may only come last, and "::" stands for at least one group.
  if ((halves[0] ?? "").includes(".") || head.length + tail.length > 14) return undefined;
  return [...head, ...Array.from({ length: 16 - head.length - tail.length }, () => 0), ...tail];
}

/** Bytes of an address literal (4 or 16; brackets and a zone after "%" are taken off), or undefined when the text is none. */
export function parseIpAddress(text: string): Uint8Array | undefined {
  if (text.length > 64) return undefined;
  const bare = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  const bytes = bare.includes(":") ? parseV6(bare.replace(/%.*$/, "")) : parseV4(bare);
  return bytes && Uint8Array.from(bytes);
}

function formatV6(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0));
  let best = { start: 0, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const hex = groups.map((group) => group.toString(16));
  if (best.length < 2) return hex.join(":");
  return `${hex.slice(0, best.start).join(":")}::${hex.slice(best.start + best.length).join(":")}`;
}

/** Text of 4 or 16 address bytes (IPv6 as RFC 5952 writes it), or undefined for any other count. */
export function formatIpAddress(bytes: Uint8Array): string | undefined {
  if (bytes.length === 4) return bytes.join(".");
  return bytes.length === 16 ? formatV6(bytes) : undefined;
}
