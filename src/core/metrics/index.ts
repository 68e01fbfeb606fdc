export { decodeExposition, isExposition } from "./exposition.ts";
export type { Exposition, Sample } from "./exposition.ts";
export type { HostMetrics, ServiceMetrics, SystemMetrics } from "./host-metrics.ts";
export { inventoryFromMetrics } from "./metrics-inventory.ts";
export { readHostMetrics } from "./read-host-metrics.ts";
export { sessionName } from "./session-metrics.ts";
export type { Measure, SessionGraphics, SessionLoad, SessionMetrics, SessionNetwork } from "./session-metrics.ts";
