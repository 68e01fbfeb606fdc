// Debian's Alertmanager on loopback, alone, with a receiver that a test may listen on.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "../workshop.ts";
import { place, startServer, type LabServer, type Placement } from "./server.ts";

export interface AlertmanagerOptions extends Placement {
  /** Where it posts what it routes; nowhere when absent. */
  readonly webhook?: string;
}

/** A running Alertmanager. */
export interface Alertmanager extends LabServer {
  /** "http://127.…:9093". */
  readonly url: string;
}

/** An alert as GET /api/v2/alerts shows it. */
export interface ShownAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
}

/** Starts Alertmanager; resolves when it listens. */
export async function alertmanager(lab: Lab, options: AlertmanagerOptions = {}): Promise<Alertmanager> {
  const { address, port, netns } = place(lab, { port: 9093, ...options });
  const folder = lab.makeFolder("alertmanager");
  const config = join(folder, "alertmanager.yml");
  const hook =
    options.webhook === undefined
      ? []
      : ["    webhook_configs:", `      - url: ${JSON.stringify(options.webhook)}`, "        send_resolved: true"];
  writeFileSync(
    config,
    [
      "route:",
      "  receiver: lab",
      "  group_by: [subject]",
      "  group_wait: 100ms",
      "  group_interval: 500ms",
      "  repeat_interval: 1h",
      "receivers:",
      "  - name: lab",
      ...hook,
      "",
    ].join("\n"),
  );
  const server = await startServer(lab, {
    kind: "alertmanager",
    command: "prometheus-alertmanager",
    args: [
      `--config.file=${config}`,
      `--storage.path=${join(folder, "storage")}`,
      `--web.listen-address=${address}:${port}`,
      // Alone: no gossip, no port for it.
      "--cluster.listen-address=",
    ],
    logPath: join(folder, "alertmanager.log"),
    address,
    port,
    netns,
    ready: "listens",
  });
  return { ...server, url: `http://${address}:${port}` };
}

/** Alerts that are open there now. */
export async function openAlerts(server: Alertmanager): Promise<readonly ShownAlert[]> {
  const answer = await fetch(`${server.url}/api/v2/alerts?active=true`);
  if (!answer.ok) throw new Error(`alertmanager answered ${answer.status}`);
  const alerts: readonly ShownAlert[] = JSON.parse(await answer.text());
  return alerts;
}
