import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { type Configuration, DEFAULTS, isSame } from "../../core/configuration/index.ts";
import type { HostSample } from "../../core/exposition/index.ts";
import { DEFAULT_TENANT, LOCAL_VANTAGE, type TargetId } from "../../core/fleet/index.ts";
import { createApi } from "../../io/api/index.ts";
import { applyConfiguration } from "../../io/configuration/index.ts";
import { DiscoverySchedule } from "../../io/discovery/index.ts";
import {
  ClockWatch,
  DemoProber,
  FleetWatch,
  Housekeeping,
  Judge,
  type Prober,
  ProbePool,
  SharedProber,
  ShardKeeper,
  SingleKeeper,
  SteadyClock,
  VantageDesk,
  Watcher,
} from "../../io/monitor/index.ts";
import { Dispatcher, OutboundPolicy } from "../../io/notify/index.ts";
import { runCheck } from "../../io/probe/index.ts";
import { openStore, type Store, StoreFailure } from "../../io/store/index.ts";
import { ensureAdminToken } from "./admin-token.ts";
import { Feeds, mostUploadBytes } from "./feeds.ts";
import { FleetDocuments } from "./fleet-documents.ts";
import { DemoLab } from "./demo-lab.ts";
import { declareDemo } from "./demo-targets.ts";
import { Lateness } from "./lateness.ts";
import type { readMetrics } from "./metrics-reader.ts";
import { serverMetrics } from "./server-metrics.ts";
import { NoticeKeeper } from "./notice-keeper.ts";
import { reportingParts } from "./reporting-parts.ts";
import { routingSettings } from "./routing-settings.ts";
import { apiServices } from "./services.ts";
import type { StartedServer } from "./server-news.ts";
import { addressing, deskSettings, healthWeights, retention, secretReader, watchSettings } from "./server-settings.ts";
import type { ServerOptions } from "./server-options.ts";
import { type ServerParts, stopParts } from "./server-parts.ts";
import { serverResources } from "./server-resources.ts";

/** The whole of `rdpulse serve`: everything that runs, wired together in one place. */
export class Server {
  readonly #options: ServerOptions;
  readonly #clock: SteadyClock = new SteadyClock();
  readonly #clockWatch: ClockWatch = new ClockWatch((jumpMs) => this.#options.onNews({ kind: "clock", jumpMs }));
  readonly #lateness: Lateness = new Lateness();
  readonly #stages = new Map<TargetId, HostSample["stagesUs"]>();
  readonly #startedMs: number = this.#clock.nowMs();
  readonly #troubles = new Set<string>();
  #parts: ServerParts | undefined;
  /** What the file says now. */
  #configuration: Configuration;
  #checks = 0;
  #isDemo = false;
  #lab: DemoLab | undefined;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#configuration = options.configuration;
  }

  /** Opens the store, takes the fleet up, listens. Rejects with StoreFailure or with what listening said. */
  async start(): Promise<StartedServer> {
    try {
      return await this.#begin();
    } catch (error) {
      if (!(error instanceof StoreFailure) || error.trouble !== "corrupt") throw error;
      // Damage that shows only when the fleet is read was noted: opening once more sets it aside, where that can be.
      return this.#begin();
    }
  }

  async #begin(): Promise<StartedServer> {
    const { folder, storeUrl, secretKeyPath, configuration, demo } = this.#options;
    const store = await openStore({
      folder,
      clock: this.#clock,
      isServer: true,
      onSetAside: (moved) => this.#options.onNews({ kind: "set-aside", ...moved }),
      ...(storeUrl === undefined ? {} : { url: storeUrl }),
      ...(secretKeyPath === undefined ? {} : { secretKeyPath }),
    });
    try {
      await this.#apply(store, configuration);
      if (demo !== undefined) this.#lab = await DemoLab.start(demo.lab);
      await this.#showDemo(store, demo !== undefined);
      const parts = await this.#assemble(store);
      this.#parts = parts;
      const tokenFile = await ensureAdminToken(folder, parts.api.tokens);
      const { host } = this.#options.listen;
      const port = await parts.api.listen(host, this.#options.listen.port);
      await parts.documents.start();
      await parts.watch.start();
      parts.judge.start();
      parts.desk.start();
      parts.housekeeping.start();
      this.#clockWatch.start();
      parts.notices.start();
      parts.reports.start();
      parts.scores.start();
      parts.discovery.start();
      await parts.feeds.start();
      const name = host.includes(":") ? `[${host}]` : host;
      const url = `${this.#options.tls === undefined ? "http" : "https"}://${name}:${port}/`;
      return { url, tokenFile, targets: parts.watch.targets.size, labServers: this.#lab?.targets.length ?? 0 };
    } catch (error) {
      // What was put together closes its store itself.
      if (this.#parts === undefined) await store.close();
      else await this.stop();
      await this.#lab?.stop();
      throw error;
    }
  }

  /** Ends in good order. Gives how many results could not be written. */
  async stop(): Promise<number> {
    const parts = this.#parts;
    if (parts === undefined) return 0;
    this.#parts = undefined;
    this.#clockWatch.stop();
    const unwritten = await stopParts(parts);
    await this.#lab?.stop();
    return unwritten;
  }

  /** The file says something new: what differs is changed, and no running watch is disturbed. */
  async reconfigure(configuration: Configuration): Promise<void> {
    const parts = this.#parts;
    if (parts === undefined) return;
    await this.#apply(parts.store, configuration);
    const before = this.#configuration;
    this.#configuration = configuration;
    parts.watcher.configure(watchSettings(configuration));
    await parts.desk.configure();
    parts.outbound.configure(configuration.outbound ?? {});
    if (!isSame(before.incidents, configuration.incidents)) await parts.judge.configureDesk();
    parts.health.forget();
    await parts.feeds.configure(configuration);
    await parts.documents.refresh();
    parts.judge.configure();
    await parts.watch.refresh();
  }

  async #apply(store: Store, configuration: Configuration): Promise<void> {
    const { conflicts } = await applyConfiguration(store, DEFAULT_TENANT, configuration, this.#clock.nowMs());
    if (conflicts.length > 0) this.#options.onNews({ kind: "conflicts", conflicts });
  }

  /** Declares the hosts of the demo, or takes them away. */
  async #showDemo(store: Store, isOn: boolean): Promise<void> {
    await declareDemo(store, isOn, this.#lab?.targets ?? [], this.#clock.nowMs());
    this.#isDemo = isOn;
  }

  async #assemble(store: Store): Promise<ServerParts> {
    const { configuration, threads, recordings } = this.#options;
    const owner = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
    const pool: Prober = new ProbePool(threads);
    const shared = new SharedProber(new DemoProber(pool, this.#clock, recordings));
    const documents = new FleetDocuments(store, DEFAULT_TENANT, () => this.#parts?.judge.configure());
    await documents.refresh();
    const current = (): Configuration => this.#configuration;
    const secret = secretReader(store, this.#options);
    const isExcluded: FleetDocuments["isInMaintenance"] = (target, nowMs) => documents.isInMaintenance(target, nowMs);
    const onTrouble = (where: string) => (failure: StoreFailure | null) => this.#trouble(where, failure);
    const watching = {
      store,
      clock: this.#clock,
      isExcluded,
      onStoreTrouble: onTrouble("results"),
    };
    const watcher = new Watcher({
      ...watching,
      settings: watchSettings(configuration),
      prober: shared,
      vantage: LOCAL_VANTAGE,
      onResult: ({ row }) => {
        this.#checks += 1;
        const isPlanned = row.kind === "interval" || row.kind === "full";
        // The first check of a host makes up for a slot from before it was known.
        if (isPlanned && this.#stages.has(row.target)) this.#lateness.add(row.atMs, row.atMs - row.slotMs);
        this.#stages.set(row.target, row.stagesUs);
      },
    });
    const watch = new FleetWatch({
      store,
      watcher,
      keeper: new ShardKeeper(store.leases, owner),
      vantage: LOCAL_VANTAGE,
      isChecked: ({ settings: { enabled = true, vantages = ["local"] } }) => enabled && vantages.includes("local"),
      onTrouble: onTrouble("fleet"),
    });
    const outbound = new OutboundPolicy(configuration.outbound ?? {});
    const dispatcher = new Dispatcher({
      outbox: store.outbox,
      channelOf: (_tenant, name) => documents.channelOf(name),
      secrets: async (tenant, reference) => (await secret(tenant, reference)).reveal(),
      clock: this.#clock,
      policy: outbound,
    });
    const judge = new Judge({
      store,
      clock: this.#clock,
      keeper: new SingleKeeper(store.leases, owner, "judge"),
      targets: () => watch.targets,
      watch: () => watchSettings(current()),
      desk: () => deskSettings(current()),
      routing: () => routingSettings(current(), documents, watch),
      isExcluded,
      onDeliveries: () => dispatcher.wake(),
      // One dispatcher at a time works on an outbox: that of the judge.
      onSeat: (isJudge) => (isJudge ? dispatcher.start() : void dispatcher.stop()),
      onTrouble: onTrouble("incidents"),
    });
    const desk = new VantageDesk({
      store,
      clock: this.#clock,
      owner,
      shared,
      watching,
      settings: () => watchSettings(current()),
      onTrouble: onTrouble("vantages"),
      onTurn: (name, isAlive) => this.#options.onNews({ kind: "vantage", name, isAlive }),
    });
    const housekeeping = new Housekeeping(store, this.#clock, () => retention(current()), onTrouble("retention"));
    const notices = new NoticeKeeper({
      store,
      tenant: DEFAULT_TENANT,
      clock: this.#clock,
      judge,
      targets: () => watch.targets,
      onTrouble: (error) => this.#options.onNews({ kind: "bug", error, where: "notices" }),
    });
    const reporting = reportingParts({
      store,
      tenant: DEFAULT_TENANT,
      clock: this.#clock,
      judge,
      channels: () => documents.channels,
      link: () => current().server?.publicUrl ?? null,
      loads: () => this.#parts?.feeds.loads ?? [],
      weights: () => healthWeights(current()),
      onDeliveries: () => dispatcher.wake(),
      onTrouble: (error, where) => this.#options.onNews({ kind: "bug", error, where }),
    });
    const { health } = reporting;
    const discovery = new DiscoverySchedule({
      store,
      clock: this.#clock,
      owner,
      folder: this.#options.configurationFolder,
      runCheck,
      get forbidden() {
        return watchSettings(current()).forbidden;
      },
      onTrouble: onTrouble("discovery"),
    });
    const readCurrent = async (): ReturnType<typeof readMetrics> =>
      serverMetrics({
        store,
        version: this.#options.version,
        nowMs: this.#clock.nowMs(),
        checks: this.#checks,
        counts: watcher.counts,
        targets: watch.targets,
        stagesUs: this.#stages,
        hasTrouble: this.#troubles.size > 0,
        lateness: this.#lateness,
        health,
      });
    const feeds = new Feeds({
      store,
      tenant: DEFAULT_TENANT,
      clock: this.#clock,
      owner,
      configuration,
      secret: async (reference) => secret(DEFAULT_TENANT, reference),
      readMetrics: readCurrent,
      isSettled: () => this.#troubles.size === 0,
      onStoreTrouble: onTrouble("sessions"),
      onTrouble: (name, why) => this.#options.onNews({ kind: "feed", name, why }),
    });
    const services = apiServices({
      health,
      store,
      clock: this.#clock,
      version: this.#options.version,
      startedMs: this.#startedMs,
      isDemo: () => this.#isDemo,
      showDemo: async (isOn) => {
        await this.#showDemo(store, isOn);
        await watch.refresh();
      },
      watcher,
      watch,
      judge,
      desk,
      dispatcher,
      discovery,
      documents,
      lateness: this.#lateness,
      troubles: this.#troubles,
      statusPage: () => current().statusPage ?? {},
    });
    const metricsScope = configuration.metrics?.signIn === false ? "public" : "read";
    const api = createApi(services, {
      addressing: addressing(current, this.#options),
      ...(this.#options.tls === undefined ? {} : { tls: this.#options.tls }),
      trustsLocal: configuration.server?.local ?? DEFAULTS.server.local,
      resources: serverResources({
        desk: () => desk,
        readMetrics: readCurrent,
        report: reporting.report,
        intake: () => feeds.intake,
        loads: () => feeds.loads,
        uploadBytes: mostUploadBytes(configuration),
        metricsScope,
      }),
      ...(this.#options.pages === undefined ? {} : { pages: this.#options.pages }),
      onBug: (error, where) => this.#options.onNews({ kind: "bug", error, where }),
    });
    return {
      store,
      prober: shared,
      documents,
      watcher,
      watch,
      judge,
      dispatcher,
      outbound,
      desk,
      housekeeping,
      notices,
      reports: reporting.reports,
      scores: reporting.scores,
      discovery,
      feeds,
      health,
      api,
    };
  }

  /** Said once when it begins, and once when all is well again: not every second. */
  #trouble(where: string, failure: StoreFailure | null): void {
    const had = this.#troubles.size > 0;
    if (failure === null) {
      if (this.#troubles.delete(where) && this.#troubles.size === 0) this.#options.onNews({ kind: "store-back" });
      return;
    }
    this.#troubles.add(where);
    if (!had) this.#options.onNews({ kind: "store-trouble", failure });
  }
}
