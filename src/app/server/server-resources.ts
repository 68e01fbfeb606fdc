import type { MetricsSnapshot } from "../../core/exposition/index.ts";
import type { Resource } from "../../io/api/index.ts";
import type { EventIntake, HostLoad, VantageDesk } from "../../io/monitor/index.ts";
import { ingestResource } from "./ingest-resource.ts";
import { metricsResource } from "./metrics-resource.ts";
import { reportResource, type ReportReader } from "./report-resource.ts";
import { vantageResource } from "./vantage-resource.ts";

export interface ResourceParts {
  readonly desk: () => VantageDesk;
  readonly readMetrics: () => Promise<MetricsSnapshot>;
  readonly metricsScope: "read" | "public";
  readonly intake: () => EventIntake;
  readonly report: ReportReader;
  readonly loads: () => readonly HostLoad[];
  /** Largest upload. */
  readonly uploadBytes: number;
}

/** Resources that need more of the house than the API's own room has. A new one is its file and its line here. */
export function serverResources(parts: ResourceParts): readonly Resource[] {
  const { desk, readMetrics, metricsScope, report, intake, loads, uploadBytes } = parts;
  return [
    vantageResource(desk),
    metricsResource(readMetrics, metricsScope),
    reportResource(report),
    ingestResource(intake, loads, uploadBytes),
  ];
}
