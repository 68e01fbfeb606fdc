import type { Language, TextKey } from "../../core/texts/index.ts";
import type { Arguments } from "./arguments.ts";
import type { World } from "./world.ts";

export interface OptionSpec {
  readonly type: "string" | "boolean";
  readonly short?: string;
  readonly multiple?: boolean;
  /** Placeholder of the value in help: FILE, HOST:PORT … */
  readonly value?: string;
  readonly help: TextKey;
  /** The only values allowed, or with `list` the words that a comma-separated list may hold. */
  readonly choices?: readonly string[];
  readonly list?: boolean;
  readonly completes?: "file";
}

export interface CommandSpec {
  readonly name: string;
  /** Operands as they stand in the usage line. */
  readonly operands: string;
  readonly summary: TextKey;
  readonly description: TextKey;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Options that other tools have and this command refuses, each with its reason. No help and no completion names them. */
  readonly refused?: Readonly<Record<string, TextKey>>;
  readonly examples: readonly { readonly line: string; readonly text: TextKey }[];
  /** What the operand completes to in a shell. */
  readonly completes?: "file" | "commands" | readonly string[];
}

/** One command: what it accepts, and how it runs. `run` loads what is heavy when it is called. */
export interface Command {
  readonly spec: CommandSpec;
  /** Does the work and gives the exit code. */
  run(args: Arguments, world: World, language: Language): Promise<number>;
}
