import type { AlertEvent } from "../../core/alerting/index.ts";

/** A text cut to so many characters, with an ellipsis where it was cut. Never cuts a character in two. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = most - 1;
  const last = text.charCodeAt(end - 1);
  return `${text.slice(0, last >= 0xd800 && last <= 0xdbff ? end - 1 : end)}…`;
}

/** The same by bytes of UTF-8, for services that count those. */
export function cutBytes(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  let kept = "";
  let size = 3;
  for (const character of text) {
    size += Buffer.byteLength(character);
    if (size > most) break;
    kept += character;
  }
  return `${kept}…`;
}

const MARKS = { critical: "🔴", major: "🟠", minor: "🟡", notice: "🔵" } as const;

/** "🔴", or "🟢" of an end. */
export function markOf(event: AlertEvent): string {
  return event.kind === "closed" ? "🟢" : MARKS[event.severity];
}

/** Title, text and link as plain text. */
export function plainText(event: AlertEvent, lang: "en" | "zh"): string {
  const link = event.link === undefined ? "" : `\n${event.link}`;
  return `${markOf(event)} ${event.title[lang]}\n${event.text[lang]}${link}`;
}
