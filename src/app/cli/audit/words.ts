import { escapeMarkup } from "../../../core/markup/index.ts";
import { type Language, type Localized, say, type TextKey, type TextValues } from "../../../core/texts/index.ts";

/** Text to markup. Everything that is shown goes through here, whoever wrote it. */
export class Words {
  readonly language: Language;

  constructor(language: Language) {
    this.language = language;
  }

  /** A text of ours, with values that may come from a file. */
  say(key: TextKey, values?: TextValues): string {
    return escapeMarkup(say(this.language, key, values));
  }

  of(text: Localized): string {
    return escapeMarkup(text[this.language]);
  }
}
