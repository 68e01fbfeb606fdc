export { csvCell } from "./csv.ts";
export { escapeMarkup } from "./escape-markup.ts";
