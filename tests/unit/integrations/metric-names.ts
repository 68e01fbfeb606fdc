import { METRIC_FAMILIES } from "../../../src/core/exposition/index.ts";

/** Every name under which a series of ours can stand in a store of Prometheus. */
export const SERIES_NAMES: ReadonlySet<string> = new Set(
  METRIC_FAMILIES.flatMap(({ name, type }) => {
    if (type === "counter") return [`${name}_total`];
    return type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
  }),
);

/** Words of an expression that look like a metric of ours and are none. */
export function unknownNames(expression: string): readonly string[] {
  const names = [...expression.matchAll(/(?<![\w:"$.])(?:rdpulse|probe)_\w+/g)].map(([name]) => name);
  return names.filter((name) => !SERIES_NAMES.has(name));
}
