import type { Sample } from "./exposition.ts";
import type { HostMetrics, ServiceMetrics, SystemMetrics } from "./host-metrics.ts";
import { type Measure, SessionReader } from "./session-metrics.ts";

/*
 * Names without prefix. windows_exporter: main branch of August 2026 and, by its tags, 0.16, 0.25, 0.27, 0.29, 0.30, 0.31; before 0.13
 * the prefix was "wmi_". node_exporter: from 0.16 on with units in the names, before without.
 */
type Moment = "bootedAtMs" | "clockMs" | "timeOffsetMs" | "ntpRoundTripMs";
type Memory = keyof HostMetrics["memory"];
type Processor = "logicalProcessors" | "queueLength" | "load1";

const SECONDS = 1000;

const MOMENTS: ReadonlyMap<string, Moment> = new Map<string, Moment>([
  ["windows_system_boot_time_timestamp", "bootedAtMs"],
  ["windows_system_boot_time_timestamp_seconds", "bootedAtMs"],
  // Its name promises a duration; its value is the time of the start.
  ["windows_system_system_up_time", "bootedAtMs"],
  ["windows_time_current_timestamp_seconds", "clockMs"],
  ["windows_os_time", "clockMs"],
  ["windows_time_computed_time_offset_seconds", "timeOffsetMs"],
  ["windows_time_ntp_round_trip_delay_seconds", "ntpRoundTripMs"],
  ["node_boot_time_seconds", "bootedAtMs"],
  ["node_boot_time", "bootedAtMs"],
  ["node_time_seconds", "clockMs"],
  ["node_time", "clockMs"],
  ["node_ntp_offset_seconds", "timeOffsetMs"],
  ["node_ntp_rtt_seconds", "ntpRoundTripMs"],
]);

const MEMORY: ReadonlyMap<string, Memory> = new Map<string, Memory>([
  ["windows_memory_physical_total_bytes", "totalBytes"],
  ["windows_cs_physical_memory_bytes", "totalBytes"],
  ["windows_os_visible_memory_bytes", "totalBytes"],
  ["windows_memory_available_bytes", "availableBytes"],
  ["windows_memory_physical_free_bytes", "availableBytes"],
  ["windows_os_physical_memory_free_bytes", "availableBytes"],
  ["windows_memory_committed_bytes", "committedBytes"],
  ["windows_memory_commit_limit", "commitLimitBytes"],
  ["windows_os_virtual_memory_bytes", "commitLimitBytes"],
  ["node_memory_MemTotal_bytes", "totalBytes"],
  ["node_memory_MemTotal", "totalBytes"],
  ["node_memory_MemAvailable_bytes", "availableBytes"],
  ["node_memory_MemAvailable", "availableBytes"],
  ["node_memory_Committed_AS_bytes", "committedBytes"],
  ["node_memory_Committed_AS", "committedBytes"],
  ["node_memory_CommitLimit_bytes", "commitLimitBytes"],
  ["node_memory_CommitLimit", "commitLimitBytes"],
]);

const PROCESSOR: ReadonlyMap<string, Processor> = new Map<string, Processor>([
  ["windows_cpu_logical_processor", "logicalProcessors"],
  ["windows_cs_logical_processors", "logicalProcessors"],
  ["windows_system_processor_queue_length", "queueLength"],
  ["node_load1", "load1"],
]);

const CPU_SECONDS: ReadonlySet<string> = new Set(["windows_cpu_time_total", "node_cpu_seconds_total", "node_cpu"]);
const SESSION_COUNTS: ReadonlySet<string> = new Set([
  "windows_os_users",
  "windows_terminal_services_local_session_count",
]);

const SERVICES_MOST = 5_000;
const MODES_MOST = 64;
const LABEL_SHOWN = 120;

type Service = { -readonly [Name in keyof ServiceMetrics]: ServiceMetrics[Name] };
type Memories = { -readonly [Name in keyof HostMetrics["memory"]]: Measure };

/* Of several names for one fact the first of the file counts, so that a sum is never built of old and new names. */
class Reader {
  readonly #origin: string;
  readonly sessions: SessionReader;
  readonly moments: { [Name in Moment]?: Measure } = {};
  readonly memory: Memories = {};
  readonly processor: { [Name in Processor]?: Measure } = {};
  readonly modes = new Map<string, { seconds: number; first: Measure }>();
  readonly services = new Map<string, Service>();
  readonly broker = new Map<string, Measure>();
  readonly failed: { readonly name: string; readonly at: string }[] = [];
  readonly counts = new Map<string, Measure>();
  readonly platforms = new Set<"windows" | "linux">();
  kernelOffset: Measure | undefined;
  isKernelSynchronised = false;
  system: SystemMetrics | undefined;
  host: HostMetrics["host"];
  timeSource: HostMetrics["timeSource"];

  constructor(origin: string) {
    this.#origin = origin;
    this.sessions = new SessionReader((sample, factor) => this.#measure(sample, factor));
  }

  #measure(sample: Sample, factor = 1): Measure {
    const labels = Object.entries(sample.labels)
      .map(([name, value]) => `${name}=${JSON.stringify(value.slice(0, LABEL_SHOWN))}`)
      .join(",");
    return {
      value: sample.value * factor,
      at: `${this.#origin}#${sample.line}`,
      metric: labels === "" ? sample.name : `${sample.name}{${labels}}`,
    };
  }

  take(sample: Sample): void {
    const name = sample.name.replace(/^wmi_/, "windows_");
    const isWindows = name.startsWith("windows_");
    if (!isWindows && !name.startsWith("node_")) return;
    this.platforms.add(isWindows ? "windows" : "linux");
    // "Not a number" and infinities stand for counters that could not be read.
    if (!Number.isFinite(sample.value)) return;
    if (isWindows && this.sessions.take(name.slice("windows_".length), sample)) return;
    const moment = MOMENTS.get(name);
    const memory = MEMORY.get(name);
    const processor = PROCESSOR.get(name);
    if (moment !== undefined) this.moments[moment] ??= this.#measure(sample, SECONDS);
    else if (memory !== undefined) this.memory[memory] ??= this.#measure(sample);
    else if (processor !== undefined) this.processor[processor] ??= this.#measure(sample);
    else if (CPU_SECONDS.has(name)) this.#mode(sample);
    else if (SESSION_COUNTS.has(name)) this.counts.set(sample.labels["session"] ?? "users", this.#measure(sample));
    else this.#labelled(name, sample);
  }

  #mode(sample: Sample): void {
    const mode = sample.labels["mode"];
    const known = mode === undefined ? undefined : this.modes.get(mode);
    if (known !== undefined) known.seconds += sample.value;
    else if (mode !== undefined && this.modes.size < MODES_MOST) {
      this.modes.set(mode, { seconds: sample.value, first: this.#measure(sample) });
    }
  }

  #labelled(name: string, sample: Sample): void {
    const { at } = this.#measure(sample);
    const { labels, value } = sample;
    switch (name) {
      case "windows_os_info":
        this.system ??= windowsSystem(labels, at);
        break;
      case "node_os_info":
        this.system ??= pick({ product: labels["pretty_name"], version: labels["version_id"] }, at);
        break;
      case "windows_os_hostname":
      case "windows_cs_hostname":
        this.host ??= hostOf(labels["hostname"], labels["domain"], at);
        break;
      case "node_uname_info":
        this.host ??= hostOf(labels["nodename"], undefined, at);
        break;
      case "node_timex_offset_seconds":
        this.kernelOffset ??= this.#measure(sample, SECONDS);
        break;
      case "node_timex_sync_status":
        this.isKernelSynchronised = value === 1;
        break;
      case "windows_time_clock_sync_source":
        if (value === 1) this.timeSource ??= { value: labels["type"] ?? "", at };
        break;
      case "windows_terminal_services_connection_broker_performance_total":
        this.broker.set((labels["connection"] ?? "unknown").toLowerCase(), this.#measure(sample));
        break;
      case "windows_exporter_collector_success":
      case "node_scrape_collector_success":
        if (value === 0) this.failed.push({ name: labels["collector"] ?? "", at });
        break;
      default:
        this.#service(name, labels, sample, at);
    }
  }

  #service(name: string, labels: Sample["labels"], sample: Sample, at: string): void {
    const isUnit = name === "node_systemd_unit_state";
    if (!isUnit && !name.startsWith("windows_service_")) return;
    const service = this.#serviceOf(labels["name"], at);
    if (service === undefined) return;
    if (name === "windows_service_state" || isUnit) {
      if (sample.value === 1 && labels["state"] !== undefined) Object.assign(service, { state: labels["state"], at });
    } else if (name === "windows_service_start_mode") {
      if (sample.value === 1 && labels["start_mode"] !== undefined) service.startMode = labels["start_mode"];
    } else if (name === "windows_service_process") {
      service.startedAtMs = sample.value * SECONDS;
      const id = Number(labels["process_id"]);
      if (Number.isSafeInteger(id) && id > 0) service.processId = id;
    } else if (name === "windows_service_info") {
      const id = Number(labels["process_id"] ?? "0");
      if (Number.isSafeInteger(id) && id > 0) service.processId ??= id;
    }
  }

  #serviceOf(name: string | undefined, at: string): Service | undefined {
    if (name === undefined) return undefined;
    const key = name.toLowerCase();
    const known = this.services.get(key);
    if (known !== undefined || this.services.size >= SERVICES_MOST) return known;
    const service: Service = { name: name.replace(/\.service$/, ""), at };
    this.services.set(key, service);
    return service;
  }
}

function hostOf(name: string | undefined, domain: string | undefined, at: string): HostMetrics["host"] {
  if (name === undefined || name === "") return undefined;
  return domain === undefined || domain === "" ? { name, at } : { name, domain, at };
}

function pick(
  { product, version }: { product: string | undefined; version: string | undefined },
  at: string,
): SystemMetrics {
  return {
    ...(product === undefined || product === "" ? {} : { product }),
    ...(version === undefined || version === "" ? {} : { version }),
    at,
  };
}

function whole(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/* os_info{product,version,major_version,minor_version,build_number,revision,installation_type}; build and revision since 0.25, the kind after 0.31.3. */
function windowsSystem(labels: Sample["labels"], at: string): SystemMetrics {
  const build = whole(labels["build_number"]) ?? whole(/^\d+\.\d+\.(\d+)/.exec(labels["version"] ?? "")?.[1]);
  // The exporter writes 0 where the registry holds no UBR: that is no revision.
  const ubr = whole(labels["revision"]);
  const kind = /^(client|server core|server)$/i.exec(labels["installation_type"] ?? "")?.[1]?.toLowerCase();
  return {
    ...pick({ product: labels["product"], version: labels["version"] }, at),
    ...(build === undefined ? {} : { build }),
    ...(ubr === undefined || ubr === 0 ? {} : { ubr }),
    ...(kind === undefined
      ? {}
      : { installationType: kind === "client" ? "client" : kind === "server" ? "server" : "server-core" }),
  };
}

/**
 * What the samples of an exposition tell of their host. `origin` names the file; every fact has its line and metric. Names of
 * all versions are known, labels that an exporter swaps are put right, and what was not measured is absent.
 */
export function readHostMetrics(samples: readonly Sample[], origin: string): HostMetrics {
  const reader = new Reader(origin);
  for (const sample of samples) reader.take(sample);
  const { system, host, timeSource, platforms, moments, memory, processor } = reader;
  const [platform = "unknown"] = platforms;
  // A kernel that nobody synchronises says that its offset is 0.
  if (reader.isKernelSynchronised && reader.kernelOffset !== undefined) moments.timeOffsetMs ??= reader.kernelOffset;
  const sessions = reader.sessions.sessions();
  const states = sessions.flatMap(({ state }) => state ?? []);
  const tally = new Map<string, number>();
  for (const state of states) tally.set(state, (tally.get(state) ?? 0) + 1);
  return {
    platform: platforms.size === 1 ? platform : "unknown",
    ...(host === undefined ? {} : { host }),
    ...(system === undefined ? {} : { system }),
    ...(timeSource === undefined ? {} : { timeSource }),
    ...moments,
    memory,
    cpu: {
      ...processor,
      secondsByMode: Object.fromEntries(
        [...reader.modes].map(([mode, { seconds, first }]) => [mode, { ...first, value: seconds }]),
      ),
    },
    services: [...reader.services.values()],
    sessions,
    ...(states.length === 0 ? {} : { sessionsByState: Object.fromEntries(tally) }),
    sessionCounts: Object.fromEntries(reader.counts),
    brokerConnections: Object.fromEntries(reader.broker),
    failedCollectors: reader.failed,
  };
}
