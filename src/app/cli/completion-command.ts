import { type Language, say } from "../../core/texts/index.ts";
import { type Arguments, COMMON_OPTIONS } from "./arguments.ts";
import type { CommandSpec, OptionSpec } from "./command.ts";
import { COMMANDS } from "./commands/index.ts";
import { onlyOperand } from "./operands.ts";
import { EXIT, usage } from "./operation-error.ts";
import { type World, write } from "./world.ts";

/** Prints the completion script of a shell, made from the same specs as help and parsing. */
export async function runCompletionCommand(args: Arguments, world: World, language: Language): Promise<number> {
  const shell = onlyOperand(args, "completion", "bash|zsh|fish");
  const specs: CommandSpec[] = [];
  for (const load of Object.values(COMMANDS)) specs.push((await load()).spec);
  await write(world.stdout, scriptFor(shell, specs, language));
  return EXIT.ok;
}

function scriptFor(shell: string, specs: readonly CommandSpec[], language: Language): string {
  switch (shell) {
    case "bash":
      return bashScript(specs);
    case "zsh":
      return zshScript(specs, language);
    case "fish":
      return fishScript(specs, language);
    default:
      throw usage("error.bad-choice", { option: "completion", value: shell, choices: "bash, zsh, fish" });
  }
}

function optionsOf(spec: CommandSpec): readonly (readonly [string, OptionSpec])[] {
  return Object.entries({ ...spec.options, ...COMMON_OPTIONS });
}

function operandWords(spec: CommandSpec, names: readonly string[]): readonly string[] {
  if (spec.completes === "commands") return names;
  return spec.completes === undefined || spec.completes === "file" ? [] : spec.completes;
}

function bashScript(specs: readonly CommandSpec[]): string {
  const names = specs.map(({ name }) => name);
  const values = new Map<string, string>();
  for (const spec of specs) {
    for (const [name, option] of optionsOf(spec)) {
      if (option.choices !== undefined)
        values.set(`--${name}`, `COMPREPLY=($(compgen -W '${option.choices.join(" ")}' -- "$word"))`);
      else if (option.completes === "file") values.set(`--${name}`, `COMPREPLY=($(compgen -f -- "$word"))`);
      else if (option.type === "string") values.set(`--${name}`, "COMPREPLY=()");
    }
  }
  return `# bash completion for rdpulse: rdpulse completion bash
_rdpulse() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '${names.join(" ")} --help --version' -- "$word"))
    return
  fi
  case $before in
${[...values].map(([option, action]) => `    ${option}) ${action}; return ;;`).join("\n")}
  esac
  case \${COMP_WORDS[1]} in
${specs
  .map((spec) => {
    const options = optionsOf(spec).map(([name]) => `--${name}`);
    const words = operandWords(spec, names);
    const files =
      spec.completes === "file"
        ? `COMPREPLY=($(compgen -f -- "$word"))`
        : `COMPREPLY=($(compgen -W '${words.join(" ")}' -- "$word"))`;
    return `    ${spec.name}) if [[ $word == -* ]]; then COMPREPLY=($(compgen -W '${options.join(" ")}' -- "$word")); else ${files}; fi ;;`;
  })
  .join("\n")}
  esac
}
complete -o filenames -o bashdefault -F _rdpulse rdpulse
`;
}

function zshScript(specs: readonly CommandSpec[], language: Language): string {
  const names = specs.map(({ name }) => name);
  const commandLines = specs.map((spec) => `    ${zshQuoted(`${spec.name}:${say(language, spec.summary)}`)}`);
  const cases = specs.map((spec) => {
    const options = optionsOf(spec).map(([name, option]) => {
      const text = say(language, option.help).replaceAll(/[[\]:]/g, " ");
      const repeat = option.multiple === true ? "*" : "";
      if (option.type === "boolean") return zshQuoted(`${repeat}--${name}[${text}]`);
      const action =
        option.choices === undefined ? (option.completes === "file" ? "_files" : " ") : `(${option.choices.join(" ")})`;
      return zshQuoted(`${repeat}--${name}=[${text}]:${name}:${action}`);
    });
    const words = operandWords(spec, names);
    const operand = spec.completes === "file" ? "_files" : words.length > 0 ? `(${words.join(" ")})` : " ";
    return `      ${spec.name}) _arguments ${options.join(" ")} ${zshQuoted(`*:operand:${operand}`)} ;;`;
  });
  return `#compdef rdpulse
# zsh completion for rdpulse: rdpulse completion zsh
_rdpulse() {
  local -a commands=(
${commandLines.join("\n")}
  )
  if ((CURRENT == 2)); then
    _describe 'command' commands
  else
    local name=$words[2]
    shift words
    ((CURRENT--))
    case $name in
${cases.join("\n")}
    esac
  fi
}
# Found in fpath the file is the function; sourced it has to be announced.
if [[ $funcstack[1] == _rdpulse ]]; then
  _rdpulse "$@"
else
  compdef _rdpulse rdpulse
fi
`;
}

function zshQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function fishQuoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", String.raw`\'`)}'`;
}

function fishScript(specs: readonly CommandSpec[], language: Language): string {
  const names = specs.map(({ name }) => name);
  const lines = [
    "# fish completion for rdpulse: rdpulse completion fish",
    "complete -c rdpulse -f",
    ...specs.map(
      (spec) =>
        `complete -c rdpulse -n __fish_use_subcommand -a ${spec.name} -d ${fishQuoted(say(language, spec.summary))}`,
    ),
  ];
  for (const spec of specs) {
    const when = `-n '__fish_seen_subcommand_from ${spec.name}'`;
    if (spec.completes === "file") lines.push(`complete -c rdpulse ${when} -F`);
    const words = operandWords(spec, names);
    if (words.length > 0) lines.push(`complete -c rdpulse ${when} -a ${fishQuoted(words.join(" "))}`);
    for (const [name, option] of optionsOf(spec)) {
      const value =
        option.type === "boolean"
          ? ""
          : option.choices === undefined
            ? option.completes === "file"
              ? " -r -F"
              : " -x"
            : ` -x -a ${fishQuoted(option.choices.join(" "))}`;
      const short = option.short === undefined ? "" : ` -s ${option.short}`;
      lines.push(`complete -c rdpulse ${when} -l ${name}${short}${value} -d ${fishQuoted(say(language, option.help))}`);
    }
  }
  return `${lines.join("\n")}\n`;
}
