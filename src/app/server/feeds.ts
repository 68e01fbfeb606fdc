import { type Configuration, DEFAULTS } from "../../core/configuration/index.ts";
import type { MetricsSnapshot } from "../../core/exposition/index.ts";
import type { TenantId } from "../../core/fleet/index.ts";
import type { Secret } from "../../core/sequence/index.ts";
import { RemoteWriter } from "../../io/export/index.ts";
import {
  CpuPeaks,
  EventIntake,
  type HostLoad,
  HostTargets,
  MetricsScraper,
  SyslogListener,
} from "../../io/monitor/index.ts";
import type { Store, StoreFailure } from "../../io/store/index.ts";
import { retention } from "./server-settings.ts";

export interface FeedsWorld {
  readonly store: Store;
  readonly tenant: TenantId;
  readonly clock: { nowMs(): number };
  /** Which process this is. */
  readonly owner: string;
  readonly configuration: Configuration;
  readonly secret: (reference: string) => Promise<Secret>;
  readonly readMetrics: () => Promise<MetricsSnapshot>;
  /** false while results wait for the store. */
  readonly isSettled: () => boolean;
  readonly onStoreTrouble: (failure: StoreFailure | null) => void;
  /** Of a receiver or a listener, by its name in the configuration; null when it works again. */
  readonly onTrouble: (name: string, why: string | null) => void;
}

const DAY_MS = 86_400_000;

/** What comes in beside checks, and what goes out beside alerts: logs and metrics of hosts, remote write. */
export class Feeds {
  readonly #world: FeedsWorld;
  readonly intake: EventIntake;
  #writers: readonly RemoteWriter[] = [];
  #writersText = "";
  #scraper: MetricsScraper | undefined;
  #scraperText = "";
  #syslog: SyslogListener | undefined;
  #syslogAt: string | undefined;

  constructor(world: FeedsWorld) {
    this.#world = world;
    const { store, tenant, clock, onStoreTrouble } = world;
    this.intake = new EventIntake({ store, tenant, clock, onTrouble: onStoreTrouble });
  }

  /** What exporters told of hosts last. */
  get loads(): readonly HostLoad[] {
    return this.#scraper?.loads ?? [];
  }

  /** Never rejects: a port that is taken is told, and everything else goes on. */
  async start(): Promise<void> {
    await this.configure(this.#world.configuration);
  }

  /** The file says something new: what differs is begun anew. Never rejects. */
  async configure(configuration: Configuration): Promise<void> {
    await this.#configureScraper(configuration);
    await this.#configureWriters(configuration);
    await this.#configureSyslog(configuration.ingest?.syslog);
  }

  async #configureSyslog(listen: string | undefined): Promise<void> {
    if (listen === this.#syslogAt) return;
    this.#syslogAt = listen;
    const before = this.#syslog;
    this.#syslog = undefined;
    // Senders are told by their own systems that nobody listens for a moment; what had come is read.
    await before?.stop();
    if (listen === undefined) return;
    const { onTrouble } = this.#world;
    const [, address = "", port = ""] = /^\[?(.*?)\]?:(\d+)$/.exec(listen) ?? [];
    const named = `syslog ${listen}`;
    const syslog = new SyslogListener({
      address,
      port: Number(port),
      intake: this.intake,
      onTrouble: (why) => onTrouble(named, why),
    });
    try {
      await syslog.start();
      this.#syslog = syslog;
    } catch (error) {
      await syslog.stop();
      onTrouble(named, error instanceof Error ? error.message : String(error));
    }
  }

  async #configureScraper({ ingest, outbound = {} }: Configuration): Promise<void> {
    const scrapes = ingest?.scrape ?? [];
    const text = JSON.stringify([scrapes, outbound]);
    if (text === this.#scraperText) return;
    this.#scraperText = text;
    await this.#scraper?.stop();
    const { store, tenant, clock, secret } = this.#world;
    const targets = new HostTargets(store, tenant);
    this.#scraper = new MetricsScraper({
      scrapes,
      clock,
      targets,
      outbound,
      secret,
      peaks: new CpuPeaks(store.resources, tenant),
    });
    this.#scraper.start();
  }

  async #configureWriters(configuration: Configuration): Promise<void> {
    const settings = configuration.metrics?.remoteWrite ?? [];
    const text = JSON.stringify([settings, configuration.outbound]);
    if (text === this.#writersText) return;
    this.#writersText = text;
    await this.#stopWriters();
    const { store, tenant, clock, owner, secret, readMetrics, isSettled, onTrouble } = this.#world;
    this.#writers = settings.map(
      (receiver) =>
        new RemoteWriter({
          store,
          tenant,
          clock,
          owner,
          secret,
          isSettled,
          snapshot: readMetrics,
          settings: receiver,
          outbound: configuration.outbound ?? {},
          keptMs: retention(configuration).rawDays * DAY_MS,
          onTrouble: (name, why) => onTrouble(`remote write ${name}`, why),
        }),
    );
    for (const writer of this.#writers) writer.start();
  }

  async stop(): Promise<void> {
    await this.#syslog?.stop();
    await this.#scraper?.stop();
    await this.#stopWriters();
    await this.intake.close();
  }

  async #stopWriters(): Promise<void> {
    await Promise.all(this.#writers.map(async (writer) => writer.stop()));
    this.#writers = [];
  }
}

/** Largest upload, in bytes. */
export function mostUploadBytes({ ingest }: Configuration): number {
  return (ingest?.maxUploadMegabytes ?? DEFAULTS.ingest.maxUploadMegabytes) * 1024 * 1024;
}
