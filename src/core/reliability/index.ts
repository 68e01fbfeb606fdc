export { HISTOGRAM_ERROR, LogHistogram } from "./log-histogram.ts";
export type * from "./rollup.ts";
