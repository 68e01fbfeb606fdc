import type { Api } from "../../io/api/index.ts";
import type { DiscoverySchedule } from "../../io/discovery/index.ts";
import type { FleetWatch, Housekeeping, Judge, Prober, VantageDesk, Watcher } from "../../io/monitor/index.ts";
import type { Dispatcher } from "../../io/notify/index.ts";
import type { Store } from "../../io/store/index.ts";
import type { Feeds } from "./feeds.ts";
import type { FleetDocuments } from "./fleet-documents.ts";
import type { HealthBook } from "./health-figures.ts";
import type { NoticeKeeper } from "./notice-keeper.ts";
import type { ReportKeeper } from "./report-keeper.ts";

/** What runs in a server that was started. */
export interface ServerParts {
  readonly store: Store;
  readonly prober: Prober;
  readonly documents: FleetDocuments;
  readonly watcher: Watcher;
  readonly watch: FleetWatch;
  readonly judge: Judge;
  readonly dispatcher: Dispatcher;
  readonly desk: VantageDesk;
  readonly housekeeping: Housekeeping;
  readonly notices: NoticeKeeper;
  readonly reports: ReportKeeper;
  readonly discovery: DiscoverySchedule;
  readonly feeds: Feeds;
  readonly health: HealthBook;
  readonly api: Api;
}
