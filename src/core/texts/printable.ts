/**
 * Text from a peer, safe to show on a terminal or a page: control characters, escape sequences, bidirectional overrides,
 * zero-width and other invisible characters and lone surrogates become `\u{...}`, and what is longer than `maxLength`
 * characters of output is cut and ends in "…".
 */
export function printable(text: string, maxLength = 200): string {
  let shown = "";
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const piece = isUnsafe(code) ? `\\u{${code.toString(16)}}` : character;
    if (shown.length + piece.length > maxLength) return `${shown}…`;
    shown += piece;
  }
  return shown;
}

function isUnsafe(code: number): boolean {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return true; // C0, DEL, C1
  if (code === 0xad || code === 0x61c || code === 0x180e || code === 0xfeff) return true; // soft hyphen, ALM, MVS, BOM
  if (code >= 0x200b && code <= 0x200f) return true; // zero-width, LRM, RLM
  if (code >= 0x2028 && code <= 0x202e) return true; // line and paragraph separator, bidi embeddings and overrides
  if (code >= 0x2060 && code <= 0x206f) return true; // word joiner, bidi isolates, deprecated format characters
  if (code >= 0xfff9 && code <= 0xfffb) return true; // interlinear annotation
  if (code >= 0xd800 && code <= 0xdfff) return true; // lone surrogate: `for of` joins the pairs
  return code >= 0xe0000 && code <= 0xe007f; // tags
}
