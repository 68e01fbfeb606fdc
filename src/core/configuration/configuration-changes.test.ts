import { describe, expect, it } from "vitest";
import { type Configuration, configurationChanges, declaredTargets } from "./index.ts";

describe("declaredTargets", () => {
  it("fills in what a target's groups share, its own words last", () => {
    const configuration: Configuration = {
      groups: {
        pools: { finance: { site: "berlin", tags: { owner: "finance", tier: "2" } } },
        sites: { berlin: { intervalSeconds: 30, resolver: "10.0.0.53", tags: { country: "de" } } },
        gateways: { gw1: { intervalSeconds: 20 } },
      },
      targets: ["rds01:3390", { host: "rds02", pool: "finance", gateway: "gw1", tags: { tier: "1" } }],
    };
    expect(declaredTargets(configuration)).toEqual([
      { host: "rds01", port: 3390 },
      {
        host: "rds02",
        pool: "finance",
        site: "berlin",
        gateway: "gw1",
        intervalSeconds: 20,
        resolver: "10.0.0.53",
        tags: { owner: "finance", tier: "1", country: "de" },
      },
    ]);
  });

  it("takes no group from what every object has", () => {
    expect(declaredTargets({ groups: { sites: {} }, targets: [{ host: "a", site: "constructor" }] })).toEqual([
      { host: "a", site: "constructor" },
    ]);
  });
});

describe("configurationChanges", () => {
  it("finds none between a file and the same in another order", () => {
    const before: Configuration = { monitor: { intervalSeconds: 30, maxRunning: 9 }, targets: ["a", "b"] };
    const after: Configuration = { targets: ["b", { host: "a" }], monitor: { maxRunning: 9, intervalSeconds: 30 } };
    expect(configurationChanges(before, after).isEmpty).toBe(true);
  });

  it("names what came, what went, what changed, and what waits for a restart", () => {
    const before: Configuration = {
      server: { listen: "127.0.0.1:8480" },
      groups: { sites: { berlin: { intervalSeconds: 60 } } },
      targets: ["a", { host: "b", site: "berlin" }, "c"],
      rules: [{ name: "all", channels: ["*"] }],
    };
    const after: Configuration = {
      server: { listen: "127.0.0.1:8481" },
      groups: { sites: { berlin: { intervalSeconds: 30 } } },
      targets: ["a", { host: "b", site: "berlin" }, "d"],
      rules: [{ name: "all", channels: ["*"], repeatMinutes: 60 }],
    };
    const changes = configurationChanges(before, after);
    expect(changes.targets).toEqual({ added: ["d:3389"], changed: ["b:3389"], removed: ["c:3389"] });
    expect(changes.documents.rules).toEqual({ added: [], changed: ["all"], removed: [] });
    expect(changes.settings).toEqual(["server"]);
    expect(changes.atStart).toEqual(["server.listen"]);
    expect(changes.isEmpty).toBe(false);
  });

  it("has few keys that wait for the next start", () => {
    const live: Configuration = {
      server: { publicUrl: "https://rdpulse.example.com", allowHosts: ["rdpulse"] },
      store: { retention: { rawDays: 3 } },
      monitor: { intervalSeconds: 30, maxRunning: 10 },
      incidents: { closeAfterSeconds: 5 },
      outbound: { allow: ["10.0.0.0/8"] },
      health: { network: 1 },
      ingest: { syslog: "127.0.0.1:5514", scrape: [] },
      metrics: { remoteWrite: [] },
    };
    expect(configurationChanges({}, live).atStart).toEqual([]);
    const fixed: Configuration = {
      server: { local: false },
      store: { folder: "/var/lib/rdpulse" },
      monitor: { threads: 2 },
      ingest: { maxUploadMegabytes: 10 },
      metrics: { signIn: true },
    };
    expect(configurationChanges({}, fixed).atStart).toEqual([
      "server.local",
      "store.folder",
      "monitor.threads",
      "ingest.maxUploadMegabytes",
      "metrics.signIn",
    ]);
  });
});
