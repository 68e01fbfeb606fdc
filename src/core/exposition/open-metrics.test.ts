import { describe, expect, it } from "vitest";
import { LogHistogram } from "../reliability/index.ts";
import type { HostSample, MetricsSnapshot } from "./metrics-snapshot.ts";
import { expose, METRIC_FAMILIES } from "./open-metrics.ts";
import { prtgJson } from "./prtg.ts";

function host(name: string, patch: Partial<HostSample> = {}): HostSample {
  return {
    target: {
      id: 1,
      tenant: 1,
      name,
      settings: { host: "rds.example", site: "berlin" },
      origin: "api",
      revision: 1,
      createdMs: 0,
      updatedMs: 0,
    },
    state: {
      tenant: 1,
      target: 1,
      vantage: 0,
      status: "down",
      sinceMs: 0,
      lastSlotMs: 60_000,
      lastKind: "interval",
      lastAtMs: 60_250,
      lastFullMs: null,
      lastSuccessMs: null,
      verdict: "failing",
      failedStage: "tls",
      causes: [{ id: "rdp-listener-not-listening", effect: "blocks", confidence: 0.9 }],
      totalUs: 0,
      failures: 2,
      turnsMs: [],
    },
    facts: { certificateNotAfterMs: 1_700_000_000_000, tlsVersion: "TLSv1.3" },
    stagesUs: { tcp: 1500 },
    health: null,
    ...patch,
  };
}

function snapshot(hosts: readonly HostSample[]): MetricsSnapshot {
  const total = new LogHistogram();
  for (const us of [40_000, 900_000, 3_500_000]) total.add(us);
  return {
    nowMs: 0,
    hosts,
    incidents: [{ severity: "major", cause: "rdp-listener-not-listening", count: 1 }],
    groups: [{ group: "fleet", checks: 4, successes: 3, total }],
    objectives: [
      { objective: "setup-success", group: "fleet", budgetRemaining: 0.5 },
      { objective: "setup-time", group: "fleet", budgetRemaining: null },
    ],
    monitor: {
      version: "0.1.0",
      checks: 7,
      skippedSlots: 0,
      buffered: 0,
      dropped: 0,
      running: 1,
      deliveriesWaiting: 0,
      deliveriesDead: 0,
      storeTrouble: 0,
      lateness: new LogHistogram(),
    },
  };
}

const text = (given: MetricsSnapshot, form: "openmetrics" | "prometheus"): string => [...expose(given, form)].join("");

describe("expose", () => {
  it("tells blackbox_exporter's names and ours of a host", () => {
    const lines = text(snapshot([host("rds01")]), "openmetrics").split("\n");
    const labels = 'target="rds01",host="rds.example",port="3389",site="berlin"';
    expect(lines).toContain(`probe_success{${labels}} 0`);
    expect(lines).toContain(`probe_duration_seconds{${labels},phase="connect"} 0.0015`);
    expect(lines).toContain(`probe_ssl_earliest_cert_expiry{${labels}} 1700000000`);
    expect(lines).toContain(`rdpulse_host_status{${labels}} 4`);
    expect(lines).toContain(`rdpulse_host_cause{${labels},cause="rdp-listener-not-listening",effect="blocks"} 0.9`);
    expect(lines.slice(-2)).toEqual(["# EOF", ""]);
  });

  it("says nothing of a host that was never checked but that it is unknown", () => {
    const lines = text(snapshot([host("new", { state: null, facts: {}, stagesUs: {} })]), "openmetrics");
    expect(lines.split("\n").filter((line) => line.includes('target="new"'))).toEqual([
      'rdpulse_host_status{target="new",host="rds.example",port="3389",site="berlin"} 0',
    ]);
  });

  it("keeps what a hostile name holds inside its quotes", () => {
    const name = 'a"} 1\nrdpulse_host_status{x="\\ \u{d800}';
    const lines = text(snapshot([host(name)]), "prometheus").split("\n");
    const status = lines.filter((line) => line.startsWith("rdpulse_host_status"));
    expect(status).toEqual([
      'rdpulse_host_status{target="a\\"} 1\\nrdpulse_host_status{x=\\"\\\\ \u{fffd}",host="rds.example",port="3389",site="berlin"} 4',
    ]);
  });

  it("gives histograms whose buckets add up, and leaves out what is not known", () => {
    const lines = text(snapshot([]), "openmetrics").split("\n");
    const buckets = lines.filter((line) => line.startsWith("rdpulse_setup_seconds_bucket"));
    expect(buckets.map((line) => Number(line.split(" ")[1]))).toEqual([1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3]);
    expect(lines.filter((line) => line.includes("setup-time"))).toEqual([]);
  });

  it("names each family once, with help", () => {
    const names = METRIC_FAMILIES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(
      METRIC_FAMILIES.every(
        ({ help, unit, name }) => help.endsWith(".") && (unit === undefined || name.endsWith(unit)),
      ),
    ).toBe(true);
  });
});

describe("prtgJson", () => {
  it("raises an error for a host that is down", () => {
    const { result, text: words } = prtgJson(snapshot([host("a"), host("b")])).prtg;
    expect(result[0]).toMatchObject({ channel: "Hosts down", value: 2, limitmaxerror: 0 });
    expect(words).toBe("2 of 2 hosts let nobody in");
  });
});
