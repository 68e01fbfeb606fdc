import { channelsNamed, type ChannelSettings, deliveryOf } from "../../core/alerting/index.ts";
import { DEFAULTS, type ReportSettings } from "../../core/configuration/index.ts";
import type { TenantId } from "../../core/fleet/index.ts";
import { healthReport, lastReportSlot, reportEvent } from "../../core/health-report/index.ts";
import type { Judge } from "../../io/monitor/index.ts";
import { traitsOf, zoneOffsetMinutes } from "../../io/notify/index.ts";
import type { Store, StoredResource } from "../../io/store/index.ts";
import { healthReportFor } from "./health-report-input.ts";

export interface ReportWorld {
  readonly store: Store;
  readonly tenant: TenantId;
  readonly clock: { nowMs(): number };
  readonly judge: Pick<Judge, "isJudge">;
  readonly channels: () => readonly ChannelSettings[];
  /** Page of the server, where its public address is known. */
  readonly link: string | null;
  /** Health score of the fleet now; null: not known. */
  readonly score: () => Promise<number | null>;
  /** Something was put into the outbox. */
  readonly onDeliveries: () => void;
  readonly onTrouble: (error: unknown) => void;
}

const LOOK_MS = 20_000;
/** Which report went out last, so that a restart neither repeats nor forgets one. */
const SENT_KIND = "report-sent";

interface Sent {
  readonly untilMs: number;
}

/**
 * Puts health reports into the outbox when they are due. Only the judge's process does, and a report's deliveries have the
 * same ids whoever makes them: none goes out twice. Of those that were missed while nothing ran, the last one is sent.
 */
export class ReportKeeper {
  readonly #world: ReportWorld;
  #timer: NodeJS.Timeout | undefined;
  #look: Promise<void> | undefined;

  constructor(world: ReportWorld) {
    this.#world = world;
  }

  start(): void {
    this.#timer = setInterval(() => void this.look(), LOOK_MS);
    this.#timer.unref();
  }

  /** Resolves when what is under way has come to its end. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#look;
  }

  /** Sends what is due now. Never rejects. A second call meanwhile is the first one. */
  async look(): Promise<void> {
    this.#look ??= this.#send().finally(() => (this.#look = undefined));
    return this.#look;
  }

  async #send(): Promise<void> {
    const { store, tenant, judge, onTrouble } = this.#world;
    if (!judge.isJudge) return;
    try {
      for (const report of await store.resources.list<ReportSettings>(tenant, "report")) await this.#sendOne(report);
    } catch (error) {
      onTrouble(error);
    }
  }

  async #sendOne({ name, doc, createdMs }: StoredResource<ReportSettings>): Promise<void> {
    const { store, tenant, clock, channels, link, score, onDeliveries } = this.#world;
    const nowMs = clock.nowMs();
    const { period, at = DEFAULTS.report.at, zone = DEFAULTS.report.zone } = doc;
    const slot = lastReportSlot({ period, at, zone }, nowMs, zoneOffsetMinutes);
    // Nobody had asked for it when it was due.
    if (slot.untilMs <= createdMs) return;
    const sent = await store.resources.get<Sent>(tenant, SENT_KIND, name);
    if (sent !== null && sent.doc.untilMs >= slot.untilMs) return;
    const told = channelsNamed(doc.channels, channels()).filter(({ kind }) => !traitsOf(kind).tracksState);
    if (told.length > 0) {
      const offsetMinutes = zoneOffsetMinutes(zone, slot.untilMs);
      const report = await healthReportFor(store, tenant, {
        ...slot,
        period,
        offsetMinutes,
        link,
        score: await score(),
      });
      const event = reportEvent(tenant, name, report, healthReport(report));
      await store.outbox.add(told.map((channel) => deliveryOf(event, channel.name, nowMs)));
    }
    await store.resources.put<Sent>(tenant, SENT_KIND, name, { untilMs: slot.untilMs }, "api", null, nowMs);
    onDeliveries();
  }
}
