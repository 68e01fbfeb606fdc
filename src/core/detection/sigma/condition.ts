import { sentence } from "../sentence.ts";
import { Refusal, type Test } from "./sigma-rule.ts";

const DEEPEST = 50;
const MOST_TOKENS = 500;

/** Reads a condition: and, or, not, parentheses, `1 of`, `all of`, `them`, names with wildcards. */
export function compileCondition(text: string, selections: ReadonlyMap<string, Test>): Test {
  if (text.includes("|")) throw aggregation(text);
  const tokens = text.match(/[()]|[^\s()]+/g) ?? [];
  if (tokens.length > MOST_TOKENS) throw unclear("a very long condition");
  const reader = new ConditionReader(tokens, selections);
  return reader.whole();
}

class ConditionReader {
  readonly #tokens: readonly string[];
  readonly #selections: ReadonlyMap<string, Test>;
  #next = 0;

  constructor(tokens: readonly string[], selections: ReadonlyMap<string, Test>) {
    this.#tokens = tokens;
    this.#selections = selections;
  }

  whole(): Test {
    const test = this.#or(0);
    if (this.#next < this.#tokens.length) throw unclear(`condition: ${this.#tokens[this.#next] ?? ""}`);
    return test;
  }

  #word(): string {
    return (this.#tokens[this.#next] ?? "").toLowerCase();
  }

  #or(depth: number): Test {
    const tests = [this.#and(depth)];
    while (this.#word() === "or") {
      this.#next++;
      tests.push(this.#and(depth));
    }
    const [only] = tests;
    return tests.length === 1 && only !== undefined ? only : anyOf(tests);
  }

  #and(depth: number): Test {
    const tests = [this.#not(depth)];
    while (this.#word() === "and") {
      this.#next++;
      tests.push(this.#not(depth));
    }
    const [only] = tests;
    return tests.length === 1 && only !== undefined ? only : allOf(tests);
  }

  #not(depth: number): Test {
    if (depth > DEEPEST) throw unclear("a condition nested too deeply");
    const word = this.#word();
    if (word === "not") {
      this.#next++;
      const test = this.#not(depth + 1);
      return (record, fields) => !test(record, fields);
    }
    if (word === "(") {
      this.#next++;
      const test = this.#or(depth + 1);
      if (this.#word() !== ")") throw unclear("an unbalanced parenthesis in the condition");
      this.#next++;
      return test;
    }
    return this.#selection();
  }

  #selection(): Test {
    const name = this.#tokens[this.#next++] ?? "";
    const word = name.toLowerCase();
    if ((word === "1" || word === "all" || word === "any") && this.#word() === "of") {
      this.#next++;
      const tests = this.#named(this.#tokens[this.#next++] ?? "");
      return word === "all" ? allOf(tests) : anyOf(tests);
    }
    if (/^\d+$/.test(word) && this.#word() === "of") throw unclear(`condition: ${word} of`);
    const test = this.#selections.get(name);
    if (test === undefined) throw unclear(`condition: ${name === "" ? "it ends too early" : name}`);
    return test;
  }

  #named(pattern: string): readonly Test[] {
    // "them" leaves out what begins with an underscore (Sigma specification, section "Condition").
    const isAll = pattern.toLowerCase() === "them";
    const head = pattern.split("*");
    const names = [...this.#selections.keys()].filter((name) => (isAll ? !name.startsWith("_") : fits(name, head)));
    if (names.length === 0) throw unclear(`condition: of ${pattern}`);
    return names.flatMap((name) => this.#selections.get(name) ?? []);
  }
}

/** Whether the pieces between stars occur in this order, the first at the beginning and the last at the end. */
function fits(name: string, pieces: readonly string[]): boolean {
  if (pieces.length === 1) return name === pieces[0];
  const first = pieces[0] ?? "";
  const last = pieces.at(-1) ?? "";
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let from = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, from);
    if (found < 0) return false;
    from = found + piece.length;
  }
  return from <= name.length - last.length;
}

export function anyOf(tests: readonly Test[]): Test {
  return (record, fields) => tests.some((test) => test(record, fields));
}

export function allOf(tests: readonly Test[]): Test {
  return (record, fields) => tests.every((test) => test(record, fields));
}

function aggregation(text: string): Refusal {
  const construct = /\|\s*(\w+)/.exec(text)?.[1] ?? "|";
  return new Refusal(
    `aggregation ${construct}`,
    sentence(
      "rules that count are not evaluated; the built-in detectors count guesses and floods",
      "不执行带计数的规则；内置检测会统计猜测与洪泛",
    ),
  );
}

function unclear(construct: string): Refusal {
  return new Refusal(construct, sentence("this is not understood here", "此处无法理解该写法"));
}
