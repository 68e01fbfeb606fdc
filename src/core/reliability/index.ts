export { groupHealth } from "./health-group.ts";
export type { GroupHealth, GroupMember } from "./health-group.ts";
export { healthMeasures, healthTally, OLDEST_FACTS_DAYS, OLDEST_LOAD_MINUTES, ROLLED_UP } from "./health-inputs.ts";
export type {
  HealthInputs,
  HealthLoad,
  HealthMeasure,
  HealthMeasures,
  HealthTally,
  MissingWhy,
} from "./health-inputs.ts";
export { DEFAULT_HEALTH_WEIGHTS, HEALTH_RULES, HEALTH_TERM_WORDS, HEALTH_TERMS, healthPoints } from "./health-rules.ts";
export type { HealthFact, HealthRule, HealthTerm, HealthValue, HealthWeights } from "./health-rules.ts";
export { healthFactTitle, healthValueText, MISSING_WORDS } from "./health-words.ts";
export { BAND_FLOORS, HEALTH_BANDS, HEALTH_CAPS, healthBand, healthChange, healthScore } from "./health-score.ts";
export type { HealthBand, HealthCap, HealthChange, HealthScore, HealthTermScore, RatedFact } from "./health-score.ts";
export { HISTOGRAM_ERROR, LogHistogram } from "./log-histogram.ts";
export type * from "./rollup.ts";
export {
  BURN_WINDOWS,
  budgetLeft,
  burnRate,
  burnsOf,
  DEFAULT_OBJECTIVES,
  LEAST_CHECKS,
  meanMs,
  shareOf,
} from "./objectives.ts";
export type { Burn, BurnWindow, Counted, Objectives } from "./objectives.ts";
