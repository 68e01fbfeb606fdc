import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "../../lab/index.ts";
import { startServer } from "../../lab/servers/server.ts";
import { freePort } from "./fleet-hosts.ts";

export interface WatchedPlace {
  readonly host: string;
  readonly port: number;
}

export interface PrometheusBlackbox {
  /** The exporter's and Prometheus's. */
  readonly pids: readonly number[];
  /** Probes that were made since the start. */
  checks(): Promise<number>;
  /** "host:port" of all for which the alert fires. */
  down(): Promise<ReadonlySet<string>>;
  stop(): Promise<void>;
}

/** Between two looks at the rules; the usual minute would be added to the time that it takes to notice. */
const EVALUATION_SECONDS = 5;
const HOST_DOWN = { alert: "HostDown", expr: "probe_success == 0" };

/** Debian's blackbox_exporter, asked by Debian's Prometheus to open a TCP connection to each place in each interval. */
export async function startPrometheusBlackbox(
  lab: Lab,
  places: readonly WatchedPlace[],
  intervalSeconds: number,
): Promise<PrometheusBlackbox> {
  const folder = lab.makeFolder("blackbox");
  const address = lab.loopback();
  const modules = join(folder, "blackbox.yml");
  writeFileSync(modules, JSON.stringify({ modules: { tcp_connect: { prober: "tcp", timeout: "5s" } } }));
  const exporterPort = await freePort();
  const exporter = await startServer(lab, {
    kind: "blackbox_exporter",
    command: "prometheus-blackbox-exporter",
    args: [`--config.file=${modules}`, `--web.listen-address=${address}:${exporterPort}`],
    logPath: join(folder, "blackbox.log"),
    address,
    port: exporterPort,
    ready: "listens",
  });
  const rules = join(folder, "rules.yml");
  writeFileSync(rules, JSON.stringify({ groups: [{ name: "hosts", rules: [HOST_DOWN] }] }));
  const config = join(folder, "prometheus.yml");
  const seconds = `${intervalSeconds}s`;
  writeFileSync(
    config,
    JSON.stringify({
      global: { scrape_interval: seconds, evaluation_interval: `${EVALUATION_SECONDS}s` },
      rule_files: [rules],
      scrape_configs: [
        {
          job_name: "blackbox",
          metrics_path: "/probe",
          params: { module: ["tcp_connect"] },
          static_configs: [{ targets: places.map(({ host, port }) => `${host}:${port}`) }],
          // As its documentation has it.
          relabel_configs: [
            { source_labels: ["__address__"], target_label: "__param_target" },
            { source_labels: ["__param_target"], target_label: "instance" },
            { target_label: "__address__", replacement: `${address}:${exporterPort}` },
          ],
        },
      ],
    }),
  );
  const port = await freePort(exporterPort + 1);
  const server = await startServer(lab, {
    kind: "prometheus",
    command: "prometheus",
    args: [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=${address}:${port}`,
    ],
    logPath: join(folder, "prometheus.log"),
    address,
    port,
    ready: "listens",
  });
  const query = async (expression: string): Promise<readonly Sample[]> => {
    const answer = await fetch(`http://${address}:${port}/api/v1/query?query=${encodeURIComponent(expression)}`);
    const { status, data }: QueryAnswer = JSON.parse(await answer.text());
    if (status !== "success") throw new Error(`prometheus: ${expression} ${status}`);
    return data.result;
  };
  return {
    pids: [exporter.pid, server.pid],
    stop: async () => {
      await Promise.all([server.stop(), exporter.stop()]);
    },
    checks: async () => Number((await query("sum(count_over_time(probe_success[1h]))"))[0]?.value[1] ?? 0),
    down: async () =>
      new Set(
        (await query(`ALERTS{alertname="${HOST_DOWN.alert}",alertstate="firing"}`)).map(
          ({ metric }) => metric["instance"] ?? "",
        ),
      ),
  };
}

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [timeS: number, value: string];
}

interface QueryAnswer {
  readonly status: string;
  readonly data: { readonly result: readonly Sample[] };
}
