import { printable } from "../../texts/index.ts";

const SPECIAL = /[\\`*_[\]#|<>~&@$]/g;
/** Begins a list, a rule or a heading when nothing but blanks stands before it. */
const FIRST = /^(\s*\d*)([-+=.)])/;

/**
 * Text of hosts and people made safe inside a line of Markdown: no mark-up, no HTML, no link that makes itself, no line end,
 * nothing that is not seen; cut after `maxLength` characters.
 */
export function markdownText(text: string, maxLength = 200): string {
  return printable(text, maxLength)
    .replaceAll(SPECIAL, String.raw`\$&`)
    .replace(FIRST, (whole, before: string, sign: string) =>
      /\d/.test(before) === ".)".includes(sign) ? `${before}\\${sign}` : whole,
    )
    .replaceAll("://", String.raw`:\//`)
    .replaceAll(/www\./gi, (found) => `${found.slice(0, 3)}\\.`);
}
