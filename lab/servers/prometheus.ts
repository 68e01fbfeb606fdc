// Debian's Prometheus on loopback: it reads what it is told to, and takes what is written to it.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "../workshop.ts";
import { place, startServer, type LabServer, type Placement } from "./server.ts";

export interface PrometheusOptions extends Placement {
  /** "127.…:8480"; read each second at /metrics. Nothing is read when absent. */
  readonly scrape?: string;
  /** Absolute paths of rule files. */
  readonly rules?: readonly string[];
}

/** A running Prometheus. */
export interface Prometheus extends LabServer {
  /** "http://127.…:9090". */
  readonly url: string;
  /** Value of each series that the expression gives now, by its labels as JSON. Throws what Prometheus says against it. */
  query(expression: string): Promise<readonly PrometheusValue[]>;
  /** Any GET of its API v1: what stands in `data`. */
  api(path: string): Promise<unknown>;
}

export interface PrometheusValue {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [timeS: number, value: string];
}

interface Answer<Data> {
  readonly status: string;
  readonly error?: string;
  readonly data: Data;
}

/** Starts Prometheus with a receiver for remote write; resolves when it listens. */
export async function prometheus(lab: Lab, options: PrometheusOptions = {}): Promise<Prometheus> {
  const { address, port, netns } = place(lab, { port: 9090, ...options });
  const folder = lab.makeFolder("prometheus");
  const config = join(folder, "prometheus.yml");
  const { scrape, rules = [] } = options;
  const jobs =
    scrape === undefined
      ? []
      : [
          "scrape_configs:",
          "  - job_name: rdpulse",
          "    honor_labels: true",
          "    static_configs:",
          `      - targets: ["${scrape}"]`,
        ];
  writeFileSync(
    config,
    [
      "global:",
      "  scrape_interval: 1s",
      "  evaluation_interval: 1s",
      `rule_files: ${JSON.stringify(rules)}`,
      ...jobs,
      "",
    ].join("\n"),
  );
  const server = await startServer(lab, {
    kind: "prometheus",
    command: "prometheus",
    args: [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=${address}:${port}`,
      "--web.enable-remote-write-receiver",
    ],
    logPath: join(folder, "prometheus.log"),
    address,
    port,
    netns,
    ready: "listens",
  });
  const url = `http://${address}:${port}`;
  const get = async <Data>(path: string): Promise<Data> => {
    const answer = await fetch(`${url}/api/v1/${path}`);
    const { status, error, data }: Answer<Data> = JSON.parse(await answer.text());
    if (status !== "success") throw new Error(`prometheus: ${error ?? status}`);
    return data;
  };
  return {
    ...server,
    url,
    query: async (expression) => {
      const { result } = await get<{ readonly result: readonly PrometheusValue[] }>(
        `query?query=${encodeURIComponent(expression)}`,
      );
      return result;
    },
    api: (path) => get<unknown>(path),
  };
}
