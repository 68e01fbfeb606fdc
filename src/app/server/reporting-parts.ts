import type { HealthReport, ReportPeriod } from "../../core/contract/index.ts";
import type { TenantId } from "../../core/fleet/index.ts";
import type { Store } from "../../io/store/index.ts";
import { HealthBook, type HealthWorld } from "./health-figures.ts";
import { healthReportFor, periodUntil } from "./health-report-input.ts";
import { ReportKeeper, type ReportWorld } from "./report-keeper.ts";
import { ScoreKeeper } from "./score-keeper.ts";

export interface ReportingWorld
  extends Pick<HealthWorld, "loads" | "weights">, Omit<ReportWorld, "store" | "link" | "score" | "onTrouble"> {
  readonly store: Store;
  /** Page of the server, where its public address is known now. */
  readonly link: () => string | null;
  readonly onTrouble: (error: unknown, where: string) => void;
}

export interface ReportingParts {
  readonly health: HealthBook;
  readonly reports: ReportKeeper;
  readonly scores: ScoreKeeper;
  /** The report of the period that ends now. Rejects with `StoreFailure`. */
  readonly report: (tenant: TenantId, period: ReportPeriod, nowMs: number) => Promise<HealthReport>;
}

/** Health scores, how they went, and the reports that tell of them. Nothing runs before it is started. */
export function reportingParts(world: ReportingWorld): ReportingParts {
  const { store, tenant, clock, judge, link } = world;
  const health = new HealthBook(world);
  const score = async (): Promise<number | null> => (await health.group(tenant, "fleet")).score;
  return {
    health,
    reports: new ReportKeeper({
      ...world,
      get link() {
        return link();
      },
      score,
      onTrouble: (error) => world.onTrouble(error, "reports"),
    }),
    scores: new ScoreKeeper({
      store,
      tenant,
      clock,
      judge,
      score,
      onTrouble: (error) => world.onTrouble(error, "scores"),
    }),
    report: async (of, period, nowMs) =>
      healthReportFor(store, of, {
        ...periodUntil(period, nowMs),
        period,
        offsetMinutes: 0,
        link: link(),
        score: await score(),
      }),
  };
}
