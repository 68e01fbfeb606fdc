import type { ControlRequirement } from "../../knowledge/index.ts";

/** A number as exports write it: 3, "3", "0x3". Undefined for what is no number. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value === "boolean") return Number(value);
  if (typeof value !== "string" || !/^\s*(?:-?\d{1,15}|0x[\da-f]{1,12})\s*$/i.test(value)) return undefined;
  return Number(value);
}

/**
 * Does a value meet a requirement? `value` undefined is a value that is known to be absent. The answer is undefined where
 * operator, requirement and value do not fit together, so that nothing is concluded from what was not understood.
 * Operators of the catalogue: eq, ne (absent or different), ge, le_not_zero (1 to the requirement), in.
 */
export function meets(operator: string, required: ControlRequirement, value: number | undefined): boolean | undefined {
  if (operator === "ne") {
    const wanted = numberOf(required);
    return wanted === undefined ? undefined : value !== wanted;
  }
  if (value === undefined) return undefined;
  if (operator === "in") return Array.isArray(required) ? required.includes(value) : undefined;
  const wanted = numberOf(required);
  if (wanted === undefined) return undefined;
  switch (operator) {
    case "eq":
      return value === wanted;
    case "ge":
      return value >= wanted;
    case "le_not_zero":
      return value >= 1 && value <= wanted;
    default:
      return undefined;
  }
}
