import type { ScrapeSettings } from "../../../core/configuration/index.ts";
import { decodeExposition, readHostMetrics } from "../../../core/metrics/index.ts";
import type { Secret } from "../../../core/sequence/index.ts";
import { operatorPolicy, type OutboundRanges, post } from "../../notify/index.ts";
import type { Clock } from "../watch-settings.ts";
import type { CpuPeaks } from "./cpu-peaks.ts";
import type { HostTargets } from "./host-targets.ts";
import { busyShare, type CpuSeconds, cpuSecondsOf, type HostLoad, loadOf } from "./host-load.ts";

export interface MetricsScraperOptions {
  readonly scrapes: readonly ScrapeSettings[];
  readonly clock: Clock;
  readonly targets: Pick<HostTargets, "refresh" | "targetOf">;
  readonly outbound: OutboundRanges;
  readonly secret: (reference: string) => Promise<Secret>;
  /** Where the peaks of days are kept; nowhere when absent. */
  readonly peaks?: Pick<CpuPeaks, "note">;
}

const USUAL_EVERY_S = 60;
const LOOK_MS = 500;
const AT_ONCE = 32;
const TIMEOUT_MS = 10_000;
const MOST_BYTES = 16 * 1024 * 1024;
const HOUR_MS = 3_600_000;
const PEAK_HOURS = 24;

interface Scraped {
  readonly settings: ScrapeSettings;
  nextMs: number;
  isRunning: boolean;
  load: HostLoad;
  cpu: CpuSeconds | null;
  /** Highest share of each hour, by its number. */
  readonly peaks: Map<number, number>;
}

/** Reads windows_exporter and node_exporter, each at its interval, spread so that not all are asked at once. */
export class MetricsScraper {
  readonly #options: MetricsScraperOptions;
  readonly #scraped: readonly Scraped[];
  #timer: NodeJS.Timeout | undefined;
  readonly #running = new Set<Promise<void>>();

  constructor(options: MetricsScraperOptions) {
    this.#options = options;
    const nowMs = options.clock.nowMs();
    this.#scraped = options.scrapes.map((settings, index) => ({
      settings,
      nextMs: nowMs + (everyMs(settings) * index) / options.scrapes.length,
      isRunning: false,
      load: unread(settings.name),
      cpu: null,
      peaks: new Map(),
    }));
  }

  get loads(): readonly HostLoad[] {
    return this.#scraped.map(({ load }) => load);
  }

  start(): void {
    this.#timer = setInterval(() => this.#begin(), LOOK_MS);
    this.#timer.unref();
  }

  /** Resolves when what was under way has ended. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#running);
  }

  /** Reads all that is due, and resolves when it was read. Never rejects. */
  async turn(): Promise<void> {
    this.#begin();
    await Promise.all(this.#running);
  }

  #begin(): void {
    const nowMs = this.#options.clock.nowMs();
    for (const scraped of this.#scraped) {
      if (this.#running.size >= AT_ONCE) return;
      if (scraped.isRunning || scraped.nextMs > nowMs) continue;
      scraped.isRunning = true;
      // From its own rhythm: one that was late does not push all others.
      const missed = Math.floor((nowMs - scraped.nextMs) / everyMs(scraped.settings));
      scraped.nextMs += (missed + 1) * everyMs(scraped.settings);
      const run = this.#read(scraped).finally(() => {
        scraped.isRunning = false;
        this.#running.delete(run);
      });
      this.#running.add(run);
    }
  }

  async #read(scraped: Scraped): Promise<void> {
    const { settings } = scraped;
    const { clock, outbound, secret, targets } = this.#options;
    try {
      await targets.refresh(clock.nowMs());
      const token = settings.bearer === undefined ? undefined : (await secret(settings.bearer)).reveal().trim();
      const answer = await post(
        {
          url: settings.url,
          method: "GET",
          body: "",
          mostAnswerBytes: MOST_BYTES,
          headers: {
            Accept: "text/plain; version=0.0.4",
            ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
          },
        },
        { policy: operatorPolicy(outbound), timeoutMs: TIMEOUT_MS, nowMs: () => clock.nowMs() },
      );
      if (answer.status !== 200) throw new Error(`it answered ${answer.status}`);
      this.#take(scraped, answer.text);
      await this.#keepPeak(scraped.load);
    } catch (error) {
      const failure = (error instanceof Error ? error.message : String(error)).replaceAll(/[\p{C}\s]+/gu, " ");
      scraped.load = { ...scraped.load, failure: failure.slice(0, 300) };
    }
  }

  async #keepPeak({ target, cpuBusyShare }: HostLoad): Promise<void> {
    if (target === null || cpuBusyShare === null) return;
    // While the store is away it is lost only where the next reading is lower; the host is well all the same.
    await this.#options.peaks?.note(target, cpuBusyShare, this.#options.clock.nowMs()).catch(() => undefined);
  }

  #take(scraped: Scraped, text: string): void {
    const { settings, peaks, cpu } = scraped;
    const { clock, targets } = this.#options;
    const { samples } = decodeExposition(text);
    if (samples.length === 0) throw new Error("it answered with no metrics");
    const metrics = readHostMetrics(samples, settings.name);
    const found = loadOf(metrics);
    scraped.cpu = cpuSecondsOf(metrics);
    const busy = busyShare(cpu, scraped.cpu);
    const hour = Math.floor(clock.nowMs() / HOUR_MS);
    if (busy !== null) peaks.set(hour, Math.max(busy, peaks.get(hour) ?? 0));
    for (const known of peaks.keys()) if (known <= hour - PEAK_HOURS) peaks.delete(known);
    const named = settings.target ?? hostOf(settings.url);
    scraped.load = {
      ...found,
      name: settings.name,
      target: targets.targetOf(named) ?? (found.host === null ? null : targets.targetOf(found.host)),
      atMs: clock.nowMs(),
      failure: null,
      cpuBusyShare: busy,
      cpuPeakShare: peaks.size === 0 ? null : Math.max(...peaks.values()),
    };
  }
}

function unread(name: string): HostLoad {
  return {
    name,
    target: null,
    host: null,
    atMs: null,
    failure: null,
    platform: "unknown",
    cpuBusyShare: null,
    cpuPeakShare: null,
    memoryUsedShare: null,
    bootedAtMs: null,
    clockOffsetMs: null,
    service: null,
    sessions: {},
  };
}

function everyMs({ everySeconds }: ScrapeSettings): number {
  return (everySeconds ?? USUAL_EVERY_S) * 1000;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replaceAll(/^\[|\]$/g, "") : url;
}
