import { escapeMarkup } from "./escape-markup.ts";
import { REPORT_STYLE } from "./report-style.ts";

/** A report as one HTML file. `body` and `style` are mark-up of ours: what came from outside is escaped in them already. */
export interface ReportPage {
  readonly language: "en" | "zh";
  /** Plain text. */
  readonly title: string;
  readonly body: string;
  /** Beside the look that all reports share. */
  readonly style?: string;
}

/**
 * The whole file, without anything outside of it: no script, no font, no picture. A content security policy forbids whatever
 * would get past the escaping.
 */
export function reportPage({ language, title, body, style = "" }: ReportPage): string {
  return [
    "<!doctype html>",
    `<html lang="${language === "zh" ? "zh-CN" : "en"}"><head><meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escapeMarkup(title)}</title><style>${REPORT_STYLE}${style}</style></head><body><main>`,
    body,
    "</main></body></html>",
    "",
  ].join("\n");
}
