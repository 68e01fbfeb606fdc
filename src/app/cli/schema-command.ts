import { SCHEMAS, type SchemaName } from "../../core/contract/index.ts";
import type { Arguments } from "./arguments.ts";
import { nearest } from "../../core/texts/index.ts";
import { EXIT, usage } from "./operation-error.ts";
import { type World, write } from "./world.ts";

/** Prints one JSON Schema; that of `check --json` when none is named. */
export async function runSchemaCommand(args: Arguments, world: World): Promise<number> {
  const [name = "check-1", extra] = args.operands;
  if (extra !== undefined) throw usage("error.operand-extra", { command: "schema", operand: "NAME", value: extra });
  if (!isSchemaName(name)) {
    const names = Object.keys(SCHEMAS);
    const choices = names.join(", ");
    const match = nearest(name, names);
    throw match === undefined
      ? usage("error.bad-choice", { option: "NAME", value: name, choices })
      : usage("error.bad-choice-nearest", { option: "NAME", value: name, choices, nearest: match });
  }
  await write(world.stdout, `${JSON.stringify(SCHEMAS[name], null, 2)}\n`);
  return EXIT.ok;
}

function isSchemaName(name: string): name is SchemaName {
  return Object.hasOwn(SCHEMAS, name);
}
