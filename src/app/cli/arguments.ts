import { parseArgs } from "node:util";
import type { CommandSpec, OptionSpec } from "./command.ts";
import { nearest } from "../../core/texts/index.ts";
import { usage } from "./operation-error.ts";

/** Options that every command knows. */
export const COMMON_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  lang: { type: "string", value: "en|zh", help: "option.lang", choices: ["en", "zh"] },
  "no-color": { type: "boolean", help: "option.no-color" },
  plain: { type: "boolean", help: "option.plain" },
  width: { type: "string", value: "COLUMNS", help: "option.width" },
  help: { type: "boolean", short: "h", help: "option.help" },
};

/** Arguments of one command, checked against its spec. */
export class Arguments {
  readonly operands: readonly string[];
  readonly #strings: ReadonlyMap<string, readonly string[]>;
  readonly #flags: ReadonlySet<string>;

  constructor(
    operands: readonly string[],
    strings: ReadonlyMap<string, readonly string[]>,
    flags: ReadonlySet<string>,
  ) {
    this.operands = operands;
    this.#strings = strings;
    this.#flags = flags;
  }

  has(option: string): boolean {
    return this.#flags.has(option);
  }

  /** The last value given. */
  get(option: string): string | undefined {
    return this.#strings.get(option)?.at(-1);
  }

  all(option: string): readonly string[] {
    return this.#strings.get(option) ?? [];
  }

  /** Comma-separated words of all occurrences; each is one of the option's choices. */
  list(option: string): readonly string[] {
    return this.all(option)
      .flatMap((value) => value.split(","))
      .map((word) => word.trim())
      .filter((word) => word !== "");
  }
}

/** Parses `argv` for a command. Throws `OperationError` (operator) with the nearest match on what it does not know. */
export function parseArguments(spec: CommandSpec, argv: readonly string[]): Arguments {
  const options: Readonly<Record<string, OptionSpec>> = { ...spec.options, ...COMMON_OPTIONS };
  const { tokens } = parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(options).map(([name, { type, short }]) => [
        name,
        short === undefined ? { type } : { type, short },
      ]),
    ),
  });
  const operands: string[] = [];
  const strings = new Map<string, string[]>();
  const flags = new Set<string>();
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    const reason = Object.hasOwn(spec.refused ?? {}, token.name) ? spec.refused?.[token.name] : undefined;
    if (reason !== undefined) throw usage(reason);
    if (option === undefined) throw unknownOption(spec.name, token.rawName, Object.keys(options));
    if (option.type === "boolean") {
      if (token.value !== undefined) throw usage("error.option-takes-no-value", { option: token.rawName });
      flags.add(token.name);
      continue;
    }
    const isForgotten =
      token.value === undefined || (!token.inlineValue && isOption(token.value, Object.keys(options)));
    if (isForgotten) {
      throw usage("error.option-needs-value", { option: token.rawName, value: option.value ?? "VALUE" });
    }
    const value = token.value ?? "";
    checkChoice(token.rawName, option, value);
    strings.set(token.name, [...(strings.get(token.name) ?? []), value]);
  }
  return new Arguments(operands, strings, flags);
}

function isOption(text: string, names: readonly string[]): boolean {
  return text.startsWith("--") && names.includes(text.slice(2).split("=")[0] ?? "");
}

function unknownOption(command: string, option: string, names: readonly string[]): Error {
  const match = nearest(option.replace(/^-+/, ""), names);
  return match === undefined
    ? usage("error.unknown-option", { option, command })
    : usage("error.unknown-option-nearest", { option, nearest: `--${match}`, command });
}

function checkChoice(name: string, option: OptionSpec, value: string): void {
  if (option.choices === undefined) return;
  const words = option.list === true ? value.split(",").map((word) => word.trim()) : [value];
  for (const word of words) {
    if (option.choices.includes(word)) continue;
    const match = nearest(word, option.choices);
    const choices = option.choices.join(", ");
    throw match === undefined
      ? usage("error.bad-choice", { option: name, value: word, choices })
      : usage("error.bad-choice-nearest", { option: name, value: word, choices, nearest: match });
  }
}
