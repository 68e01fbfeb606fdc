import { sentence } from "../sentence.ts";
import { Refusal } from "./sigma-rule.ts";

// Regular expressions of a rule run over text of attackers. They are searched by following all ways through the
// expression at once, character by character, so that no text can make a search slow: time is states times characters.

/** Length of an expression, and states it may become: repeated parts are written out. */
const LONGEST_EXPRESSION = 2000;
const MOST_STATES = 4000;
const DEEPEST = 50;
/** Characters of a value that are searched. */
const LONGEST_TEXT = 32_768;

type Check = (code: number) => boolean;

/** A place in the expression: it takes a character, or leads on without one. */
interface State {
  readonly check?: Check;
  /** Passes only here: at the beginning, the end, or at the edge of a word. */
  readonly at?: "start" | "end" | "edge" | "no-edge";
  next: State[];
  readonly index: number;
}

interface Part {
  readonly start: State;
  /** States whose way on is still open. */
  readonly ends: readonly State[];
}

const WORD: Check = (code) =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
const DIGIT: Check = (code) => code >= 48 && code <= 57;
const SPACE: Check = (code) => code === 32 || (code >= 9 && code <= 13) || code === 160;
const not =
  (check: Check): Check =>
  (code) =>
    !check(code);

const CLASSES: Readonly<Record<string, Check>> = {
  d: DIGIT,
  D: not(DIGIT),
  w: WORD,
  W: not(WORD),
  s: SPACE,
  S: not(SPACE),
};
const CONTROLS: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, 0: 0 };

/** A regular expression that is searched in linear time. */
export class LinearPattern {
  readonly #source: string;
  readonly #ignoresCase: boolean;
  readonly #start: State;
  readonly #accept: State;
  readonly #states: State[] = [];
  #position = 0;

  /** Reads literals, classes, groups, alternatives, repeats and anchors; refuses look-around and back-references. */
  constructor(source: string, ignoresCase: boolean) {
    if (source.length > LONGEST_EXPRESSION) throw this.#refuse("a very long expression");
    const flags = /^\(\?([a-z]+)\)/.exec(source);
    if (flags !== null && flags[1] !== "i") throw this.#refuse(`flags (?${flags[1]})`);
    this.#source = flags === null ? source : source.slice(flags[0].length);
    this.#ignoresCase = ignoresCase || flags !== null;
    this.#accept = this.#state();
    const whole = this.#alternatives(0);
    if (this.#position < this.#source.length) throw this.#refuse("an unbalanced parenthesis");
    for (const end of whole.ends) end.next.push(this.#accept);
    this.#start = whole.start;
  }

  /** Whether the expression matches anywhere in the text. */
  test(text: string): boolean {
    const searched = text.slice(0, LONGEST_TEXT);
    let marks = new Uint32Array(this.#states.length);
    let generation = 0;
    let current: State[] = [];
    for (let index = 0; ; index++) {
      generation++;
      if (generation === 0xffff_ffff) marks = new Uint32Array(this.#states.length);
      const reached: State[] = [];
      for (const state of current) this.#follow(state, searched, index, marks, generation, reached);
      this.#follow(this.#start, searched, index, marks, generation, reached);
      if (marks[this.#accept.index] === generation) return true;
      if (index >= searched.length) return false;
      const code = searched.charCodeAt(index);
      const next: State[] = [];
      for (const state of reached) {
        if (state.check?.(code) === true) next.push(...state.next);
      }
      current = next;
    }
  }

  #follow(from: State, text: string, index: number, marks: Uint32Array, generation: number, reached: State[]): void {
    const waiting: State[] = [from];
    for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
      if (marks[state.index] === generation) continue;
      marks[state.index] = generation;
      if (state.check !== undefined) reached.push(state);
      else if (state.at === undefined || isAt(state.at, text, index)) waiting.push(...state.next);
    }
  }

  /** A letter, or a range of them, in both cases where case does not matter. Negation comes after it. */
  #folded(check: Check): Check {
    return this.#ignoresCase ? (code) => check(code) || otherCases(code).some((other) => check(other)) : check;
  }

  #state(check?: Check, at?: State["at"]): State {
    if (this.#states.length >= MOST_STATES) throw this.#refuse("an expression with too many repeats");
    const state: State = {
      ...(check === undefined ? {} : { check }),
      ...(at === undefined ? {} : { at }),
      next: [],
      index: this.#states.length,
    };
    this.#states.push(state);
    return state;
  }

  #alternatives(depth: number): Part {
    if (depth > DEEPEST) throw this.#refuse("groups in groups in groups");
    const first = this.#sequence(depth);
    if (this.#source[this.#position] !== "|") return first;
    const start = this.#state();
    start.next.push(first.start);
    const ends = [...first.ends];
    while (this.#source[this.#position] === "|") {
      this.#position++;
      const other = this.#sequence(depth);
      start.next.push(other.start);
      ends.push(...other.ends);
    }
    return { start, ends };
  }

  #sequence(depth: number): Part {
    const start = this.#state();
    let ends: readonly State[] = [start];
    for (;;) {
      const sign = this.#source[this.#position];
      if (sign === undefined || sign === "|" || sign === ")") return { start, ends };
      const from = this.#position;
      let part = this.#atom(depth);
      const until = this.#position;
      part = this.#repeated(part, from, until, depth);
      for (const end of ends) end.next.push(part.start);
      ends = part.ends;
    }
  }

  /** Repeats what stands from one position to another, by reading it as often as needed. */
  #repeated(first: Part, from: number, until: number, depth: number): Part {
    const range = this.#range();
    if (range === undefined) return first;
    const [least, most] = range;
    const behind = this.#position;
    const again = (): Part => {
      this.#position = from;
      const part = this.#atom(depth);
      if (this.#position !== until) throw this.#refuse("an expression");
      return part;
    };
    let isFirst = true;
    const copy = (): Part => {
      const part = isFirst ? first : again();
      isFirst = false;
      return part;
    };
    const start = this.#state();
    let ends: readonly State[] = [start];
    const append = (part: Part): void => {
      for (const end of ends) end.next.push(part.start);
      ends = part.ends;
    };
    for (let count = 0; count < least; count++) append(copy());
    if (most === undefined) {
      const loop = this.#state();
      const part = copy();
      append({ start: loop, ends: [loop] });
      loop.next.push(part.start);
      for (const end of part.ends) end.next.push(loop);
      ends = [loop];
    } else {
      for (let count = least; count < most; count++) {
        const part = copy();
        const skip = ends;
        append(part);
        ends = [...ends, ...skip];
      }
    }
    this.#position = behind;
    return { start, ends };
  }

  #range(): readonly [number, number | undefined] | undefined {
    const rest = this.#source.slice(this.#position, this.#position + 16);
    const match = /^(?:\*|\+|\?|\{(\d{1,3})(?:(,)(\d{1,3})?)?\})/.exec(rest);
    if (match === null) return undefined;
    this.#position += match[0].length;
    // A lazy repeat finds the same places.
    if (this.#source[this.#position] === "?") this.#position++;
    if (/^[*+?{]/.test(this.#source.slice(this.#position))) throw this.#refuse("a repeat of a repeat");
    if (match[0] === "*") return [0, undefined];
    if (match[0] === "+") return [1, undefined];
    if (match[0] === "?") return [0, 1];
    const least = Number(match[1]);
    if (match[2] === undefined) return [least, least];
    return [least, match[3] === undefined ? undefined : Math.max(least, Number(match[3]))];
  }

  #atom(depth: number): Part {
    const sign = this.#source[this.#position++] ?? "";
    if (sign === "(") return this.#group(depth);
    if (sign === "^") return this.#single(this.#state(undefined, "start"));
    if (sign === "$") return this.#single(this.#state(undefined, "end"));
    if (sign === ".") return this.#single(this.#state((code) => code !== 10 && code !== 13));
    if (sign === "[") return this.#single(this.#state(this.#class()));
    if (sign === "*" || sign === "+" || sign === "?") throw this.#refuse("a repeat of nothing");
    if (sign !== "\\") return this.#single(this.#state(this.#folded(same(sign.charCodeAt(0)))));
    const letter = this.#source[this.#position] ?? "";
    if (letter === "b" || letter === "B") {
      this.#position++;
      return this.#single(this.#state(undefined, letter === "b" ? "edge" : "no-edge"));
    }
    const escaped = this.#escape();
    return this.#single(this.#state(typeof escaped === "number" ? this.#folded(same(escaped)) : escaped));
  }

  #group(depth: number): Part {
    if (this.#source.startsWith("?", this.#position)) {
      if (!this.#source.startsWith("?:", this.#position)) throw this.#refuse("look-around or a named group");
      this.#position += 2;
    }
    const inner = this.#alternatives(depth + 1);
    if (this.#source[this.#position] !== ")") throw this.#refuse("an unbalanced parenthesis");
    this.#position++;
    return inner;
  }

  #single(state: State): Part {
    return { start: state, ends: [state] };
  }

  /** What stands behind a backslash: a code, or a class. */
  #escape(): number | Check {
    const letter = this.#source[this.#position++] ?? "";
    const known = Object.hasOwn(CLASSES, letter) ? CLASSES[letter] : undefined;
    if (known !== undefined) return known;
    if (Object.hasOwn(CONTROLS, letter)) return CONTROLS[letter] ?? 0;
    const length = letter === "x" ? 2 : letter === "u" ? 4 : 0;
    if (length > 0) {
      const digits = this.#source.slice(this.#position, this.#position + length);
      if (!new RegExp(`^[\\da-f]{${length}}$`, "i").test(digits)) throw this.#refuse(`escape \\${letter}`);
      this.#position += length;
      return Number.parseInt(digits, 16);
    }
    if (/^[\da-zA-Z]$/.test(letter)) throw this.#refuse(`escape or back-reference \\${letter}`);
    if (letter === "") throw this.#refuse("a backslash at the end");
    return letter.charCodeAt(0);
  }

  #class(): Check {
    const isNegated = this.#source[this.#position] === "^";
    if (isNegated) this.#position++;
    const checks: Check[] = [];
    let isFirst = true;
    for (;;) {
      const sign = this.#source[this.#position++];
      if (sign === undefined) throw this.#refuse("an open class");
      if (sign === "]" && !isFirst) break;
      isFirst = false;
      const low = sign === "\\" ? this.#escape() : sign.charCodeAt(0);
      const isRange = this.#source[this.#position] === "-" && this.#source[this.#position + 1] !== "]";
      if (typeof low !== "number" || !isRange) {
        checks.push(typeof low === "number" ? this.#folded(same(low)) : low);
        continue;
      }
      this.#position++;
      const next = this.#source[this.#position++] ?? "";
      const high = next === "\\" ? this.#escape() : next.charCodeAt(0);
      if (typeof high !== "number" || !(high >= low)) throw this.#refuse("a range of a class");
      checks.push(this.#folded((code) => code >= low && code <= high));
    }
    const any: Check = (code) => checks.some((check) => check(code));
    return isNegated ? not(any) : any;
  }

  #refuse(what: string): Refusal {
    return new Refusal(
      `regular expression with ${what}`,
      sentence(
        "only expressions that can be searched in linear time are taken",
        "只接受可在线性时间内匹配的正则表达式",
      ),
    );
  }
}

function otherCases(code: number): readonly number[] {
  if (code >= 65 && code <= 90) return [code + 32];
  if (code >= 97 && code <= 122) return [code - 32];
  if (code < 128) return [];
  const character = String.fromCharCode(code);
  return [character.toLowerCase().charCodeAt(0), character.toUpperCase().charCodeAt(0)];
}

function same(wanted: number): Check {
  return (code) => code === wanted;
}

function isAt(place: NonNullable<State["at"]>, text: string, index: number): boolean {
  if (place === "start") return index === 0;
  if (place === "end") return index === text.length;
  const before = index > 0 && WORD(text.charCodeAt(index - 1));
  const after = index < text.length && WORD(text.charCodeAt(index));
  return (before !== after) === (place === "edge");
}
