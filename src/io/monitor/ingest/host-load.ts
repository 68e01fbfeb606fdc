import type { TargetId } from "../../../core/fleet/index.ts";
import type { HostMetrics } from "../../../core/metrics/index.ts";

/** What an exporter told of a host last. What it did not tell is null, never zero. */
export interface HostLoad {
  /** Of the scrape in the configuration. */
  readonly name: string;
  readonly target: TargetId | null;
  /** What the host calls itself. */
  readonly host: string | null;
  /** When it answered last; null: never. */
  readonly atMs: number | null;
  /** Why it did not answer since; null: it did. */
  readonly failure: string | null;
  readonly platform: HostMetrics["platform"];
  /** 0 to 1, between the last two readings. */
  readonly cpuBusyShare: number | null;
  /** Highest of the last 24 hours, or since the start. */
  readonly cpuPeakShare: number | null;
  readonly memoryUsedShare: number | null;
  readonly bootedAtMs: number | null;
  readonly clockOffsetMs: number | null;
  /** Of Remote Desktop Services, "TermService", or xrdp. */
  readonly service: string | null;
  readonly sessions: Readonly<Record<string, number>>;
}

/** Seconds of all processors since the start of the host: two of them tell how busy it was in between. */
export interface CpuSeconds {
  readonly idle: number;
  readonly all: number;
}

const MOST_STATES = 20;
const SERVICES: ReadonlySet<string> = new Set(["termservice", "xrdp", "xrdp.service"]);

export function cpuSecondsOf({ cpu }: HostMetrics): CpuSeconds | null {
  const modes = Object.entries(cpu.secondsByMode);
  const idle = cpu.secondsByMode["idle"]?.value;
  return idle === undefined ? null : { idle, all: modes.reduce((sum, [, { value }]) => sum + value, 0) };
}

/** null without two readings, and over a restart, which sets the seconds back. */
export function busyShare(before: CpuSeconds | null, after: CpuSeconds | null): number | null {
  if (before === null || after === null) return null;
  const all = after.all - before.all;
  const idle = after.idle - before.idle;
  return all > 0 && idle >= 0 && idle <= all ? 1 - idle / all : null;
}

export function loadOf(
  metrics: HostMetrics,
): Pick<HostLoad, "host" | "platform" | "memoryUsedShare" | "bootedAtMs" | "clockOffsetMs" | "service" | "sessions"> {
  const { totalBytes, availableBytes } = metrics.memory;
  const memory =
    totalBytes === undefined || availableBytes === undefined || totalBytes.value <= 0
      ? null
      : 1 - availableBytes.value / totalBytes.value;
  const service = metrics.services.find(({ name }) => SERVICES.has(name.toLowerCase()));
  const counts = Object.entries(metrics.sessionCounts).map(([state, { value }]) => [state, value] as const);
  return {
    host: metrics.host?.name.slice(0, 253) ?? null,
    platform: metrics.platform,
    memoryUsedShare: memory,
    bootedAtMs: metrics.bootedAtMs?.value ?? null,
    clockOffsetMs: metrics.timeOffsetMs?.value ?? null,
    service: service?.state?.slice(0, 64) ?? null,
    sessions: Object.fromEntries(
      Object.entries(metrics.sessionsByState ?? Object.fromEntries(counts)).slice(0, MOST_STATES),
    ),
  };
}
