export { FACT_NAMES, factChanges } from "./fact-changes.ts";
export type { FactIdentity } from "./fact-changes.ts";
export { watchedFacts } from "./watched-facts-of.ts";
