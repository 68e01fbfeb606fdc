/** The most that one escape sequence of the protocol may carry, in characters of base64. */
const CHUNK_LENGTH = 4096;

/**
 * The escape sequences of the kitty graphics protocol that show a PNG in `columns` by `rows` cells. The terminal is told
 * not to answer (q=2): an answer would be typed into the next prompt.
 */
export function kittyGraphics(png: Uint8Array, columns: number, rows: number): string {
  const base64 = Buffer.from(png.buffer, png.byteOffset, png.byteLength).toString("base64");
  let sequences = "";
  for (let at = 0; at === 0 || at < base64.length; at += CHUNK_LENGTH) {
    const more = at + CHUNK_LENGTH < base64.length ? 1 : 0;
    const control = at === 0 ? `a=T,f=100,q=2,c=${columns},r=${rows},m=${more}` : `m=${more}`;
    sequences += `\u001b_G${control};${base64.slice(at, at + CHUNK_LENGTH)}\u001b\\`;
  }
  return `${sequences}\n`;
}

/** Do the environment's words tell of a terminal that speaks the protocol, with no multiplexer in between? */
export function speaksKitty(env: Readonly<Record<string, string | undefined>>): boolean {
  const terminal = env["TERM"] ?? "";
  // tmux and screen swallow the sequences, but inherit the outer terminal's variables.
  if (env["TMUX"] !== undefined || env["STY"] !== undefined || /^(?:tmux|screen)/.test(terminal)) return false;
  if (env["KITTY_WINDOW_ID"] !== undefined || /kitty|ghostty/.test(terminal)) return true;
  return ["ghostty", "kitty", "wezterm"].includes((env["TERM_PROGRAM"] ?? "").toLowerCase());
}
