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
