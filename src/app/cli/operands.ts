import type { Arguments } from "./arguments.ts";
import { usage } from "./operation-error.ts";

/** The one operand of a command. Throws `OperationError` when there is none, or more than one. */
export function onlyOperand(args: Arguments, command: string, operand: string): string {
  const [first, second] = args.operands;
  if (first === undefined || first === "") throw usage("error.operand-missing", { command, operand });
  if (second !== undefined) throw usage("error.operand-extra", { command, operand, value: second });
  return first;
}

/** For commands that take none. Throws `OperationError` when there is one. */
export function noOperands(args: Arguments, command: string): void {
  const [first] = args.operands;
  if (first !== undefined) throw usage("error.no-operand", { command, value: first });
}
