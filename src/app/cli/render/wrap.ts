import { characterWidth, displayWidth } from "./display-width.ts";

/** Must not begin a line in Chinese typesetting (GB/T 15834). */
const NO_LINE_START = new Set("，。、；：？！）》」』】〉”’…—,.;:?!)]}%");
/** Must not end a line. */
const NO_LINE_END = new Set("（《「『【〈“‘([{");

/**
 * Breaks a text into lines of at most `width` cells: at blanks, and between Chinese characters where typesetting allows
 * it. A word that is longer than a line is broken inside. Never an empty result.
 */
export function wrap(text: string, width: number): string[] {
  const room = Math.max(8, width);
  const lines: string[] = [];
  let line = "";
  let used = 0;
  const flush = (): void => {
    lines.push(line.trimEnd());
    line = "";
    used = 0;
  };
  for (const piece of pieces(text)) {
    const pieceWidth = displayWidth(piece);
    if (used + displayWidth(piece.trimEnd()) <= room) {
      line += piece;
      used += pieceWidth;
      continue;
    }
    if (line.trim() !== "") flush();
    let rest = piece.trimStart();
    while (displayWidth(rest.trimEnd()) > room) {
      const head = headOf(rest, room);
      lines.push(head);
      rest = rest.slice(head.length);
    }
    line = rest;
    used = displayWidth(rest);
  }
  if (line.trim() !== "" || lines.length === 0) flush();
  return lines;
}

/** What may not be torn apart: a word with the blanks behind it, or one Chinese character with its punctuation. */
function pieces(text: string): string[] {
  const found: string[] = [];
  let current = "";
  let previous = "";
  for (const character of text.replaceAll(/\s+/g, " ").trim()) {
    const isBreak =
      current !== "" &&
      character !== " " &&
      (previous === " " ||
        ((isWide(character) || isWide(previous)) && !NO_LINE_START.has(character) && !NO_LINE_END.has(previous)));
    if (isBreak) {
      found.push(current);
      current = "";
    }
    current += character;
    previous = character;
  }
  if (current !== "") found.push(current);
  return found;
}

function isWide(character: string): boolean {
  return characterWidth(character.codePointAt(0) ?? 0) === 2;
}

function headOf(text: string, width: number): string {
  let head = "";
  let used = 0;
  for (const character of text) {
    used += characterWidth(character.codePointAt(0) ?? 0);
    if (used > width && head !== "") break;
    head += character;
  }
  return head;
}
