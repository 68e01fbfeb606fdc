export { csvCell } from "./csv.ts";
export { escapeMarkup, escapeXml } from "./escape-markup.ts";
