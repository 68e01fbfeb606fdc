// A client and a server in namespaces of their own, joined by a virtual cable or by a router, and faults on that path.
import { spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { CommandOutcome, Lab } from "./workshop.ts";

const askScript = fileURLToPath(new URL("ask-child.ts", import.meta.url));

/** What a path can do to packets. "to server" and "to client" say which direction is hurt. */
export type PathFault =
  | "drop"
  | "drop-answers"
  | "reject-reset"
  | "reject-prohibited"
  | "reject-host-unreachable"
  | "reject-net-unreachable"
  | "reject-port-unreachable"
  | "mtu-to-server"
  | "mtu-to-client"
  | "reset-client-hello"
  | "drop-client-hello"
  | "drop-udp"
  | "slow";

/** Which traffic a fault hurts. */
export interface FaultOptions {
  /** Default 3389. */
  readonly port?: number;
  /** IP length in bytes above which an MTU fault drops; default 300 to the server, 1000 to the client. */
  readonly bytes?: number;
  /** Rate of a slow line in kbit/s, default 64. */
  readonly kilobits?: number;
}

/** Two namespaces and the path between them. Code on the client's side runs as a child process, by `run`. */
export interface LabNetwork {
  readonly client: string;
  readonly server: string;
  /** The middle, when there is one: faults then sit there, as on a real path. */
  readonly router: string | undefined;
  readonly clientAddress: string;
  readonly serverAddress: string;
  readonly serverAddress6: string;
  /** On the server's network, but nobody has it. */
  readonly absentAddress: string;
  /** In no network that the client has a route to. */
  readonly noRouteAddress: string;
  /** Adds a fault to those that are there. */
  fault(kind: PathFault, options?: FaultOptions): Promise<void>;
  /** Takes every fault away. */
  heal(): Promise<void>;
  /** Sends bytes (hex) from the client's namespace; the first answer as hex, or "fin", "silent", or the error's code. */
  ask(address: string, port: number, request: string, timeoutMs?: number): Promise<string>;
  /** Runs a command in the client's namespace. */
  run(command: string, args: readonly string[], options?: { timeoutMs?: number }): Promise<CommandOutcome>;
}

function execute(command: string, args: readonly string[], input = ""): void {
  const run = spawnSync(command, args, { input, encoding: "utf8" });
  if (run.status !== 0)
    throw new Error(`${command} ${args.join(" ")}: ${run.stderr.trim() || run.error?.message || run.status}\n${input}`);
}

// A name belongs to the machine: two labs of one program must not give the same.
let made = 0;

/** Makes an empty network namespace with its loopback up; it is gone with the lab. Needs root. */
export async function makeNamespace(lab: Lab): Promise<string> {
  made += 1;
  const name = `rdpl${process.pid}-${made}`;
  lab.register("netns", name);
  execute("ip", ["netns", "add", name]);
  execute("ip", ["-n", name, "link", "set", "lo", "up"]);
  return name;
}

/** The nft rule of a fault; the chain sees both directions. */
function ruleOf(kind: Exclude<PathFault, "slow">, options: FaultOptions): string {
  const port = options.port ?? 3389;
  // 0x1603 are the first two bytes of the TLS record with the ClientHello, read behind whatever TCP options there are.
  const hello = `tcp dport ${port} @ih,0,16 0x1603`;
  const rules: Record<Exclude<PathFault, "slow">, string> = {
    drop: `tcp dport ${port} drop`,
    "drop-answers": `tcp sport ${port} drop`,
    "reject-reset": `tcp dport ${port} reject with tcp reset`,
    "reject-prohibited": `tcp dport ${port} reject with icmpx type admin-prohibited`,
    "reject-host-unreachable": `tcp dport ${port} reject with icmpx type host-unreachable`,
    "reject-net-unreachable": `tcp dport ${port} reject with icmpx type no-route`,
    "reject-port-unreachable": `tcp dport ${port} reject with icmpx type port-unreachable`,
    "mtu-to-server": `tcp dport ${port} meta length > ${options.bytes ?? 300} drop`,
    "mtu-to-client": `tcp sport ${port} meta length > ${options.bytes ?? 1000} drop`,
    "reset-client-hello": `${hello} reject with tcp reset`,
    "drop-client-hello": `${hello} drop`,
    "drop-udp": `udp dport ${port} drop`,
  };
  return rules[kind];
}

function setKernel(namespace: string, setting: string, value: number): void {
  execute("ip", ["netns", "exec", namespace, "sh", "-c", 'echo "$1" >"/proc/sys/net/$0"', setting, String(value)]);
}

/** Waits until the cables of a namespace carry packets, which the kernel decides a moment after they are up. */
async function carrier(lab: Lab, namespace: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { stdout } = await lab.run("ip", ["-n", namespace, "-o", "link", "show", "type", "veth"]);
    if (stdout !== "" && !/NO-CARRIER|state DOWN|state LOWERLAYERDOWN/.test(stdout)) return;
    await sleep(10);
  }
  throw new Error(`the link in ${namespace} did not come up`);
}

function join(left: string, leftName: string, right: string, rightName: string): void {
  execute("ip", ["-n", left, "link", "add", leftName, "type", "veth", "peer", "name", rightName, "netns", right]);
}

function batch(namespace: string, lines: readonly string[]): void {
  execute("ip", ["-n", namespace, "-batch", "-"], `${lines.join("\n")}\n`);
}

function address(device: string, v4: string, v6: string): string[] {
  return [
    `addr add ${v4}/24 dev ${device}`,
    // nodad: an IPv6 address is else unusable for its first second.
    `addr add ${v6}/64 dev ${device} nodad`,
    `link set ${device} up`,
  ];
}

/** Makes a network. The addresses are the same in each, since every network is alone in its namespaces. Needs root. */
export async function network(lab: Lab, options: { router?: boolean } = {}): Promise<LabNetwork> {
  const client = await makeNamespace(lab);
  const server = await makeNamespace(lab);
  const router = options.router ? await makeNamespace(lab) : undefined;
  const members = [client, server, ...(router === undefined ? [] : [router])];
  // Duplicate address detection would hold back IPv6 answers for the first two seconds.
  for (const member of members) setKernel(member, "ipv6/conf/default/accept_dad", 0);
  const far = router === undefined ? "10.99.0" : "10.99.1";
  const far6 = router === undefined ? "fd99::" : "fd99:1::";
  if (router === undefined) {
    join(client, "cable", server, "cable");
    batch(client, address("cable", "10.99.0.2", "fd99::2"));
  } else {
    join(client, "cable", router, "near");
    join(router, "far", server, "cable");
    batch(router, [...address("near", "10.99.0.1", "fd99::1"), ...address("far", "10.99.1.254", "fd99:1::fe")]);
    batch(client, [...address("cable", "10.99.0.2", "fd99::2"), "route add 10.99.1.0/24 via 10.99.0.1"]);
    execute("ip", ["-n", client, "-6", "route", "add", "fd99:1::/64", "via", "fd99::1"]);
    for (const setting of ["ipv4/ip_forward", "ipv6/conf/all/forwarding"]) setKernel(router, setting, 1);
  }
  batch(server, address("cable", `${far}.1`, `${far6}1`));
  if (router !== undefined) {
    batch(server, ["route add 10.99.0.0/24 via 10.99.1.254"]);
    execute("ip", ["-n", server, "-6", "route", "add", "fd99::/64", "via", "fd99:1::fe"]);
  }
  await Promise.all(members.map((member) => carrier(lab, member)));
  const where = router ?? server;
  const hooks = router === undefined ? ["input", "output"] : ["forward"];
  const nft = (script: string): void => execute("ip", ["netns", "exec", where, "nft", "-f", "-"], script);
  const device = router === undefined ? "cable" : "near";
  let slow = false;
  return {
    client,
    server,
    router,
    clientAddress: "10.99.0.2",
    serverAddress: `${far}.1`,
    serverAddress6: `${far6}1`,
    absentAddress: `${far}.77`,
    noRouteAddress: "198.51.100.9",
    fault: async (kind, more = {}) => {
      if (kind === "slow") {
        const rate = ["rate", `${more.kilobits ?? 64}kbit`, "burst", "1600", "latency", "3s"];
        execute("tc", ["-n", where, "qdisc", "replace", "dev", device, "root", "tbf", ...rate]);
        slow = true;
        return;
      }
      const rule = ruleOf(kind, more);
      const chains = hooks.flatMap((hook) => [
        `add chain inet faults ${hook} { type filter hook ${hook} priority 0; }`,
        // What is meant for the server is judged on its way in: on the way out it would be a client's own.
        ...(hook === "output" && rule.includes("dport") ? [] : [`add rule inet faults ${hook} ${rule}`]),
      ]);
      nft(`add table inet faults\n${chains.join("\n")}\n`);
    },
    heal: async () => {
      nft("flush ruleset\n");
      if (slow) execute("tc", ["-n", where, "qdisc", "del", "dev", device, "root"]);
      slow = false;
    },
    ask: async (target, port, request, timeoutMs = 3000) => {
      const args = [askScript, target, String(port), request, String(timeoutMs)];
      const outcome = await lab.run(process.execPath, args, { netns: client });
      if (outcome.code !== 0) throw new Error(outcome.stderr);
      return outcome.stdout.trim();
    },
    run: (command, args, more = {}) => lab.run(command, args, { netns: client, ...more }),
  };
}
