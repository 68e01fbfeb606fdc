// A small fleet with one of everything that metrics tell.
import type { HostSample, MetricsSnapshot } from "../../src/core/exposition/index.ts";
import type { HostStatus } from "../../src/core/fleet/index.ts";
import { LogHistogram } from "../../src/core/reliability/index.ts";

const DAY_MS = 86_400_000;

function host(id: number, name: string, status: HostStatus, nowMs: number): HostSample {
  return {
    target: {
      id,
      tenant: 1,
      name,
      // A line break in an address: it must not become a line of metrics.
      settings: { host: `${name}\n.example`, site: "berlin", gateway: "gw1" },
      origin: "api",
      revision: 1,
      createdMs: nowMs,
      updatedMs: nowMs,
    },
    state: {
      tenant: 1,
      target: id,
      vantage: 0,
      status,
      sinceMs: nowMs,
      lastSlotMs: nowMs,
      lastKind: "interval",
      lastAtMs: nowMs,
      lastFullMs: nowMs,
      lastSuccessMs: nowMs,
      verdict: status === "up" ? "healthy" : "failing",
      failedStage: status === "up" ? null : "tls",
      causes: status === "up" ? [] : [{ id: "rdp-listener-not-listening", effect: "blocks", confidence: 0.9 }],
      totalUs: 45_000,
      failures: status === "up" ? 0 : 2,
      turnsMs: [],
    },
    facts: {
      certificateNotAfterMs: nowMs + (status === "up" ? 90 : -1) * DAY_MS,
      tlsVersion: "TLSv1.3",
      tlsGroup: "X25519",
      osBuild: "10.0.20348",
      clockSkewMinutes: 1,
    },
    stagesUs: { dns: 900, tcp: 1500, x224: 3000, tls: 20_000, credssp: 15_000 },
    health: 91.5,
  };
}

/** `round` counts up: what grows in a real fleet grows with it. */
export function sampleFleet(nowMs: number, round = 1): MetricsSnapshot {
  const total = new LogHistogram();
  for (const us of [40_000, 900_000, 3_500_000]) total.add(us);
  return {
    nowMs,
    hosts: [
      host(1, "rds01", "up", nowMs),
      host(2, 'rds "02"\\}', "down", nowMs),
      { ...host(3, "rds03", "unknown", nowMs), state: null, facts: {}, stagesUs: {} },
    ],
    incidents: [{ severity: "critical", cause: "rdp-listener-not-listening", count: 1 }],
    groups: [{ group: "fleet", checks: 4 * round, successes: 3 * round, total }],
    objectives: [{ objective: "setup-success", group: "fleet", budgetRemaining: 0.5 }],
    monitor: {
      version: "0.1.0",
      checks: 7 * round,
      skippedSlots: 0,
      buffered: 0,
      dropped: 0,
      running: 1,
      deliveriesWaiting: 0,
      deliveriesDead: 0,
      storeTrouble: 0,
      lateness: total,
    },
  };
}
