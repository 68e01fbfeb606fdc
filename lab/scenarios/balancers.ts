// A balancer that leads nowhere, or waits for what clients do not send.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ask, haproxy, x224Request, xrdp } from "../index.ts";
import type { Ground, Scenario, Target } from "./scenario.ts";

async function throughBalancer(ground: Ground, mode: "accept-proxy" | "dead-backend"): Promise<Target> {
  const name = ground.newName();
  const behind = await xrdp(ground.lab, { certificate: await ground.certificate(name) });
  if (mode === "dead-backend") await behind.stop();
  else ground.keep(behind);
  const front = await haproxy(ground.lab, { mode, port: ground.port, backends: [behind] });
  return ground.reach(name, ground.keep(front));
}

/** A balancer that takes only connections with a routing token of its own. */
async function tokenBalancer(ground: Ground): Promise<Target> {
  const name = ground.newName();
  const behind = ground.keep(await xrdp(ground.lab, { certificate: await ground.certificate(name) }));
  const address = ground.lab.loopback();
  const folder = ground.lab.makeFolder("token-balancer");
  const lines = [
    "defaults\n  mode tcp\n  timeout connect 3s\n  timeout client 1m\n  timeout server 1m",
    `frontend rdp\n  bind ${address}:${ground.port}\n  tcp-request inspect-delay 2s`,
    "  tcp-request content accept if { req.rdp_cookie(msts) -m found }\n  tcp-request content reject",
    `  default_backend hosts\nbackend hosts\n  server s0 ${behind.address}:${behind.port}\n`,
  ];
  const configuration = join(folder, "haproxy.cfg");
  writeFileSync(configuration, lines.join("\n"));
  const logPath = join(folder, "haproxy.log");
  const child = ground.lab.start({ command: "haproxy", args: ["-db", "-f", configuration], logPath });
  ground.keep({
    stop: async () => {
      child.kill("SIGKILL");
    },
  });
  const deadline = Date.now() + 5000;
  while ((await ask(address, ground.port, x224Request, 4000)) === "ECONNREFUSED") {
    if (Date.now() > deadline) throw new Error("the token balancer did not start");
    await sleep(20);
  }
  return ground.reach(name, { address, port: ground.port });
}

/** Faults of what stands in front of a farm. */
export const balancerScenarios: readonly Scenario[] = [
  {
    id: "balancer-with-dead-backend",
    title: "a balancer takes the connection, finds nobody behind it and hangs up",
    truth: "broker-or-balancer-redirect",
    sameOnTheWire: ["broker-or-balancer-redirect"],
    production: "real",
    start: (ground) => throughBalancer(ground, "dead-backend"),
  },
  {
    id: "balancer-wants-proxy-header",
    title: "a balancer waits for a PROXY header that clients do not send",
    truth: "broker-or-balancer-redirect",
    sameOnTheWire: ["broker-or-balancer-redirect"],
    production: "real",
    start: (ground) => throughBalancer(ground, "accept-proxy"),
  },
  {
    id: "balancer-wants-routing-token",
    title: "a balancer hangs up on connections without its routing token",
    truth: "broker-or-balancer-redirect",
    sameOnTheWire: ["broker-or-balancer-redirect"],
    production: "real",
    start: tokenBalancer,
  },
];
