import type { FactName, FactValues, Fault } from "../evidence/index.ts";
import type { Language, Localized } from "../texts/index.ts";
import type { Because } from "./finding.ts";
import { FACT_SENTENCES } from "./sentences/fact-sentences.ts";
import { faultSentence } from "./sentences/fault-sentence.ts";
import { hostSentence } from "./sentences/host-sentence.ts";
import { shown } from "./sentences/phrases.ts";

/**
 * One short sentence without a full stop for a piece of evidence. Names and texts of the peer are escaped. Fact names that
 * this version does not know (a report of a newer one) are shown as they are.
 */
export function describeBecause(because: Because, language: Language): string {
  return sentenceOf(because)[language];
}

function sentenceOf({ fact, value }: Because): Localized {
  if (fact.startsWith("fault.")) {
    const holder: { fault?: Fault } = {};
    Object.assign(holder, { fault: value });
    if (holder.fault !== undefined) return faultSentence(holder.fault);
  }
  if (isFactName(fact)) {
    const facts: Partial<FactValues> = {};
    Object.assign(facts, { [fact]: value });
    return factSentence(fact, facts);
  }
  const ofHost = hostSentence(fact, value);
  if (ofHost !== undefined) return ofHost;
  const raw = `${shown(fact)}: ${shown(JSON.stringify(value) ?? "")}`;
  return { en: raw, zh: raw };
}

function factSentence<Name extends FactName>(name: Name, facts: Partial<Pick<FactValues, Name>>): Localized {
  const value = facts[name];
  return value === undefined ? { en: name, zh: name } : FACT_SENTENCES[name](value);
}

function isFactName(name: string): name is FactName {
  return Object.hasOwn(FACT_SENTENCES, name);
}
