export { checkSeries, FAMILIES_OF_CHECKS } from "./check-series.ts";
export { HOST_STATUSES } from "./metrics-snapshot.ts";
export type * from "./metrics-snapshot.ts";
export { CONTENT_TYPES, expose, METRIC_FAMILIES, seriesOf } from "./open-metrics.ts";
export type { ExpositionForm, MetricType } from "./open-metrics.ts";
export { prtgJson } from "./prtg.ts";
export type { PrtgAnswer } from "./prtg.ts";
export { encodeWriteRequest } from "./write-request.ts";
export type { WriteSeries } from "./write-request.ts";
