import type { FoundValue, JudgedControl } from "../../../core/audit/index.ts";
import { type Language, say } from "../../../core/texts/index.ts";

/** Who or what set the value, in words; what came from a file is still raw. */
export function whoSet(found: FoundValue, language: Language): string {
  if (found.setBy !== undefined) return say(language, "audit-page.set-by", { policy: found.setBy });
  return say(language, `audit-page.from.${found.from}`);
}

/** The value now, in words; what came from a file is still raw. */
export function nowOf(control: JudgedControl, language: Language): string {
  return control.found?.shown[language] ?? say(language, "audit-page.nothing-found");
}

/** Benchmarks that ask for the control, each once, with its number: the newest lists first as the catalogue has them last. */
export function benchmarksOf(control: JudgedControl, most: number): string {
  const named = control.references
    .toReversed()
    .map(({ benchmark, id }) => (id === undefined ? benchmark : `${benchmark} ${id}`));
  const shown = named.slice(0, most).join("; ");
  return named.length > most ? `${shown} (+${named.length - most})` : shown;
}
