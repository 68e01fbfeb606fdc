import type { Arguments } from "./arguments.ts";
import { usage } from "./operation-error.ts";

/** The value of an option that takes a whole number, or `otherwise`. Throws `OperationError` outside of the bounds. */
export function wholeNumber(args: Arguments, option: string, otherwise: number, least: number, most: number): number {
  const text = args.get(option);
  if (text === undefined) return otherwise;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) throw usage("error.whole-number", { option: `--${option}`, least, most });
  return value;
}
