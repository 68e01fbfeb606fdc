import { describe, expect, it } from "vitest";
import type { FactChange, HostState, HostStatus, TargetSettings } from "../fleet/index.ts";
import { cohortHosts, type FleetView } from "./index.ts";

const NOW_MS = 100 * 86_400_000;

function state(target: number, status: HostStatus, more: Partial<HostState> = {}): HostState {
  return {
    tenant: 1,
    target,
    vantage: 0,
    status,
    sinceMs: NOW_MS - 600_000,
    lastSlotMs: NOW_MS - 30_000,
    lastKind: "interval",
    lastAtMs: NOW_MS - 30_000,
    lastFullMs: null,
    lastSuccessMs: null,
    verdict: "failing",
    failedStage: "tls",
    causes: [],
    totalUs: 1,
    failures: 2,
    turnsMs: [],
    ...more,
  };
}

function change(fact: FactChange["fact"], before: string | null, after: string, atMs: number): FactChange {
  return { tenant: 1, target: 1, vantage: 0, fact, before, after, atMs };
}

function seen(parts: Partial<FleetView>, settings: Partial<TargetSettings> = {}): ReturnType<typeof cohortHosts> {
  const targets = [1, 2, 3, 4, 5, 6].map((id) => ({ id, settings: { host: `h${id}`, ...settings } }));
  return cohortHosts({
    targets,
    states: [],
    facts: [],
    changes: [],
    vantageNames: new Map([[0, "local"]]),
    nowMs: NOW_MS,
    ...parts,
  });
}

describe("cohortHosts", () => {
  it("counts what is down or flaps as failing, and leaves out what nobody can tell", () => {
    const statuses: readonly HostStatus[] = ["up", "degraded", "suspect", "down", "flapping", "unknown"];
    const states = statuses.map((status, index) => state(index + 1, status));
    expect(seen({ states }).map(({ target, failing }) => [target, failing])).toEqual([
      [1, false],
      [2, false],
      [4, true],
      [5, true],
    ]);
    expect(seen({ states: [state(1, "down", { lastAtMs: NOW_MS - 2 * 86_400_000 })] })).toEqual([]);
    expect(seen({ states: [state(1, "down")] }, { enabled: false })).toEqual([]);
  });

  it("takes a host once, failing where any vantage sees it fail, and names the vantage of one view alone", () => {
    const away = state(1, "down", { vantage: 7, sinceMs: NOW_MS - 60_000 });
    const facts = [
      { target: 1, vantage: 0, facts: { osBuild: "10.0.20348" } },
      { target: 1, vantage: 7, facts: { osBuild: "10.0.17763", tlsVersion: "TLSv1.2" } },
    ];
    expect(seen({ states: [state(1, "up"), away], facts }, { site: "berlin" })).toEqual([
      {
        target: 1,
        failing: true,
        sinceMs: NOW_MS - 60_000,
        facts: { osBuild: "10.0.20348", tlsVersion: "TLSv1.2" },
        groups: ["fleet", "site/berlin"],
        changedMs: {},
      },
    ]);
    expect(seen({ states: [state(1, "up")] })[0]?.vantage).toBe("local");
    expect(seen({ states: [away] })[0]?.vantage).toBe("7");
  });

  it("says when a host got the value that it has, and takes no first sight for that", () => {
    const facts = [{ target: 1, vantage: 0, facts: { osBuild: "b", certificateIssuer: "CN=x", stack: "windows" } }];
    const changes = [
      change("osBuild", "a", "b", 500),
      change("osBuild", "c", "b", 300),
      change("osBuild", "b", "c", 400),
      change("certificateIssuer", "CN=w", "CN=x", 700),
      change("stack", null, "windows", 200),
      change("dnsName", "a", "b", 900),
    ];
    expect(seen({ states: [state(1, "down")], facts, changes })[0]?.changedMs).toEqual({ osBuild: 500, issuer: 700 });
  });
});
