const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

// What XML 1.0 forbids (section 2.2), and unpaired surrogates.
const FORBIDDEN = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu;
// Marks that turn the direction of a text around, and what is not seen at all: two names must not look like one.
const UNSEEN = /[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** Text made safe for the inside of an XML element or a quoted attribute that a program reads; every sign that may stay does. */
export function escapeXml(text: string): string {
  return text.replace(FORBIDDEN, "\ufffd").replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Text made safe for the inside of an HTML or SVG element or a quoted attribute that people look at. */
export function escapeMarkup(text: string): string {
  return escapeXml(text.replace(UNSEEN, "\ufffd"));
}
