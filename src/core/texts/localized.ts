/** The languages in which everything a person reads exists. */
export type Language = "en" | "zh";

/** One text in every language; the compiler demands them all. */
export interface Localized {
  readonly en: string;
  readonly zh: string;
}
