// Our metrics, rules and dashboard before the tools that they are for: Debian's promtool and Prometheus.
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { needs, openLab, prometheus, type Lab, type Prometheus } from "../../lab/index.ts";
import { CONTENT_TYPES, expose } from "../../src/core/exposition/index.ts";
import { decodeExposition } from "../../src/core/metrics/index.ts";
import { sampleFleet } from "./metrics-sample.ts";

const deploy = fileURLToPath(new URL("../../deploy/prometheus/", import.meta.url));
const dashboard = readFileSync(new URL("../../deploy/grafana/rdpulse-dashboard.json", import.meta.url), "utf8");

let lab: Lab | undefined;
let server: Server | undefined;

afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  await lab?.close();
});

function promtool(args: readonly string[], input = ""): { readonly status: number | null; readonly said: string } {
  const run = spawnSync("promtool", args, { cwd: deploy, input, encoding: "utf8" });
  return { status: run.status, said: `${run.stdout}${run.stderr}` };
}

/** "127.0.0.1:PORT" of a server that exposes the sample; it notes what was accepted. */
async function exposed(accepted: string[]): Promise<string> {
  server = createServer((request, response) => {
    const accept = request.headers.accept ?? "";
    accepted.push(accept);
    const form = accept.includes("openmetrics-text") ? "openmetrics" : "prometheus";
    response.setHeader("content-type", CONTENT_TYPES[form]);
    response.end([...expose(sampleFleet(Date.now(), accepted.length), form)].join(""));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return `127.0.0.1:${address.port}`;
}

/** Expressions of all panels, with what is chosen when a dashboard is opened. */
function expressions(): readonly string[] {
  const { panels }: { readonly panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[] } =
    JSON.parse(dashboard);
  return panels
    .flatMap(({ targets = [] }) => targets)
    .map(({ expr }) => expr.replaceAll(/\$(?:site|target)\b/g, ".*").replaceAll("$__rate_interval", "1m"));
}

async function until(found: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 150; tries++) {
    if (await found()) return;
    await sleep(100);
  }
  throw new Error("it did not come in 15 s");
}

describe("promtool", () => {
  it("finds nothing against the metrics, the rules and their tests, the scrape configuration", ({ skip }) => {
    needs(skip, { packages: ["metrics"] });
    const text = [...expose(sampleFleet(1_800_000_000_000), "prometheus")].join("");
    expect(promtool(["check", "metrics"], text)).toEqual({ status: 0, said: "" });
    expect(promtool(["check", "rules", "--lint-fatal", "rdpulse-alerts.yml"]).status).toBe(0);
    expect(promtool(["test", "rules", "rdpulse-alerts-test.yml"])).toMatchObject({ status: 0 });
    expect(promtool(["check", "config", "--syntax-only", "scrape-config.yml"])).toMatchObject({ status: 0 });
  });
});

describe("Prometheus", () => {
  it("reads what we expose, loads the rules, and answers every question of the dashboard", async ({ skip }) => {
    needs(skip, { packages: ["metrics"] });
    lab = openLab();
    const accepted: string[] = [];
    const scrape = await exposed(accepted);
    const peer = await prometheus(lab, { scrape, rules: [`${deploy}rdpulse-alerts.yml`] });
    await until(async () => (await peer.query('up{job="rdpulse"} == 1')).length === 1);
    expect(accepted[0]).toContain("application/openmetrics-text");
    await until(async () => (await peer.query("count_over_time(rdpulse_build_info[1m]) > 2")).length === 1);

    await everySeriesIsThere(peer);
    const shown = await Promise.all(
      expressions().map(async (each) => [each, (await peer.query(each)).length] as const),
    );
    expect(shown.filter(([, length]) => length === 0).map(([each]) => each)).toEqual([]);

    await until(async () => (await peer.query('ALERTS{alertname="RDPulseCertificateExpired"}')).length === 1);
    const [alert] = await peer.query('ALERTS{alertname="RDPulseCertificateExpired"}');
    expect(alert?.metric).toMatchObject({ target: 'rds "02"\\}', severity: "critical" });
    const health = JSON.stringify(await peer.api("rules"));
    expect(health.match(/"health":"(?!ok|unknown)\w+"/g)).toBeNull();
  });
});

/** An empty label is none there. */
function keyOf(name: string, labels: Readonly<Record<string, string>>): string {
  const kept = Object.entries(labels).filter(([, value]) => value !== "");
  return JSON.stringify([name, ...kept.toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}

/** What Prometheus has is what our own reader of the format finds in the text. */
async function everySeriesIsThere(peer: Prometheus): Promise<void> {
  const text = [...expose(sampleFleet(Date.now()), "prometheus")].join("");
  const own = decodeExposition(text).samples;
  const theirs = await peer.query('{job="rdpulse",__name__=~"rdpulse_.*|probe_.*"}');
  const known = new Set(
    theirs
      .filter(({ metric }) => !metric["__name__"]?.includes(":"))
      .map(({ metric: { __name__: name = "", instance: _instance, job: _job, ...labels } }) => keyOf(name, labels)),
  );
  expect(known).toEqual(new Set(own.map(({ name, labels }) => keyOf(name, labels))));
}
