export type { Language, Localized } from "./localized.ts";
export { printable } from "./printable.ts";
