/** One searchable text and what it stands for. */
export interface FuzzyDocument<T> {
  readonly item: T;
  readonly texts: readonly string[];
}

/** A document and how much of the query it shares, 0 to 1. */
export interface FuzzyHit<T> {
  readonly item: T;
  readonly score: number;
}

/** Searches documents for a text that is written a little differently. */
export interface FuzzyIndex<T> {
  readonly search: (query: string, limit: number) => readonly FuzzyHit<T>[];
}

const WORD = /[\p{Script=Han}]+|[\p{L}\p{N}]+/gu;
const HAN = /^\p{Script=Han}/u;
const LONGEST_QUERY = 300;
// A gram that no document has says little: a typing error makes three of them.
const UNKNOWN_WEIGHT = 2.5;

/** Trigrams of every word with marks for its ends, and pairs of neighbouring Chinese characters. */
function gramsOf(text: string): ReadonlySet<string> {
  const grams = new Set<string>();
  // "disconnectReasonTimerError" and "SEC_E_TIME_SKEW" are several words to a reader.
  const spaced = text.replaceAll(/([a-z\d])([A-Z])/g, "$1 $2").toLowerCase();
  for (const [word] of spaced.matchAll(WORD)) {
    if (HAN.test(word)) {
      if (word.length === 1) grams.add(word);
      for (let at = 0; at + 1 < word.length; at++) grams.add(word.slice(at, at + 2));
      continue;
    }
    const framed = `^${word}$`;
    for (let at = 0; at + 2 < framed.length; at++) grams.add(framed.slice(at, at + 3));
  }
  return grams;
}

/** Builds an index: each gram weighs by its rarity, so that "the" and "error" decide nothing. */
export function fuzzyIndex<T>(documents: readonly FuzzyDocument<T>[]): FuzzyIndex<T> {
  const postings = new Map<string, number[]>();
  const sizes: number[] = [];
  for (const [at, document] of documents.entries()) {
    const grams = gramsOf(document.texts.join(" "));
    sizes.push(grams.size);
    for (const gram of grams) {
      const known = postings.get(gram);
      if (known === undefined) postings.set(gram, [at]);
      else known.push(at);
    }
  }
  const search = (query: string, limit: number): readonly FuzzyHit<T>[] => {
    const shared = new Map<number, number>();
    let whole = 0;
    for (const gram of gramsOf(query.slice(0, LONGEST_QUERY))) {
      const holders = postings.get(gram) ?? [];
      const weight = holders.length === 0 ? UNKNOWN_WEIGHT : Math.log((documents.length + 1) / (holders.length + 1));
      whole += weight;
      for (const at of holders) shared.set(at, (shared.get(at) ?? 0) + weight);
    }
    if (whole === 0) return [];
    const hits: { readonly at: number; readonly score: number }[] = [];
    for (const [at, weight] of shared) {
      // Of two documents that share as much, the shorter one is meant.
      hits.push({ at, score: (weight / whole) * (1 - 0.1 * Math.min(1, (sizes[at] ?? 0) / 400)) });
    }
    hits.sort((a, b) => b.score - a.score || a.at - b.at);
    return hits.slice(0, limit).flatMap(({ at, score }) => {
      const document = documents[at];
      return document === undefined ? [] : [{ item: document.item, score }];
    });
  };
  return { search };
}
