import { canonicalAddress } from "../../telemetry/index.ts";
import { sentence } from "../sentence.ts";
import { LinearPattern } from "./linear-pattern.ts";
import { Refusal } from "./sigma-rule.ts";

/** Tests the text of one field; undefined where the event has no such field. */
export type TextTest = (text: string | undefined) => boolean;

const LONGEST_PATTERN = 4096;
const LONGEST_TEXT = 32_768;
/** Signs that Windows programs take for the dash of a switch. */
const DASHES = ["-", "/", "\u2013", "\u2014", "\u2015"];

/** How a value of a rule is compared, as its modifiers say. */
export interface Comparison {
  readonly place:
    | "whole"
    | "contains"
    | "startswith"
    | "endswith"
    | "re"
    | "cidr"
    | "gt"
    | "gte"
    | "lt"
    | "lte"
    | "exists";
  readonly isCased: boolean;
  readonly takesAnyDash: boolean;
}

/** The test for one value. */
export function textTest(value: unknown, comparison: Comparison): TextTest {
  const { isCased, place } = comparison;
  if (place === "exists") {
    if (typeof value !== "boolean") throw refuse("modifier exists without true or false");
    return (text) => (text !== undefined) === value;
  }
  if (value === null) {
    if (place !== "whole") throw refuse(`null with the modifier ${place}`);
    return (text) => text === undefined || text === "";
  }
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
    throw refuse("a value that is no text, number or truth");
  }
  const pattern = String(value);
  if (pattern.length > LONGEST_PATTERN) throw refuse("a very long value");
  switch (place) {
    case "re": {
      const expression = new LinearPattern(pattern, !isCased);
      return (text) => text !== undefined && expression.test(text);
    }
    case "cidr":
      return networkTest(pattern);
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      return numberTest(pattern, place);
    default: {
      const variants = comparison.takesAnyDash ? withAnyDash(pattern) : [pattern];
      const tests = variants.map((variant) => wildcardTest(variant, place, isCased));
      const [only] = tests;
      return tests.length === 1 && only !== undefined ? only : (text) => tests.some((test) => test(text));
    }
  }
}

/** The first dash, at the beginning or behind a blank, stands for every sign that programs take for it. */
function withAnyDash(pattern: string): readonly string[] {
  const match = /(^|\s)[-/](?=\w)/.exec(pattern);
  if (match === null) return [pattern];
  const position = match.index + (match[1]?.length ?? 0);
  return DASHES.map((dash) => pattern.slice(0, position) + dash + pattern.slice(position + 1));
}

/** A piece of a value: text as it stands, or a wildcard. */
type Piece = { readonly text: string } | "*" | "?";

function piecesOf(pattern: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let text = "";
  const push = (piece: Piece): void => {
    if (text !== "") pieces.push({ text });
    text = "";
    pieces.push(piece);
  };
  for (let index = 0; index < pattern.length; index++) {
    const sign = pattern[index] ?? "";
    const next = pattern[index + 1] ?? "";
    if (sign === "\\" && (next === "*" || next === "?" || next === "\\")) {
      // A backslash before a wildcard makes it a plain sign; two of them are one.
      text += next;
      index++;
    } else if (sign === "*" || sign === "?") {
      push(sign);
    } else {
      text += sign;
    }
  }
  if (text !== "") pieces.push({ text });
  return pieces;
}

function wildcardTest(pattern: string, place: Comparison["place"], isCased: boolean): TextTest {
  const pieces = [...piecesOf(pattern)];
  const fold = (text: string): string => (isCased ? text : text.toLowerCase());
  if (pieces.every((piece) => typeof piece === "object")) {
    const wanted = fold(pieces.map((piece) => piece.text).join(""));
    switch (place) {
      case "contains":
        return (text) => text !== undefined && fold(text).includes(wanted);
      case "startswith":
        return (text) => text !== undefined && fold(text).startsWith(wanted);
      case "endswith":
        return (text) => text !== undefined && fold(text).endsWith(wanted);
      default:
        return (text) => text !== undefined && fold(text) === wanted;
    }
  }
  if (place === "contains" || place === "endswith") pieces.unshift("*");
  if (place === "contains" || place === "startswith") pieces.push("*");
  const signs = pieces.flatMap((piece): readonly string[] =>
    typeof piece === "object" ? Array.from(fold(piece.text), (sign) => `=${sign}`) : [piece],
  );
  return (text) => text !== undefined && matchesWildcards(signs, Array.from(fold(text.slice(0, LONGEST_TEXT))));
}

/** Goes back to the last star only: at most pattern times text steps. */
function matchesWildcards(signs: readonly string[], text: readonly string[]): boolean {
  let sign = 0;
  let position = 0;
  let star = -1;
  let from = 0;
  while (position < text.length) {
    const wanted = signs[sign];
    if (wanted === "*") {
      star = sign++;
      from = position;
    } else if (wanted === "?" || wanted === `=${text[position]}`) {
      sign++;
      position++;
    } else if (star >= 0) {
      sign = star + 1;
      position = ++from;
    } else {
      return false;
    }
  }
  while (signs[sign] === "*") sign++;
  return sign === signs.length;
}

function numberTest(pattern: string, place: "gt" | "gte" | "lt" | "lte"): TextTest {
  const limit = Number(pattern);
  if (pattern.trim() === "" || Number.isNaN(limit)) throw refuse(`modifier ${place} without a number`);
  return (text) => {
    const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
    if (place === "gt") return value > limit;
    if (place === "gte") return value >= limit;
    return place === "lt" ? value < limit : value <= limit;
  };
}

function networkTest(pattern: string): TextTest {
  const [base = "", lengthText = ""] = pattern.split("/");
  const wanted = bitsOf(base);
  const length = /^\d{1,3}$/.test(lengthText) ? Number(lengthText) : Number.NaN;
  if (wanted === undefined || !(length <= wanted.length)) throw refuse(`cidr ${pattern}`);
  const prefix = wanted.slice(0, length);
  return (text) => {
    const bits = text === undefined ? undefined : bitsOf(text);
    return bits !== undefined && bits.length === wanted.length && bits.startsWith(prefix);
  };
}

function bitsOf(text: string): string | undefined {
  const address = canonicalAddress(text.trim());
  if (address === undefined) return undefined;
  if (!address.includes(":"))
    return address
      .split(".")
      .map((part) => binary(Number(part), 8))
      .join("");
  const [head = "", tail] = address.split("::");
  const before = wordsOf(head);
  const after = tail === undefined ? [] : wordsOf(tail);
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after].map((word) => binary(Number.parseInt(word, 16), 16)).join("");
}

function wordsOf(part: string): readonly string[] {
  return part === "" ? [] : part.split(":");
}

function binary(value: number, digits: number): string {
  return value.toString(2).padStart(digits, "0");
}

function refuse(construct: string): Refusal {
  return new Refusal(construct, sentence("this is not understood here", "此处无法理解该写法"));
}
