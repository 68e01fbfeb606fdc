import type { Language } from "../../core/texts/index.ts";

/** The language that the locale asks for, in the order of POSIX; English for all but Chinese. */
function languageOfLocale(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "";
  return /^zh/i.test(locale) ? "zh" : "en";
}

export function isLanguage(text: string): text is Language {
  return text === "en" || text === "zh";
}

/** `--lang` before the arguments are parsed, so that a complaint about them is already in the right language. */
export function languageFor(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Language {
  const at = argv.findIndex((argument) => argument === "--lang" || argument.startsWith("--lang="));
  const value = argv[at]?.split("=")[1] ?? argv[at + 1] ?? "";
  return at >= 0 && isLanguage(value) ? value : languageOfLocale(env);
}
