import type { Target } from "../fleet/index.ts";
import type { LogHistogram } from "../reliability/index.ts";
import {
  HOST_STATUSES,
  type GroupSample,
  type HostSample,
  type MetricsSnapshot,
  type MonitorSample,
} from "./metrics-snapshot.ts";
import type { WriteSeries } from "./write-request.ts";

export type MetricType = "gauge" | "counter" | "histogram" | "info";
export type ExpositionForm = "openmetrics" | "prometheus";

export const CONTENT_TYPES: Readonly<Record<ExpositionForm, string>> = {
  openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
  prometheus: "text/plain; version=0.0.4; charset=utf-8",
};

export type Labels = readonly (readonly [name: string, value: string])[];

interface Sample {
  /** Behind the family's name: "_total", "_bucket" … */
  readonly suffix?: string;
  readonly labels: Labels;
  readonly value: number;
}

interface Family {
  readonly name: string;
  readonly type: MetricType;
  readonly unit?: string;
  readonly help: string;
  samples(snapshot: MetricsSnapshot): Iterable<Sample>;
}

/** Upper bounds of the classic histogram, in seconds: around the 2 s that a set-up may take. */
const BOUNDS_S: readonly number[] = [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 20];
const LATENESS_BOUNDS_S: readonly number[] = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30];

/** Name of each stage in blackbox_exporter's words where it has one. */
export const PHASES: Readonly<Record<string, string>> = {
  dns: "resolve",
  tcp: "connect",
  x224: "x224",
  tls: "tls",
  credssp: "credssp",
};

/** Names of blackbox_exporter where they exist, so that its dashboards and alerts go on working; ours begin with rdpulse_. */
const FAMILIES: readonly Family[] = [
  hostFamily("probe_success", "gauge", "1 when a client would have got in at the last check.", ({ state }) =>
    state === null ? null : state.verdict === "healthy" || state.verdict === "degraded" ? 1 : 0,
  ),
  {
    name: "probe_duration_seconds",
    type: "gauge",
    unit: "seconds",
    help: "Time of each stage of the last check that completed it.",
    *samples({ hosts }) {
      for (const host of hosts) {
        for (const [stage, us] of Object.entries(host.stagesUs)) {
          yield { labels: [...labelsOf(host.target), ["phase", PHASES[stage] ?? stage]], value: us / 1e6 };
        }
      }
    },
  },
  hostFamily(
    "probe_dns_lookup_time_seconds",
    "gauge",
    "Time of the name look-up.",
    ({ stagesUs }) => (stagesUs["dns"] === undefined ? null : stagesUs["dns"] / 1e6),
    "seconds",
  ),
  hostFamily("probe_ssl_earliest_cert_expiry", "gauge", "When the certificate ends, in Unix time.", ({ facts }) =>
    facts.certificateNotAfterMs === undefined ? null : facts.certificateNotAfterMs / 1000,
  ),
  {
    name: "probe_tls_version_info",
    type: "gauge",
    help: "TLS version and key exchange of the last check.",
    *samples({ hosts }) {
      for (const host of hosts) {
        const { tlsVersion, tlsGroup } = host.facts;
        if (tlsVersion === undefined) continue;
        yield { labels: [...labelsOf(host.target), ["version", tlsVersion], ["group", tlsGroup ?? ""]], value: 1 };
      }
    },
  },
  hostFamily(
    "rdpulse_host_status",
    "gauge",
    `State of the host: ${HOST_STATUSES.map((status, index) => `${index} ${status}`).join(", ")}.`,
    ({ state }) => HOST_STATUSES.indexOf(state?.status ?? "unknown"),
  ),
  hostFamily(
    "rdpulse_health_score",
    "gauge",
    "Health score of the host, 0 to 100, some minutes old at most; absent while nothing is known.",
    ({ health }) => health,
  ),
  {
    name: "rdpulse_host_cause",
    type: "gauge",
    help: "The likeliest cause of each fault of the host, with its confidence from 0 to 1.",
    *samples({ hosts }) {
      for (const host of hosts) {
        for (const { id, effect, confidence } of host.state?.causes ?? []) {
          yield { labels: [...labelsOf(host.target), ["cause", id], ["effect", effect]], value: confidence };
        }
      }
    },
  },
  hostFamily(
    "rdpulse_setup_duration_seconds",
    "gauge",
    "From the first packet to the last stage that completed.",
    ({ state }) => (state === null || state.totalUs === 0 ? null : state.totalUs / 1e6),
    "seconds",
  ),
  hostFamily(
    "rdpulse_last_check_timestamp_seconds",
    "gauge",
    "When the last check began, in Unix time.",
    ({ state }) => (state === null ? null : state.lastAtMs / 1000),
    "seconds",
  ),
  hostFamily(
    "rdpulse_clock_skew_seconds",
    "gauge",
    "Clock of the host against ours, by NTLM; whole minutes.",
    ({ facts }) => (facts.clockSkewMinutes === undefined ? null : facts.clockSkewMinutes * 60),
    "seconds",
  ),
  {
    name: "rdpulse_host_info",
    type: "gauge",
    help: "What the host says of itself: build, server, NLA, grade of the audit.",
    *samples({ hosts }) {
      for (const host of hosts) {
        const { osBuild, stack, nla, auditGrade } = host.facts;
        if (osBuild === undefined && stack === undefined) continue;
        const facts = { build: osBuild, stack, nla, grade: auditGrade };
        const known = Object.entries(facts).map(([name, value]) => [name, value ?? ""] as const);
        yield { labels: [...labelsOf(host.target), ...known], value: 1 };
      }
    },
  },
  {
    name: "rdpulse_incidents_open",
    type: "gauge",
    help: "Incidents that are not closed.",
    *samples({ incidents }) {
      for (const { severity, cause, count } of incidents) {
        yield {
          labels: [
            ["severity", severity],
            ["cause", cause],
          ],
          value: count,
        };
      }
    },
  },
  {
    name: "rdpulse_setup_seconds",
    type: "histogram",
    unit: "seconds",
    help: "Set-up times of successful checks in the rollup of the group.",
    *samples({ groups }) {
      for (const { group, total } of groups) yield* histogram([["group", group]], total, BOUNDS_S);
    },
  },
  groupFamily("rdpulse_group_checks", "Checks of the group in the rollup.", ({ checks }) => checks),
  groupFamily("rdpulse_group_successes", "Checks at which a client would have got in.", ({ successes }) => successes),
  {
    name: "rdpulse_slo_error_budget_remaining_ratio",
    type: "gauge",
    unit: "ratio",
    help: "Share of the error budget that is left; absent without enough data.",
    *samples({ objectives }) {
      for (const { objective, group, budgetRemaining } of objectives) {
        if (budgetRemaining !== null)
          yield {
            labels: [
              ["objective", objective],
              ["group", group],
            ],
            value: budgetRemaining,
          };
      }
    },
  },
  {
    name: "rdpulse_check_lateness_seconds",
    type: "histogram",
    unit: "seconds",
    help: "How long after its planned time a check began.",
    *samples({ monitor }) {
      yield* histogram([], monitor.lateness, LATENESS_BOUNDS_S);
    },
  },
  ownCounter("rdpulse_checks", "Checks made since the start.", ({ checks }) => checks),
  ownCounter(
    "rdpulse_skipped_slots",
    "Checks that were not made because the one before was late.",
    ({ skippedSlots }) => skippedSlots,
  ),
  ownCounter(
    "rdpulse_results_dropped",
    "Results given up because the store was away for too long.",
    ({ dropped }) => dropped,
  ),
  ownGauge("rdpulse_results_buffered", "Results that wait for the store.", ({ buffered }) => buffered),
  ownGauge("rdpulse_checks_running", "Checks under way.", ({ running }) => running),
  ownGauge(
    "rdpulse_deliveries_waiting",
    "Messages that wait to be sent.",
    ({ deliveriesWaiting }) => deliveriesWaiting,
  ),
  ownGauge("rdpulse_deliveries_dead", "Messages that were given up.", ({ deliveriesDead }) => deliveriesDead),
  ownGauge("rdpulse_store_trouble", "1 while the store cannot be written.", ({ storeTrouble }) => storeTrouble),
  {
    name: "rdpulse_build_info",
    type: "gauge",
    help: "Version of RDPulse.",
    *samples({ monitor }) {
      yield { labels: [["version", monitor.version]], value: 1 };
    },
  },
];

/** Names of all families with their type, unit and help: what the documentation's table is kept equal to. */
export const METRIC_FAMILIES: readonly Pick<Family, "name" | "type" | "unit" | "help">[] = FAMILIES;

/**
 * The snapshot as text, a piece at a time (OpenMetrics 1.0, section "Text format"; Prometheus text format 0.0.4). A fleet
 * of thousands is megabytes: who sends it may pause between two pieces.
 */
export function* expose(snapshot: MetricsSnapshot, form: ExpositionForm): Generator<string> {
  for (const family of FAMILIES) {
    let text = "";
    let isFirst = true;
    for (const sample of family.samples(snapshot)) {
      if (isFirst) text = head(family, form);
      isFirst = false;
      text += line(family, sample);
      if (text.length > PIECE_CHARACTERS) {
        yield text;
        text = "";
      }
    }
    if (text !== "") yield text;
  }
  if (form === "openmetrics") yield "# EOF\n";
}

/** The same, a series at a time, as remote write takes it; without the families that are told in another way. */
export function* seriesOf(snapshot: MetricsSnapshot, without: ReadonlySet<string>): Generator<WriteSeries> {
  for (const family of FAMILIES) {
    if (without.has(family.name)) continue;
    for (const { suffix = "", labels, value } of family.samples(snapshot)) {
      yield {
        labels: { ...labelTexts(labels), __name__: `${family.name}${suffix}` },
        samples: [{ value, timeMs: snapshot.nowMs }],
      };
    }
  }
}

/** As they stand in a store: bounded, and Unicode that every reader takes. */
export function labelTexts(labels: Labels): Readonly<Record<string, string>> {
  return Object.fromEntries(labels.map(([name, text]) => [name, text.slice(0, LABEL_LIMIT).toWellFormed()]));
}

const PIECE_CHARACTERS = 64 * 1024;

/** 0.0.4 names a counter with its suffix in the comment lines, too, and knows no unit. */
function head({ name, type, unit, help }: Family, form: ExpositionForm): string {
  const named = form === "prometheus" && type === "counter" ? `${name}_total` : name;
  const unitLine = unit === undefined || form === "prometheus" ? "" : `# UNIT ${named} ${unit}\n`;
  return `# HELP ${named} ${escapeHelp(help)}\n# TYPE ${named} ${type}\n${unitLine}`;
}

function line({ name }: Family, { suffix = "", labels, value }: Sample): string {
  const inner = labels.map(([label, text]) => `${label}="${escapeLabel(text)}"`).join(",");
  return `${name}${suffix}${inner === "" ? "" : `{${inner}}`} ${numberText(value)}\n`;
}

/** Longest text of a label; what a peer calls itself must not fill a metrics store. */
const LABEL_LIMIT = 253;

function escapeLabel(text: string): string {
  return text
    .slice(0, LABEL_LIMIT)
    .toWellFormed()
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n");
}

function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return Number.isFinite(value) ? String(value) : value > 0 ? "+Inf" : "-Inf";
}

/** What names a target in every metric of it. */
export function labelsOf({ settings, name }: Pick<Target, "name" | "settings">): Labels {
  const groups = { site: settings.site, gateway: settings.gateway, balancer: settings.balancer, pool: settings.pool };
  const named = Object.entries(groups).flatMap(([label, group]) =>
    group === undefined ? [] : [[label, group] as const],
  );
  return [["target", name], ["host", settings.host], ["port", String(settings.port ?? DEFAULT_PORT)], ...named];
}

const DEFAULT_PORT = 3389;

function hostFamily(
  name: string,
  type: MetricType,
  help: string,
  valueOf: (host: HostSample) => number | null,
  unit?: string,
): Family {
  return {
    name,
    type,
    help,
    ...(unit === undefined ? {} : { unit }),
    *samples({ hosts }) {
      for (const host of hosts) {
        const value = valueOf(host);
        if (value !== null) yield { labels: labelsOf(host.target), value };
      }
    },
  };
}

function groupFamily(name: string, help: string, valueOf: (group: GroupSample) => number): Family {
  return {
    name,
    type: "gauge",
    help,
    *samples({ groups }) {
      for (const group of groups) yield { labels: [["group", group.group]], value: valueOf(group) };
    },
  };
}

function ownCounter(name: string, help: string, valueOf: (monitor: MonitorSample) => number): Family {
  return {
    name,
    type: "counter",
    help,
    *samples({ monitor }) {
      yield { suffix: "_total", labels: [], value: valueOf(monitor) };
    },
  };
}

function ownGauge(name: string, help: string, valueOf: (monitor: MonitorSample) => number): Family {
  return {
    name,
    type: "gauge",
    help,
    *samples({ monitor }) {
      yield { labels: [], value: valueOf(monitor) };
    },
  };
}

/** Classic buckets of a histogram whose own ones are finer; a bound that falls into one of them is off by up to 2 %. */
function* histogram(labels: Labels, values: LogHistogram, boundsS: readonly number[]): Generator<Sample> {
  for (const bound of boundsS) {
    const value = values.countUpTo(bound * 1e6);
    yield { suffix: "_bucket", labels: [...labels, ["le", boundText(bound)]], value };
  }
  yield { suffix: "_bucket", labels: [...labels, ["le", "+Inf"]], value: values.count };
  yield { suffix: "_sum", labels, value: values.sum() / 1e6 };
  yield { suffix: "_count", labels, value: values.count };
}

/** OpenMetrics writes bounds as floating-point numbers: 1.0, not 1. */
function boundText(bound: number): string {
  return Number.isInteger(bound) ? bound.toFixed(1) : String(bound);
}
