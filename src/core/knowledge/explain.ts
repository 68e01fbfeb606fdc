import type { Localized } from "../texts/index.ts";
import { causes } from "./causes/index.ts";
import { codeEntries, codeFamilies, findCodes } from "./codes.ts";
import type { CodeEntry, CodeFamily } from "./codes.ts";
import { eventEntries, findEvents } from "./events.ts";
import { causeMatch, codeMatch, eventMatch, folkloreMatch, messageMatch } from "./explain-match.ts";
import type { ExplainMatch } from "./explain-match.ts";
import { folklore } from "./folklore.ts";
import { fuzzyIndex } from "./fuzzy.ts";
import type { FuzzyDocument, FuzzyIndex } from "./fuzzy.ts";
import { isCauseId } from "./known-cause.ts";
import { knownMessages } from "./messages/index.ts";
import { parseQuery, textKey } from "./query.ts";
import type { ParsedQuery, QueryNumber } from "./query.ts";

export type { ExplainMatch } from "./explain-match.ts";

/** Something else worth asking. */
export interface ExplainSuggestion {
  readonly query: string;
  readonly title: Localized;
}

/** The answer of `explain`: exact matches, or where there is none what resembles the query; never both empty. */
export interface ExplainAnswer {
  /** The query as it was understood: printable, at most 2,000 characters. */
  readonly query: string;
  /** False where `matches` only resemble the query. */
  readonly exact: boolean;
  readonly matches: readonly ExplainMatch[];
  readonly suggestions: readonly ExplainSuggestion[];
}

const MOST_MATCHES = 24;
const MOST_RESEMBLING = 8;
const LEAST_RESEMBLANCE = 0.34;

const WIN32_FAMILIES: ReadonlySet<CodeFamily> = new Set(["win32_ctx", "service_start", "socket", "rd_gateway"]);

/** The codes of a number, and those that it hides: an HRESULT can wrap a Win32 error or an NTSTATUS. */
function codesBehind(value: number): readonly CodeEntry[] {
  const own = findCodes(value);
  if (value >>> 16 === 0x8007) {
    return [...own, ...findCodes(value & 0xffff).filter((code) => WIN32_FAMILIES.has(code.family))];
  }
  if (value >>> 28 === 0xd) {
    return [...own, ...findCodes((value & 0xefff_ffff) >>> 0).filter((code) => code.family === "ntstatus")];
  }
  return own;
}

function codesOf(number: QueryNumber): readonly ExplainMatch[] {
  if (number.event === "certain") return [];
  const found = codesBehind(number.value);
  const byExit =
    number.notation === "decimal" && number.families.includes("freerdp_exit")
      ? codeEntries().filter((code) => code.exitCode === number.value)
      : [];
  const hinted = [...found, ...byExit].filter((code) => number.families.includes(code.family));
  if (hinted.length > 0) return hinted.map((code) => codeMatch(code, 1));
  // mstsc shows a Set Error Info code as the extended one where its own list has no name for it.
  const extended = number.families.includes("extended_disconnect")
    ? found.filter((code) => code.family === "set_error_info")
    : [];
  if (extended.length > 0) return extended.map((code) => codeMatch(code, 1));
  return found.map((code) => codeMatch(code, 0.95));
}

// What people call an event source besides its name.
const NICKNAMES: ReadonlyMap<string, string> = new Map([
  ["Service Control Manager", "scm"],
  ["Eventlog", "security"],
  ["RDPClient", "activexcore"],
]);

function eventsOf(number: QueryNumber, query: ParsedQuery): readonly ExplainMatch[] {
  if (number.notation !== "decimal" || number.event === "no") return [];
  const found = findEvents(number.value);
  const named = found.filter((event) => {
    const called = [textKey(event.shortName), NICKNAMES.get(event.shortName)];
    return called.some((name) => name !== undefined && query.key.includes(name));
  });
  if (named.length > 0) return named.map((event) => eventMatch(event, 1));
  return found.map((event) => eventMatch(event, number.event === "certain" ? 1 : 0.94));
}

function names(code: CodeEntry): readonly string[] {
  return code.symbol === null ? [] : code.symbol.split(" / ");
}

function symbolsOf(query: ParsedQuery): readonly ExplainMatch[] {
  const wanted = new Set(query.words.filter((word) => word.length >= 4).map(textKey));
  wanted.add(query.key);
  const exact: ExplainMatch[] = [];
  const partial: ExplainMatch[] = [];
  // A part of a name is looked for only where the query is one word that is written like a name.
  const isName = /^[A-Za-z]\w{3,}$/.test(query.text) && /_|[a-z][A-Z]|^[A-Z\d]{5,}$/.test(query.text);
  const part = isName ? query.key : undefined;
  for (const code of codeEntries()) {
    for (const name of names(code)) {
      const key = textKey(name);
      if (key.length >= 4 && wanted.has(key)) exact.push(codeMatch(code, 1));
      else if (part !== undefined && key.includes(part)) {
        partial.push(codeMatch(code, 0.7 + (0.2 * part.length) / key.length));
      }
    }
  }
  return exact.length > 0 ? exact : partial;
}

function messagesOf(query: ParsedQuery): readonly ExplainMatch[] {
  const { key } = query;
  const isLongEnough = /\p{Script=Han}{4}/u.test(key) || key.length >= 12;
  return knownMessages.flatMap((message) => {
    let best = 0;
    for (const fragment of message.fragments) {
      const wanted = textKey(fragment);
      if (key.includes(wanted)) best = Math.max(best, 0.9 + 0.1 * Math.min(1, wanted.length / key.length));
      else if (isLongEnough && wanted.includes(key)) best = Math.max(best, 0.6 + (0.3 * key.length) / wanted.length);
    }
    return best > 0 ? [messageMatch(message, best)] : [];
  });
}

function folkloreOf(query: ParsedQuery): readonly ExplainMatch[] {
  return folklore
    .filter(
      (item) =>
        item.patterns.some((pattern) => pattern.test(query.lower)) ||
        query.numbers.some((number) => number.event !== "certain" && item.numbers?.includes(number.value)),
    )
    .map((item) => folkloreMatch(item, 1));
}

function causesOf(query: ParsedQuery): readonly ExplainMatch[] {
  const named = query.words.filter(isCauseId).map((id) => causeMatch(id, 1));
  const titled = Object.keys(causes)
    .filter(isCauseId)
    .filter((id) => textKey(causes[id].title.en) === query.key || textKey(causes[id].title.zh) === query.key)
    .map((id) => causeMatch(id, 1));
  return [...named, ...titled];
}

const KIND_ORDER: Readonly<Record<ExplainMatch["kind"], number>> = {
  folklore: 0,
  message: 1,
  code: 2,
  event: 3,
  cause: 4,
};

function familyOrder(match: ExplainMatch): number {
  return match.family === undefined ? -1 : codeFamilies.indexOf(match.family);
}

function ordered(matches: readonly ExplainMatch[]): readonly ExplainMatch[] {
  const best = new Map<string, ExplainMatch>();
  for (const match of matches) {
    const key = `${match.kind} ${match.id}`;
    const known = best.get(key);
    if (known === undefined || known.score < match.score) best.set(key, match);
  }
  return [...best.values()]
    .toSorted(
      (a, b) =>
        b.score - a.score ||
        KIND_ORDER[a.kind] - KIND_ORDER[b.kind] ||
        familyOrder(a) - familyOrder(b) ||
        (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
    )
    .slice(0, MOST_MATCHES);
}

let searchable: FuzzyIndex<(score: number) => ExplainMatch> | undefined;

function resembling(query: ParsedQuery): readonly ExplainMatch[] {
  searchable ??= fuzzyIndex<(score: number) => ExplainMatch>([
    ...knownMessages.map((message) => ({
      item: (score: number): ExplainMatch => messageMatch(message, score),
      texts: [message.title.en, message.title.zh, ...message.fragments],
    })),
    ...Object.keys(causes)
      .filter(isCauseId)
      .map((id) => ({
        item: (score: number): ExplainMatch => causeMatch(id, score),
        texts: [id, causes[id].title.en, causes[id].title.zh],
      })),
    ...folklore.map((item) => ({
      item: (score: number): ExplainMatch => folkloreMatch(item, score),
      texts: [item.title.en, item.title.zh],
    })),
    ...codeEntries().map((code) => ({
      item: (score: number): ExplainMatch => codeMatch(code, score),
      texts: [code.symbol ?? "", code.meaning.en, code.meaning.zh],
    })),
    ...eventEntries().map((event) => ({
      item: (score: number): ExplainMatch => eventMatch(event, score),
      texts: [event.shortName, event.meaning.en, event.meaning.zh],
    })),
  ] satisfies readonly FuzzyDocument<(score: number) => ExplainMatch>[]);
  return searchable
    .search(query.text, MOST_RESEMBLING)
    .filter((hit) => hit.score >= LEAST_RESEMBLANCE)
    .map((hit) => hit.item(hit.score * 0.59));
}

const STARTING_POINTS: readonly string[] = [
  "an internal error has occurred",
  "0x904",
  "4625",
  "ERRINFO_LICENSE_NO_LICENSE",
];

function suggestion(match: ExplainMatch | undefined, query: string): readonly ExplainSuggestion[] {
  return match === undefined ? [] : [{ query, title: match.title }];
}

/** Other readings of a number that nothing defines: its digits as hexadecimal, and its neighbours. */
function neighbours(query: ParsedQuery): readonly ExplainSuggestion[] {
  return query.numbers.slice(0, 2).flatMap((number) => {
    const asHex = number.notation === "decimal" ? findCodes(Number.parseInt(String(number.value), 16)) : [];
    const near = codeEntries()
      .filter((code) => number.value > 32 && Math.abs((code.decimal >>> 0) - number.value) <= 16)
      .toSorted((a, b) => Math.abs((a.decimal >>> 0) - number.value) - Math.abs((b.decimal >>> 0) - number.value));
    return [...asHex, ...near.slice(0, 3)].flatMap((code) => suggestion(codeMatch(code, 0), code.symbol ?? code.hex));
  });
}

function suggestionsFor(query: ParsedQuery, matches: readonly ExplainMatch[]): readonly ExplainSuggestion[] {
  const behind = [...new Set(matches.slice(0, 4).flatMap((match) => match.likelyCauses))]
    .filter((id) => !matches.some((match) => match.kind === "cause" && match.id === id))
    .slice(0, 4)
    .flatMap((id) => suggestion(causeMatch(id, 0), id));
  const near = matches.length === 0 ? neighbours(query) : [];
  const found = [...near, ...behind];
  if (matches.length > 0 || found.length > 0) return found;
  return STARTING_POINTS.flatMap((text) => suggestion(exactMatches(parseQuery(text))[0], text));
}

function exactMatches(query: ParsedQuery): readonly ExplainMatch[] {
  return ordered([
    ...folkloreOf(query),
    ...messagesOf(query),
    ...symbolsOf(query),
    ...query.numbers.flatMap((number) => {
      const events = eventsOf(number, query);
      // Beside the name of an event source a number is an event id and nothing else.
      return events.some((match) => match.score === 1) ? events : [...codesOf(number), ...events];
    }),
    ...causesOf(query),
  ]);
}

/**
 * Offline look-up of whatever a person has in hand: a code in any notation and of any family, an event id, a symbol or a part
 * of it, an exit status, a cause id, or a sentence of a dialog or log in English or Chinese. The same number in several
 * families gives a match for each. Only where nothing matches exactly, what resembles the query is offered. Same query, same
 * answer; any text is accepted.
 */
export function explain(query: string): ExplainAnswer {
  const parsed = parseQuery(query);
  const exact = exactMatches(parsed);
  // Nothing resembles a number: its neighbours and other readings are suggestions.
  const isNumber = parsed.words.every((word) => /^(?:-?\d+|0x[\da-f]+)$/.test(word));
  const matches = exact.length > 0 || isNumber ? exact : ordered(resembling(parsed));
  return {
    query: parsed.text,
    exact: exact.length > 0,
    matches,
    suggestions: suggestionsFor(parsed, matches),
  };
}
