// The way to the host: nobody there, packets dropped, no route, packets lost by size, a slow line.
import { network } from "../index.ts";
import type { Lab } from "../index.ts";
import { farXrdp } from "./hosts.ts";
import type { Ground, Scenario } from "./scenario.ts";

/** Runs nft in a namespace; throws nft's own words. */
async function filter(lab: Lab, netns: string, script: string): Promise<void> {
  const outcome = await lab.run("nft", ["-f", "-"], { netns, input: script });
  if (outcome.code !== 0) throw new Error(outcome.stderr);
}

/** Runs ip on a namespace; throws ip's own words. */
async function configure(lab: Lab, netns: string, ...args: readonly string[]): Promise<void> {
  const outcome = await lab.run("ip", ["-n", netns, ...args]);
  if (outcome.code !== 0) throw new Error(outcome.stderr);
}

/** Connections that are opened in a namespace and never say a word. */
function idleConnections(ground: Ground, netns: string, address: string, port: number, count: number): void {
  const script = `const net = require("node:net");
for (let made = 0; made < ${count}; made += 1) net.connect(${port}, "${address}").on("error", () => {});
setInterval(() => {}, 1e6);`;
  const logPath = `${ground.lab.folder}/idle-${ground.lab.next()}.log`;
  const child = ground.lab.start({ command: process.execPath, args: ["-e", script], netns, logPath });
  ground.keep({
    stop: async () => {
      child.kill("SIGKILL");
    },
  });
}

/** Silence from beyond the own segment can come from all of these. */
const SILENCE_FROM_AFAR = ["firewall-drop", "host-down-or-asleep", "nat-or-segmentation-path"] as const;

/** Faults of the path. */
export const pathScenarios: readonly Scenario[] = [
  {
    id: "host-absent-on-segment",
    title: "the host is off: nobody on the segment answers for its address",
    truth: "host-down-or-asleep",
    sameOnTheWire: ["host-down-or-asleep"],
    production: "real",
    start: async (ground) => {
      const net = await network(ground.lab);
      return { host: net.absentAddress, port: ground.port, netns: net.client };
    },
  },
  {
    id: "host-absent-behind-router",
    title: "the host is off, and the router before it says that it cannot reach it",
    truth: "host-down-or-asleep",
    sameOnTheWire: ["host-down-or-asleep"],
    production: "real",
    start: async (ground) => {
      const net = await network(ground.lab, { router: true });
      return { host: net.absentAddress, port: ground.port, netns: net.client };
    },
  },
  {
    id: "host-absent-router-mute",
    title: "the host is off behind a router that sends no ICMP",
    truth: "host-down-or-asleep",
    sameOnTheWire: SILENCE_FROM_AFAR,
    production: "real",
    start: async (ground) => {
      const net = await network(ground.lab, { router: true });
      const rules = "add rule inet mute out icmp type destination-unreachable drop";
      const chain = "add chain inet mute out { type filter hook output priority 0; }";
      await filter(ground.lab, net.router ?? net.server, `add table inet mute\n${chain}\n${rules}\n`);
      return { host: net.absentAddress, port: ground.port, netns: net.client };
    },
  },
  {
    id: "host-firewall-drops",
    title: "the host's own firewall drops the port; the host answers for its address",
    truth: "firewall-drop",
    sameOnTheWire: ["firewall-drop"],
    production: "real",
    start: async (ground) => {
      const { net, target } = await farXrdp(ground);
      await net.fault("drop", { port: target.port });
      return target;
    },
  },
  {
    id: "firewall-prohibits",
    title: "a firewall refuses the port with ICMP administratively prohibited",
    truth: "firewall-drop",
    sameOnTheWire: ["firewall-drop"],
    production: "real",
    start: async (ground) => {
      const { net, target } = await farXrdp(ground, { router: true });
      await net.fault("reject-prohibited", { port: target.port });
      return target;
    },
  },
  {
    id: "firewall-drops-this-source",
    title: "a router drops the port for the client's address only",
    truth: "firewall-drop",
    sameOnTheWire: SILENCE_FROM_AFAR,
    production: "real",
    start: async (ground) => {
      const { net, target } = await farXrdp(ground, { router: true });
      const chain = "add chain inet acl pass { type filter hook forward priority 0; }";
      const rule = `add rule inet acl pass ip saddr ${net.clientAddress} tcp dport ${target.port} drop`;
      await filter(ground.lab, net.router ?? net.server, `add table inet acl\n${chain}\n${rule}\n`);
      return target;
    },
  },
  {
    id: "no-route-here",
    title: "the client has no route to the host's network",
    truth: "nat-or-segmentation-path",
    sameOnTheWire: ["nat-or-segmentation-path"],
    production: "real",
    start: async (ground) => {
      const net = await network(ground.lab);
      return { host: net.noRouteAddress, port: ground.port, netns: net.client };
    },
  },
  {
    id: "no-route-at-router",
    title: "the router knows no way to the host's network and says so",
    truth: "nat-or-segmentation-path",
    sameOnTheWire: ["nat-or-segmentation-path"],
    production: "real",
    start: async (ground) => {
      const net = await network(ground.lab, { router: true });
      const far = ground.dice.between(2, 200);
      await configure(ground.lab, net.client, "route", "add", `10.98.${far}.0/24`, "via", "10.99.0.1");
      return { host: `10.98.${far}.${ground.dice.between(2, 250)}`, port: ground.port, netns: net.client };
    },
  },
  {
    id: "one-way-route",
    title: "packets reach the host, and its answers have no way back",
    truth: "nat-or-segmentation-path",
    sameOnTheWire: SILENCE_FROM_AFAR,
    production: "real",
    start: async (ground) => {
      const { net, target } = await farXrdp(ground, { router: true });
      await configure(ground.lab, net.server, "route", "del", "10.99.0.0/24");
      return target;
    },
  },
  {
    id: "backlog-flooded",
    title: "idle connections fill the listener's queue: new ones get no answer",
    truth: "rdp-bruteforce-or-flood",
    sameOnTheWire: ["firewall-drop", "rdp-bruteforce-or-flood"],
    production: "real",
    start: async (ground) => {
      const { net, server, target } = await farXrdp(ground);
      server.pause();
      idleConnections(ground, net.client, target.host, target.port, ground.dice.between(8, 14));
      await new Promise((resolve) => setTimeout(resolve, 1200));
      return target;
    },
  },
  {
    id: "mtu-black-hole-to-host",
    title: "large packets to the host are lost",
    truth: "lossy-or-high-latency-path",
    sameOnTheWire: ["lossy-or-high-latency-path"],
    production: "real",
    start: async (ground) => {
      const { net, target } = await farXrdp(ground, { router: true });
      await net.fault("mtu-to-server", { port: target.port, bytes: ground.dice.between(260, 340) });
      return target;
    },
  },
  {
    id: "mtu-black-hole-from-host",
    title: "large packets from the host are lost",
    truth: "lossy-or-high-latency-path",
    sameOnTheWire: ["lossy-or-high-latency-path"],
    production: "real",
    start: async (ground) => {
      const { net, target } = await farXrdp(ground, { router: true });
      await net.fault("mtu-to-client", { port: target.port, bytes: ground.dice.between(600, 1000) });
      return target;
    },
  },
  {
    id: "slow-line",
    title: "the line carries about ten kilobits a second",
    truth: "lossy-or-high-latency-path",
    sameOnTheWire: ["lossy-or-high-latency-path"],
    production: "real",
    start: async (ground) => {
      const { net, target } = await farXrdp(ground, { router: true });
      await net.fault("slow", { kilobits: ground.dice.between(9, 13) });
      return target;
    },
  },
  {
    id: "middlebox-resets-every-hello",
    title: "an inspecting device resets every TLS hello",
    truth: "third-party-security-hook",
    // Schannel that cannot use its key does the same.
    sameOnTheWire: [
      "third-party-security-hook",
      "machinekeys-permissions",
      "rdp-cert-private-key-access",
      "rdp-selfsigned-not-recreated",
      "rdp-cert-thumbprint-mismatch",
      "tls-no-common-version",
    ],
    production: "real",
    start: async (ground) => {
      const { net, target } = await farXrdp(ground, { router: true });
      await net.fault("reset-client-hello", { port: target.port });
      return target;
    },
  },
  {
    id: "middlebox-resets-large-hello",
    title: "an inspecting device resets TLS hellos above a size",
    truth: "third-party-security-hook",
    sameOnTheWire: ["third-party-security-hook"],
    production: "real",
    start: async (ground) => {
      const { net, target } = await farXrdp(ground, { router: true });
      const size = ground.dice.between(280, 320);
      const chain = "add chain inet box pass { type filter hook forward priority 0; }";
      const rule = `add rule inet box pass tcp dport ${target.port} meta length > ${size} reject with tcp reset`;
      await filter(ground.lab, net.router ?? net.server, `add table inet box\n${chain}\n${rule}\n`);
      return target;
    },
  },
];
