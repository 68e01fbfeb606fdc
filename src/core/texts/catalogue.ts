import { type ErrorKey, errorTexts } from "./error-texts.ts";
import { type HelpKey, helpTexts } from "./help-texts.ts";
import type { Localized } from "./localized.ts";
import { type PageKey, pageTexts } from "./page-texts.ts";

/** Every text of the command line; the compiler demands it in every language. */
export type TextKey = PageKey | HelpKey | ErrorKey;

export const wording: Readonly<Record<TextKey, Localized>> = { ...pageTexts, ...helpTexts, ...errorTexts };
