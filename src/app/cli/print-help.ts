import { type Language, nearest } from "../../core/texts/index.ts";
import { type Arguments, COMMON_OPTIONS } from "./arguments.ts";
import type { CommandSpec, OptionSpec } from "./command.ts";
import { COMMAND_NAMES, COMMANDS, isCommandName } from "./commands/index.ts";
import { EXIT, type OperationError, usage } from "./operation-error.ts";
import { displayWidth, padEnd } from "./render/display-width.ts";
import { heading, paint, paragraph, type Style, styleFor, tell } from "./render/style.ts";
import { wrap } from "./render/wrap.ts";
import { type World, write } from "./world.ts";

/** Prints the help of a command, or of the whole program when none is named. */
export async function printHelp(
  name: string | undefined,
  args: Arguments,
  world: World,
  language: Language,
): Promise<number> {
  const style = styleFor(world.stdout, world.env, args, language);
  if (name === undefined) {
    await write(world.stdout, await programHelp(style));
    return EXIT.ok;
  }
  if (!isCommandName(name)) throw unknownCommand(name);
  const { spec } = await COMMANDS[name]();
  await write(world.stdout, commandHelp(style, spec));
  return EXIT.ok;
}

/** What to say of a word that is no command: the nearest one, or what it looks like. */
export function unknownCommand(name: string): OperationError {
  const match = nearest(name, COMMAND_NAMES);
  if (match !== undefined) return usage("error.unknown-command-nearest", { command: name, nearest: match });
  if (/[.:]/.test(name)) return usage("error.command-missing", { target: name });
  return usage("error.unknown-command", { command: name, commands: COMMAND_NAMES.join(", ") });
}

async function programHelp(style: Style): Promise<string> {
  const rows: (readonly [string, string])[] = [];
  for (const name of COMMAND_NAMES) {
    if (isCommandName(name)) rows.push([name, tell(style, (await COMMANDS[name]()).spec.summary)]);
  }
  return page([
    ...paragraph(style, tell(style, "program.what"), 0, "", "strong"),
    ...heading(style, tell(style, "help.usage")),
    "  rdpulse COMMAND …",
    ...heading(style, tell(style, "help.commands")),
    ...table(style, rows),
    ...heading(style, tell(style, "help.start")),
    ...example(style, "rdpulse check rds01.example.com", tell(style, "check.example.host")),
    ...example(style, "rdpulse explain 0x904", tell(style, "explain.example.code")),
    ...example(style, "rdpulse help check", tell(style, "help.example")),
    ...heading(style, tell(style, "help.exit-codes")),
    ...exitCodes(style),
  ]);
}

function commandHelp(style: Style, spec: CommandSpec): string {
  return page([
    ...paragraph(style, tell(style, spec.summary), 0, "", "strong"),
    ...heading(style, tell(style, "help.usage")),
    `  rdpulse ${spec.name} ${spec.operands}${Object.keys(spec.options).length > 0 ? " [OPTION]…" : ""}`,
    "",
    ...tell(style, spec.description)
      .split("\n")
      .flatMap((part) => paragraph(style, part)),
    ...heading(style, tell(style, "help.examples")),
    ...spec.examples.flatMap(({ line, text }) => example(style, line, tell(style, text))),
    ...heading(style, tell(style, "help.options")),
    ...table(style, optionRows(style, { ...spec.options, ...COMMON_OPTIONS })),
    ...("fail-on" in spec.options ? [...heading(style, tell(style, "help.exit-codes")), ...exitCodes(style)] : []),
  ]);
}

function optionRows(style: Style, options: Readonly<Record<string, OptionSpec>>): (readonly [string, string])[] {
  return Object.entries(options).map(([name, option]) => {
    const short = option.short === undefined ? "" : `-${option.short}, `;
    const value = option.value === undefined ? "" : ` ${option.value}`;
    const isShort = option.choices === undefined || option.choices.join("|") === option.value;
    const choices = isShort ? "" : tell(style, "help.one-of", { choices: (option.choices ?? []).join(", ") });
    return [`${short}--${name}${value}`, tell(style, option.help) + choices];
  });
}

function exitCodes(style: Style): string[] {
  return table(
    style,
    (["0", "1", "2", "3", "4", "70", "130"] as const).map((code) => [code, tell(style, `exit.${code}`)]),
  );
}

function example(style: Style, line: string, text: string): string[] {
  return [...paragraph(style, text, 2, "", "quiet"), `    ${paint(style, "command", line)}`];
}

/** Two columns; the second goes under the first where the terminal is narrow or the first is long. */
function table(style: Style, rows: readonly (readonly [string, string])[]): string[] {
  const widest = Math.max(...rows.map(([left]) => displayWidth(left)));
  const leftWidth = Math.min(widest, 26);
  return rows.flatMap(([left, right]) => {
    const isNarrow = style.width < 60 && widest > 12;
    if (isNarrow || displayWidth(left) > leftWidth)
      return [`  ${left}`, ...paragraph(style, right, isNarrow ? 6 : leftWidth + 4)];
    const [first = "", ...rest] = wrap(right, style.width - leftWidth - 4);
    return [`  ${padEnd(left, leftWidth)}  ${first}`, ...rest.map((line) => " ".repeat(leftWidth + 4) + line)];
  });
}

function page(lines: readonly string[]): string {
  return `${lines.join("\n")}\n`;
}
