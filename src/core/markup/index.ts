export { csvCell } from "./csv.ts";
export { escapeMarkup, escapeXml } from "./escape-markup.ts";
export { reportPage } from "./report-page.ts";
export type { ReportPage } from "./report-page.ts";
