import type { Measure, SessionMetrics } from "./session-metrics.ts";

/** A service or unit as its exporter tells it. */
export interface ServiceMetrics {
  readonly name: string;
  /** "running", "stopped", "start pending" …; of systemd "active", "failed" …. */
  readonly state?: string;
  readonly startMode?: string;
  readonly processId?: number;
  readonly startedAtMs?: number;
  readonly at: string;
}

/** Version of the operating system, as far as the exporter tells it. */
export interface SystemMetrics {
  readonly product?: string;
  readonly version?: string;
  readonly build?: number;
  /** The label "revision" of os_info is the Update Build Revision. */
  readonly ubr?: number;
  readonly installationType?: "client" | "server" | "server-core";
  readonly at: string;
}

/** What an exporter tells of one host at one moment. What it did not tell is absent, never zero. */
export interface HostMetrics {
  readonly platform: "windows" | "linux" | "unknown";
  readonly host?: { readonly name: string; readonly domain?: string; readonly at: string };
  readonly system?: SystemMetrics;
  readonly bootedAtMs?: Measure;
  /** The host's own clock when it was asked. */
  readonly clockMs?: Measure;
  /** Milliseconds between the host's clock and its time source; windows_exporter gives no sign. */
  readonly timeOffsetMs?: Measure;
  readonly timeSource?: { readonly value: string; readonly at: string };
  readonly ntpRoundTripMs?: Measure;
  readonly memory: {
    readonly totalBytes?: Measure;
    readonly availableBytes?: Measure;
    readonly committedBytes?: Measure;
    readonly commitLimitBytes?: Measure;
  };
  readonly cpu: {
    readonly logicalProcessors?: Measure;
    readonly queueLength?: Measure;
    readonly load1?: Measure;
    /** Seconds of all processors since the start, by mode ("idle", "user", "privileged", "system" …). */
    readonly secondsByMode: Readonly<Record<string, Measure>>;
  };
  readonly services: readonly ServiceMetrics[];
  readonly sessions: readonly SessionMetrics[];
  /** Number of sessions in each state; absent where the exporter does not tell states. */
  readonly sessionsByState?: Readonly<Record<string, number>>;
  /** What versions without single sessions tell instead: "active", "inactive", "total" (with console and services), "users". */
  readonly sessionCounts: Readonly<Record<string, Measure>>;
  /** Connections that a broker handled since its start, by outcome: successful, pending, failed. */
  readonly brokerConnections: Readonly<Record<string, Measure>>;
  /** Collectors that did not succeed in this answer: their metrics lack. */
  readonly failedCollectors: readonly { readonly name: string; readonly at: string }[];
}
