import type { Sample } from "./exposition.ts";

/** A number and where it was read: "FILE#LINE", and the metric with its labels. */
export interface Measure {
  readonly value: number;
  readonly at: string;
  readonly metric: string;
}

/** What RemoteFX counters tell of a session's network. A session that is disconnected has none. */
export interface SessionNetwork {
  readonly baseTcpRttMs?: Measure;
  readonly baseUdpRttMs?: Measure;
  readonly currentTcpRttMs?: Measure;
  readonly currentUdpRttMs?: Measure;
  readonly tcpBytesPerSecond?: Measure;
  readonly udpBytesPerSecond?: Measure;
  readonly receivedBytes?: Measure;
  readonly sentBytes?: Measure;
  readonly lossPercent?: Measure;
  readonly fecPercent?: Measure;
  readonly retransmittedPercent?: Measure;
}

/** What RemoteFX counters tell of a session's picture. */
export interface SessionGraphics {
  readonly encodingMs?: Measure;
  readonly qualityPercent?: Measure;
  readonly compressionRatio?: Measure;
  readonly inputFrames?: Measure;
  readonly outputFrames?: Measure;
  readonly sourceFrames?: Measure;
  /** Frames that were left out, by whose resources lacked: client, network, server. */
  readonly skippedFrames: Readonly<Record<string, Measure>>;
}

/** What the processes of a session use. */
export interface SessionLoad {
  readonly handles?: Measure;
  readonly threads?: Measure;
  readonly privateBytes?: Measure;
  readonly workingSetBytes?: Measure;
  readonly workingSetPeakBytes?: Measure;
  readonly pageFileBytes?: Measure;
  readonly pageFaults?: Measure;
  /** Seconds since the session began, by mode: privileged, user, processor (their sum). */
  readonly cpuSeconds: Readonly<Record<string, Measure>>;
  /** The slowest reaction to input in the interval, where the host's administrator has it exposed. */
  readonly inputDelayMs?: Measure;
}

/** One session as the exporter tells it. */
export interface SessionMetrics {
  /** As Windows writes it: "RDP-Tcp#0"; of a disconnected session the name of its counters: "50 Disc". */
  readonly name: string;
  /** Absent in versions of windows_exporter before 0.28. */
  readonly id?: number;
  readonly user?: string;
  readonly state?: string;
  /** Of the state; absent where only counters tell of the session. */
  readonly at?: string;
  readonly network: SessionNetwork;
  readonly graphics: SessionGraphics;
  readonly load: SessionLoad;
}

type Writable<Fields> = { -readonly [Name in keyof Fields]: Fields[Name] };

interface Session {
  readonly name: string;
  id?: number;
  user?: string;
  state?: string;
  at?: string;
  readonly network: Writable<SessionNetwork>;
  readonly graphics: Writable<Omit<SessionGraphics, "skippedFrames">>;
  readonly skippedFrames: Map<string, Measure>;
  readonly load: Writable<Omit<SessionLoad, "cpuSeconds">>;
  readonly cpuSeconds: Map<string, Measure>;
}

const SESSIONS_MOST = 10_000;
const SECONDS = 1000;

type Place =
  | { readonly group: "network"; readonly field: keyof SessionNetwork; readonly factor?: number }
  | {
      readonly group: "graphics";
      readonly field: keyof Omit<SessionGraphics, "skippedFrames">;
      readonly factor?: number;
    }
  | { readonly group: "load"; readonly field: keyof Omit<SessionLoad, "cpuSeconds">; readonly factor?: number };

/*
 * Metrics of one session by name without prefix. Names as windows_exporter 0.16 to 0.31.3 and its main branch of August 2026
 * have them; handle_count and thread_count until 0.17, ..._bytes_per_second in its newest documentation.
 */
const PLACES: ReadonlyMap<string, Place> = new Map<string, Place>([
  ["remote_fx_net_base_tcp_rtt_seconds", { group: "network", field: "baseTcpRttMs", factor: SECONDS }],
  ["remote_fx_net_base_udp_rtt_seconds", { group: "network", field: "baseUdpRttMs", factor: SECONDS }],
  ["remote_fx_net_current_tcp_rtt_seconds", { group: "network", field: "currentTcpRttMs", factor: SECONDS }],
  ["remote_fx_net_current_udp_rtt_seconds", { group: "network", field: "currentUdpRttMs", factor: SECONDS }],
  ["remote_fx_net_current_tcp_bandwidth", { group: "network", field: "tcpBytesPerSecond" }],
  ["remote_fx_net_current_tcp_bandwidth_bytes_per_second", { group: "network", field: "tcpBytesPerSecond" }],
  ["remote_fx_net_current_udp_bandwidth", { group: "network", field: "udpBytesPerSecond" }],
  ["remote_fx_net_current_udp_bandwidth_bytes_per_second", { group: "network", field: "udpBytesPerSecond" }],
  ["remote_fx_net_received_bytes_total", { group: "network", field: "receivedBytes" }],
  ["remote_fx_net_sent_bytes_total", { group: "network", field: "sentBytes" }],
  ["remote_fx_net_loss_rate", { group: "network", field: "lossPercent" }],
  ["remote_fx_net_fec_rate", { group: "network", field: "fecPercent" }],
  ["remote_fx_net_retransmission_rate", { group: "network", field: "retransmittedPercent" }],
  ["remote_fx_gfx_average_encoding_time_seconds", { group: "graphics", field: "encodingMs", factor: SECONDS }],
  ["remote_fx_gfx_frame_quality", { group: "graphics", field: "qualityPercent" }],
  ["remote_fx_gfx_graphics_compression_ratio", { group: "graphics", field: "compressionRatio" }],
  ["remote_fx_gfx_input_frames_total", { group: "graphics", field: "inputFrames" }],
  ["remote_fx_gfx_output_frames_total", { group: "graphics", field: "outputFrames" }],
  ["remote_fx_gfx_source_frames_total", { group: "graphics", field: "sourceFrames" }],
  ["terminal_services_handles", { group: "load", field: "handles" }],
  ["terminal_services_handle_count", { group: "load", field: "handles" }],
  ["terminal_services_threads", { group: "load", field: "threads" }],
  ["terminal_services_thread_count", { group: "load", field: "threads" }],
  ["terminal_services_private_bytes", { group: "load", field: "privateBytes" }],
  ["terminal_services_working_set_bytes", { group: "load", field: "workingSetBytes" }],
  ["terminal_services_working_set_bytes_peak", { group: "load", field: "workingSetPeakBytes" }],
  ["terminal_services_page_file_bytes", { group: "load", field: "pageFileBytes" }],
  ["terminal_services_page_fault_total", { group: "load", field: "pageFaults" }],
]);

const CPU_MODES: ReadonlySet<string> = new Set(["privileged", "user", "processor"]);
const OLD_CPU = /^terminal_services_(privileged|user|processor)_time_seconds_total$/;
/* A name of its own configuration: the object "User Input Delay per Session" with the counter "Max Input Delay". */
const INPUT_DELAY = /^performancecounter_user_input_delay_per_session_max_input_delay/;

/** The name of a session as Windows writes it: metrics have "RDP-Tcp 0", or "RDP-tcp 0", for RDP-Tcp#0. */
export function sessionName(label: string): string {
  const number = /^rdp-tcp[ #](\d+)$/i.exec(label)?.[1];
  return number === undefined ? label : `RDP-Tcp#${number}`;
}

function begun(name: string): Session {
  return { name, network: {}, graphics: {}, skippedFrames: new Map(), load: {}, cpuSeconds: new Map() };
}

/**
 * The sessions of an exposition of windows_exporter. `name` of a sample is without its prefix here; `measure` makes a number of
 * a sample. Sessions are told apart by their id, or by name where there is none.
 */
export class SessionReader {
  readonly #sessions: Session[] = [];
  readonly #byName = new Map<string, Session>();
  readonly #byId = new Map<string, Session>();
  readonly #measure: (sample: Sample, factor?: number) => Measure;

  constructor(measure: (sample: Sample, factor?: number) => Measure) {
    this.#measure = measure;
  }

  /** Takes a sample in; false where it tells nothing of a session. */
  take(name: string, sample: Sample): boolean {
    if (name === "terminal_services_session_info") return this.#state(sample);
    if (name === "terminal_services_cpu_time_seconds_total") return this.#cpu(sample);
    const label = sample.labels["session_name"];
    const old = OLD_CPU.exec(name)?.[1];
    if (old !== undefined && label !== undefined) {
      this.#of(label)?.cpuSeconds.set(old, this.#measure(sample));
      return true;
    }
    if (name === "remote_fx_gfx_frames_skipped_insufficient_resource_total" && label !== undefined) {
      this.#of(label)?.skippedFrames.set(sample.labels["resource"] ?? "unknown", this.#measure(sample));
      return true;
    }
    if (INPUT_DELAY.test(name)) {
      const session = this.#of(sample.labels["session"] ?? label ?? sample.labels["instance"]);
      if (session !== undefined) session.load.inputDelayMs = this.#measure(sample);
      return true;
    }
    const place = PLACES.get(name);
    if (place === undefined || label === undefined) return false;
    const session = this.#of(label);
    if (session === undefined) return true;
    const value = this.#measure(sample, place.factor);
    if (place.group === "network") session.network[place.field] = value;
    else if (place.group === "graphics") session.graphics[place.field] = value;
    else session.load[place.field] = value;
    return true;
  }

  /** All sessions, in the order in which they were met. */
  sessions(): readonly SessionMetrics[] {
    return this.#sessions.map(({ skippedFrames, cpuSeconds, ...session }) => ({
      ...session,
      graphics: { ...session.graphics, skippedFrames: Object.fromEntries(skippedFrames) },
      load: { ...session.load, cpuSeconds: Object.fromEntries(cpuSeconds) },
    }));
  }

  /* By its id, where the exporter tells it (several broken sessions share a name); its counters know only the name. */
  #of(label: string | undefined, id?: string): Session | undefined {
    if (label === undefined) return undefined;
    const name = sessionName(label);
    const named = this.#byName.get(name);
    if (id === undefined && named !== undefined) return named;
    const known = id === undefined ? undefined : this.#byId.get(id);
    if (known !== undefined) return known;
    const isFree = named !== undefined && named.at === undefined;
    if (!isFree && this.#sessions.length >= SESSIONS_MOST) return undefined;
    const session = isFree ? named : begun(name);
    if (!isFree) this.#sessions.push(session);
    if (named === undefined) this.#byName.set(name, session);
    if (id !== undefined) this.#byId.set(id, session);
    return session;
  }

  /* One series a state, 1 for the one that holds. */
  #state(sample: Sample): boolean {
    const { session_name: label, user, state, id } = sample.labels;
    if (sample.value !== 1 || state === undefined) return true;
    const session = this.#of(label, id);
    if (session === undefined) return true;
    const { at } = this.#measure(sample);
    Object.assign(session, { state, at });
    if (user !== undefined && user !== "") session.user = user;
    if (id !== undefined && /^\d{1,10}$/.test(id)) session.id = Number(id);
    return true;
  }

  /* Declared as (mode, session name), filled as (session name, mode): which label holds the mode is seen from its value. */
  #cpu(sample: Sample): boolean {
    const { mode, session_name: label } = sample.labels;
    if (mode === undefined || label === undefined) return false;
    const isSwapped = CPU_MODES.has(label) && !CPU_MODES.has(mode);
    this.#of(isSwapped ? mode : label)?.cpuSeconds.set(isSwapped ? label : mode, this.#measure(sample));
    return true;
  }
}
