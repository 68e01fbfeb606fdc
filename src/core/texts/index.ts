export type { Language, Localized } from "./localized.ts";
export { nearest } from "./nearest.ts";
export { printable } from "./printable.ts";
export { isTextKey, wording } from "./catalogue.ts";
export type { TextKey } from "./catalogue.ts";
export { say } from "./say.ts";
export type { TextValues } from "./say.ts";
