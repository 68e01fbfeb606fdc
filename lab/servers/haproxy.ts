// HAProxy in front of a server, healthy and misconfigured.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "../workshop.ts";
import { place, startServer, type LabServer, type Placement } from "./server.ts";

/** A server behind the balancer. */
export interface Backend {
  readonly address: string;
  readonly port: number;
}

/**
 * What the balancer does. rdp-cookie-required: ends connections without an mstshash or msts cookie. accept-proxy: waits
 * for a PROXY line that no RDP client sends. send-proxy: sends one that no RDP server understands. dead-backend: takes
 * the connection, finds nobody behind it and hangs up after 3 s. balance: passes everything on.
 */
export type HaproxyMode = "balance" | "rdp-cookie-required" | "accept-proxy" | "send-proxy" | "dead-backend";

export interface HaproxyOptions extends Placement {
  readonly mode: HaproxyMode;
  /** Default for dead-backend: a loopback address on which nobody listens. */
  readonly backends?: readonly Backend[];
}

/** Starts haproxy; resolves when it listens. */
export async function haproxy(lab: Lab, options: HaproxyOptions): Promise<LabServer> {
  const { address, port, netns } = place(lab, options);
  const backends = options.backends ?? [{ address: lab.loopback(), port: 3389 }];
  if (options.backends === undefined && options.mode !== "dead-backend")
    throw new Error(`haproxy in mode ${options.mode} needs backends`);
  const cookie = [
    "  tcp-request inspect-delay 3s",
    "  tcp-request content accept if RDP_COOKIE",
    "  tcp-request content reject",
  ];
  const server = (entry: Backend, index: number): string =>
    `  server s${index} ${entry.address}:${entry.port}${options.mode === "send-proxy" ? " send-proxy" : ""}`;
  const lines = [
    "defaults",
    "  mode tcp",
    "  timeout connect 3s",
    "  timeout client 1m",
    "  timeout server 1m",
    "frontend rdp",
    `  bind ${address}:${port}${options.mode === "accept-proxy" ? " accept-proxy" : ""}`,
    ...(options.mode === "rdp-cookie-required" ? cookie : []),
    "  default_backend hosts",
    "backend hosts",
    ...(options.mode === "rdp-cookie-required" ? ["  balance rdp-cookie"] : ["  balance roundrobin"]),
    ...backends.map(server),
  ];
  const folder = lab.makeFolder("haproxy");
  writeFileSync(join(folder, "haproxy.cfg"), `${lines.join("\n")}\n`);
  return startServer(lab, {
    kind: "haproxy",
    command: "haproxy",
    args: ["-db", "-f", join(folder, "haproxy.cfg")],
    logPath: join(folder, "haproxy.log"),
    address,
    port,
    netns,
    ready: "listens",
  });
}
