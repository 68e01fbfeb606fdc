import type { Arguments } from "../arguments.ts";
import { usage } from "../operation-error.ts";

/** The action that the first operand names, and the operands behind it; "list" when there is none. */
export function actionOf<Action extends string>(
  args: Arguments,
  command: string,
  actions: readonly Action[],
): { readonly action: Action | "list"; readonly operands: readonly string[] } {
  const [word, ...operands] = args.operands;
  if (word === undefined || word === "list") return { action: "list", operands };
  const action = actions.find((one) => one === word);
  if (action === undefined) throw usage("error.fleet-action", { command, action: word, actions: actions.join(", ") });
  return { action, operands };
}

/** Between `least` and `most` operands, or how the command is used. */
export function requireOperands(operands: readonly string[], least: number, most: number, use: string): void {
  if (operands.length < least || operands.length > most) throw usage("error.fleet-operands", { usage: use });
}
