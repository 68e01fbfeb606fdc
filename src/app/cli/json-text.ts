/**
 * JSON that is safe on a terminal too: what `JSON.stringify` leaves raw beyond ASCII controls (C1, bidirectional overrides,
 * invisible characters) is escaped, and it stays the same document.
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replaceAll(
    /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
