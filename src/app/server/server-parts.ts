import type { Api } from "../../io/api/index.ts";
import type { DiscoverySchedule } from "../../io/discovery/index.ts";
import type { FleetWatch, Housekeeping, Judge, Prober, VantageDesk, Watcher } from "../../io/monitor/index.ts";
import type { Dispatcher, OutboundPolicy } from "../../io/notify/index.ts";
import type { Store } from "../../io/store/index.ts";
import type { Feeds } from "./feeds.ts";
import type { FleetDocuments } from "./fleet-documents.ts";
import type { HealthBook } from "./health-figures.ts";
import type { NoticeKeeper } from "./notice-keeper.ts";
import type { ReportKeeper } from "./report-keeper.ts";
import type { ScoreKeeper } from "./score-keeper.ts";

/** What runs in a server that was started. */
export interface ServerParts {
  readonly store: Store;
  readonly prober: Prober;
  readonly documents: FleetDocuments;
  readonly watcher: Watcher;
  readonly watch: FleetWatch;
  readonly judge: Judge;
  readonly dispatcher: Dispatcher;
  readonly outbound: OutboundPolicy;
  readonly desk: VantageDesk;
  readonly housekeeping: Housekeeping;
  readonly notices: NoticeKeeper;
  readonly reports: ReportKeeper;
  readonly scores: ScoreKeeper;
  readonly discovery: DiscoverySchedule;
  readonly feeds: Feeds;
  readonly health: HealthBook;
  readonly api: Api;
}

/** How long checks under way may take to end when the server stops. */
const STOP_GRACE_MS = 3000;

/** Ends all of it in good order: nobody writes when the store closes. Gives how many results could not be written. */
export async function stopParts(parts: ServerParts): Promise<number> {
  parts.documents.stop();
  parts.housekeeping.stop();
  parts.notices.stop();
  await parts.reports.stop();
  await parts.scores.stop();
  await parts.api.close();
  await parts.discovery.stop();
  await parts.feeds.stop();
  await parts.desk.stop();
  await parts.watch.stop(STOP_GRACE_MS);
  await parts.judge.stop();
  await parts.dispatcher.stop();
  await parts.prober.close();
  const { buffered } = parts.watcher.counts;
  await parts.store.close();
  return buffered;
}
