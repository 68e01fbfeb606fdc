import { isTextKey, type Language, printable, say } from "../../core/texts/index.ts";
import { type Arguments, parseArguments } from "./arguments.ts";
import { COMMANDS, isCommandName } from "./commands/index.ts";
import { programVersion } from "./package-folder.ts";
import { isLanguage, languageFor } from "./language.ts";
import { errnoOf, EXIT, OperationError, wordsOf } from "./operation-error.ts";
import { type World, write } from "./world.ts";

/** Runs one command line and gives its exit code. Whatever happens is told in one line on stderr; nothing is thrown. */
export async function run(argv: readonly string[], world: World): Promise<number> {
  const language = languageFor(argv, world.env);
  try {
    return await dispatch(argv, world, language);
  } catch (error) {
    return complain(error, world, language);
  }
}

async function dispatch(argv: readonly string[], world: World, language: Language): Promise<number> {
  const [name, ...rest] = commandFirst(argv);
  if (name === "--version" || name === "-V") {
    await write(world.stdout, `rdpulse ${programVersion()}\n`);
    return EXIT.ok;
  }
  if (name === undefined) {
    await (await COMMANDS.help()).run(parseArguments((await COMMANDS.help()).spec, []), world, language);
    return EXIT.usage;
  }
  if (name.startsWith("-")) {
    const help = await COMMANDS.help();
    return help.run(parseArguments(help.spec, argv), world, language);
  }
  if (!isCommandName(name)) {
    const { unknownCommand } = await import("./print-help.ts");
    throw unknownCommand(name);
  }
  const command = await COMMANDS[name]();
  const args = parseArguments(command.spec, rest);
  if (args.has("help")) {
    const { printHelp } = await import("./print-help.ts");
    return printHelp(name, args, world, languageOf(args, language));
  }
  return command.run(args, world, languageOf(args, language));
}

/** `rdpulse --lang zh check HOST` is as good as the usual order. */
function commandFirst(argv: readonly string[]): readonly string[] {
  const at = argv[0]?.startsWith("-") === true ? argv.findIndex(isCommandName) : 0;
  const name = argv[at];
  return at <= 0 || name === undefined ? argv : [name, ...argv.slice(0, at), ...argv.slice(at + 1)];
}

function languageOf(args: Arguments, otherwise: Language): Language {
  const asked = args.get("lang");
  return asked !== undefined && isLanguage(asked) ? asked : otherwise;
}

/** One line that says what is wrong and what to do next, and the exit code for whose fault it is. */
export async function complain(error: unknown, world: World, language: Language): Promise<number> {
  if (errnoOf(error) === "EPIPE") return EXIT.ok;
  if (error instanceof OperationError) {
    await write(world.stderr, `rdpulse: ${wordsOf(error, language)}\n`);
    return error.exitCode;
  }
  const told = toldBy(error);
  if (told !== undefined) {
    await write(world.stderr, `rdpulse: ${wordsOf(told, language)}\n`);
    return told.exitCode;
  }
  const isOurs = whoseOf(error);
  const reason = printable(rootOf(error), 200);
  if (isOurs !== "bug") {
    const key = isOurs === "operator" ? "error.operator" : "error.environment";
    await write(world.stderr, `rdpulse: ${say(language, key, { reason })}\n`);
    return isOurs === "operator" ? EXIT.usage : EXIT.environment;
  }
  const path = transcriptOf(error);
  const text =
    path === undefined
      ? say(language, "error.bug", { reason })
      : say(language, "error.bug-with-transcript", { reason, path });
  await write(world.stderr, `rdpulse: ${text}\n`);
  if (world.env["RDPULSE_DEBUG"] === "1" && error instanceof Error) {
    const causeStack = error.cause instanceof Error ? `\n${error.cause.stack}` : "";
    await write(world.stderr, `${error.stack}${causeStack}\n`);
  }
  return EXIT.bug;
}

/** Failures of this machine come from other rooms with the same fields. */
function toldBy(error: unknown): OperationError | undefined {
  if (!(error instanceof Error) || !("text" in error) || !("values" in error)) return undefined;
  const { text, values } = error;
  const whose = whoseOf(error);
  if (typeof text !== "string" || !isTextKey(text) || typeof values !== "object" || values === null) return undefined;
  const shown = Object.entries(values).filter(([, value]) => typeof value === "string" || typeof value === "number");
  return new OperationError(whose, text, Object.fromEntries(shown));
}

/** Other rooms say by a field of the same name whose fault an error is. */
function whoseOf(error: unknown): "operator" | "environment" | "bug" {
  const whose = error instanceof Error && "whose" in error ? error.whose : undefined;
  return whose === "operator" || whose === "environment" ? whose : "bug";
}

function transcriptOf(error: unknown): string | undefined {
  const path = error instanceof Error && "transcriptPath" in error ? error.transcriptPath : undefined;
  return typeof path === "string" ? path : undefined;
}

function rootOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
