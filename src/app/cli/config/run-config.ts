import { configurationExample, configurationSchema } from "../../../core/configuration/index.ts";
import type { ConfigurationCheck } from "../../../core/contract/index.ts";
import { type Language, printable, say } from "../../../core/texts/index.ts";
import { type LoadedConfiguration, loadConfiguration, problemLine } from "../../../io/configuration/index.ts";
import { channelSchemas } from "../../../io/notify/index.ts";
import type { Arguments } from "../arguments.ts";
import { EXIT, usage } from "../operation-error.ts";
import { type World, write } from "../world.ts";

/** `rdpulse config check FILE | example | schema`. Exit code 2 for a file that `serve` would refuse. */
export async function runConfigCommand(args: Arguments, world: World, language: Language): Promise<number> {
  const [action, file, extra] = args.operands;
  const operand = action === "check" ? extra : file;
  if (operand !== undefined) throw usage("error.operand-extra", { command: "config", operand: "FILE", value: operand });
  switch (action) {
    case "check":
      if (file === undefined) throw usage("error.operand-missing", { command: "config check", operand: "FILE" });
      return check(file, args, world, language);
    case "example":
      await write(world.stdout, configurationExample(language));
      return EXIT.ok;
    case "schema":
      await write(world.stdout, `${JSON.stringify(configurationSchema(channelSchemas()), null, 2)}\n`);
      return EXIT.ok;
    case undefined:
    default:
      throw usage("error.config-action");
  }
}

async function check(file: string, args: Arguments, world: World, language: Language): Promise<number> {
  const loaded = await loadConfiguration(file, channelSchemas());
  const isValid = loaded.configuration !== null;
  if (args.has("json")) {
    const { problems } = loaded;
    const report: ConfigurationCheck = { schema: "rdpulse.config-check/1", file, valid: isValid, problems };
    await write(world.stdout, `${JSON.stringify(report, null, 2)}\n`);
  } else {
    const lines = loaded.problems.map((problem) => problemLine(problem, file, language));
    await write(world.stdout, [...lines, summary(loaded, language)].map((line) => `${line}\n`).join(""));
  }
  return isValid ? EXIT.ok : EXIT.usage;
}

function summary({ file, configuration, problems }: LoadedConfiguration, language: Language): string {
  const shown = printable(file, 200);
  if (configuration === null) {
    const count = problems.filter(({ isWarning }) => isWarning !== true).length;
    return say(language, "config.bad", { file: shown, count });
  }
  const { targets = [], channels = [], rules = [], discovery = [] } = configuration;
  return say(language, "config.good", {
    file: shown,
    targets: targets.length,
    channels: channels.length,
    rules: rules.length,
    discovery: discovery.length,
  });
}
