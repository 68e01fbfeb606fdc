import type { HealthReport } from "../contract/index.ts";
import type { Localized } from "../texts/index.ts";
import { reportHtml } from "./report-html.ts";
import { reportMarkdown } from "./report-markdown.ts";

/** The report as a page and as Markdown, in both languages. Whatever came from outside is escaped in both. */
export function healthReport(report: HealthReport): { readonly html: Localized; readonly markdown: Localized } {
  return {
    html: { en: reportHtml(report, "en"), zh: reportHtml(report, "zh") },
    markdown: { en: reportMarkdown(report, "en"), zh: reportMarkdown(report, "zh") },
  };
}
