/**
 * JSON that is safe on a terminal too: what `JSON.stringify` leaves raw beyond ASCII controls (C1, bidirectional overrides,
 * invisible characters) is escaped, and it stays the same document.
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replaceAll(
    /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu,
    (character) => [...Array(character.length).keys()].map((at) => escapeOf(character.charCodeAt(at))).join(""),
  );
}

/* A character beyond the first 65,536 is two units of UTF-16, and so two escapes. */
function escapeOf(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}
