import type { HostEvent } from "../../telemetry/index.ts";
import { BoundedMap } from "../bounded-map.ts";
import type { Detection, Detector, DetectorFacts } from "../detection.ts";
import { detectionOf, type DetectorContext, type DetectorEntry, NEEDS } from "../detector-parts.ts";
import { isRemoteLogon } from "../remote-logon.ts";
import { sentence } from "../sentence.ts";
import { addressOf, Trail, userKey } from "../trail.ts";

const FOLLOWED = 10_000;
/** Chains kept, and hops of one. */
const CHAINS = 2000;
const HOPS = 20;
const DAY_MS = 86_400_000;
/** One connection of a client writes its name and its address within this time. */
const NAME_AND_ADDRESS_MS = 10_000;

const facts: DetectorFacts = {
  id: "lateral-movement",
  title: sentence("Movement from host to host", "在主机之间横向移动"),
  looksFor: sentence(
    "Chains of Remote Desktop hops: an outgoing connection on one host (RDPClient 1024, 1102) and the logon that it made on the next, or a logon whose client name or address is that of a host in the logs, and on from there within a day.",
    "远程桌面跳转链：一台主机的出站连接（RDPClient 1024、1102）与其在下一台主机上产生的登录，或客户端名称、地址属于日志中某台主机的登录，并在一天内继续跳转。",
  ),
  cannotSee: sentence(
    "Hops over hosts whose logs were not read, or by other ways than Remote Desktop; a jump host that people use as they should looks the same.",
    "经过未读取其日志的主机或不经远程桌面的跳转；正常使用跳板机也会如此。",
  ),
  kinds: [
    "outbound-connection",
    "logon",
    "authenticated",
    "session-logon",
    "session-reconnected",
    "window-station-reconnected",
  ],
  needs: [
    {
      channel: "rdp-client",
      gives: sentence("outgoing connections (1024, 1102)", "出站连接（1024、1102）"),
    },
    NEEDS.sessions,
    NEEDS.logons,
  ],
  thresholds: ["hop-window", "chain-hops"],
};

const OUTGOING = sentence("went out from", "发起出站连接");
const ARRIVED = sentence("arrived", "到达");

interface Outgoing {
  readonly event: HostEvent;
  readonly from: string;
}

/** One event of a hop, as evidence. */
interface Link {
  readonly event: HostEvent;
  readonly fact: typeof ARRIVED;
  readonly value: string;
}

/** A way over several hosts, to the last of them. */
interface Chain {
  readonly hosts: readonly string[];
  readonly links: readonly Link[];
  lastMs: number;
}

class LateralMovement implements Detector {
  readonly #context: DetectorContext;
  /** The last outgoing connection to a name or address. */
  readonly #outgoing = new BoundedMap<Outgoing>(FOLLOWED);
  /** The last name that a host connected to, until its address follows. */
  readonly #names = new BoundedMap<{ readonly target: string; readonly timeMs: number }>(FOLLOWED);
  /** Hosts of which logs were read, by short name and by the addresses that others reached them by. */
  readonly #hosts = new BoundedMap<string>(FOLLOWED);
  /** The chain that ends at a host. */
  readonly #arrived = new BoundedMap<Chain>(FOLLOWED);
  #chains: Chain[] = [];
  #dropped = 0;

  constructor(context: DetectorContext) {
    this.#context = context;
  }

  get forgotten(): number {
    return this.#outgoing.forgotten + this.#arrived.forgotten + this.#dropped;
  }

  add(event: HostEvent): void {
    const host = shortName(event.host);
    this.#hosts.set(host, host);
    if (event.kind === "outbound-connection") this.#addOutgoing(event, host);
    else if (isRemoteLogon(event)) this.#addArrival(event, host);
  }

  finish(): readonly Detection[] {
    const least = this.#context.thresholds["chain-hops"].value;
    const whole = this.#chains.filter(({ hosts }) => hosts.length > least);
    // A chain that goes on holds those that it grew from.
    const longest = whole.filter(
      (chain) =>
        !whole.some(
          (other) =>
            other.hosts.length > chain.hosts.length &&
            chain.hosts.every((name, index) => other.hosts[index] === name) &&
            other.links[0] === chain.links[0],
        ),
    );
    return longest.map(({ hosts, links }) => {
      const trail = new Trail();
      for (const { event, fact, value } of links) trail.add(event, fact, value);
      return detectionOf(facts, trail, {
        severity: "medium",
        confidence: 0.6,
        threshold: "chain-hops",
        outcome: "got-in",
        count: hosts.length - 1,
        summary: sentence("{hops} hops: {way}{users}.", "{hops} 次跳转：{way}{users}。", {
          hops: hosts.length - 1,
          way: hosts.join(" → "),
          users:
            trail.users.count === 0
              ? ""
              : sentence(", as {list}", "，账户 {list}", { list: trail.users.listed.join(", ") }),
        }),
      });
    });
  }

  #addOutgoing(event: HostEvent, host: string): void {
    if (event.targetHost === undefined) return;
    const target = shortName(event.targetHost);
    this.#outgoing.set(target, { event, from: host });
    if (event.source.endsWith(" 1024")) {
      this.#names.set(host, { target, timeMs: event.timeMs });
      return;
    }
    // 1102 tells the address of the name that 1024 told before.
    const named = this.#names.get(host);
    if (named !== undefined && Math.abs(event.timeMs - named.timeMs) <= NAME_AND_ADDRESS_MS) {
      this.#hosts.set(target, named.target);
    }
  }

  #addArrival(event: HostEvent, host: string): void {
    const windowMs = this.#context.thresholds["hop-window"].windowMs ?? 0;
    const address = addressOf(event) ?? "";
    const clientName = event.clientName === undefined ? undefined : shortName(event.clientName);
    const known = (clientName === undefined ? undefined : this.#hosts.get(clientName)) ?? this.#hosts.get(address);
    const out = this.#outgoing.get(host);
    const isTimely =
      out !== undefined && event.timeMs >= out.event.timeMs && event.timeMs - out.event.timeMs <= windowMs;
    const from = isTimely ? out.from : known;
    if (from === undefined || from === host) return;
    this.#hop(from, host, event, isTimely ? out.event : undefined);
  }

  #hop(from: string, host: string, arrival: HostEvent, outgoing: HostEvent | undefined): void {
    const dayMs = this.#context.thresholds["chain-hops"].windowMs ?? DAY_MS;
    const before = this.#arrived.get(from);
    const present = this.#arrived.get(host);
    // One hop is told by several events: 1149, 4624, 21 and so on.
    if (present?.hosts.at(-2) === from && arrival.timeMs - present.lastMs <= 120_000) {
      present.lastMs = Math.max(present.lastMs, arrival.timeMs);
      return;
    }
    const isContinued =
      before !== undefined &&
      arrival.timeMs - before.lastMs <= dayMs &&
      !before.hosts.includes(host) &&
      before.hosts.length < HOPS;
    const links: Link[] = isContinued ? [...before.links] : [];
    if (outgoing !== undefined) {
      links.push({ event: outgoing, fact: OUTGOING, value: `${from} → ${outgoing.targetHost ?? host}` });
    }
    links.push({ event: arrival, fact: ARRIVED, value: `${from} → ${host}  ${userKey(arrival) ?? ""}` });
    const hosts = isContinued ? [...before.hosts, host] : [from, host];
    const chain: Chain = { hosts, links, lastMs: arrival.timeMs };
    this.#arrived.set(host, chain);
    if (hosts.length <= this.#context.thresholds["chain-hops"].value) return;
    this.#chains.push(chain);
    if (this.#chains.length > CHAINS) {
      this.#chains.shift();
      this.#dropped++;
    }
  }
}

/** Hosts are told with and without their domain, and with a service before them; an address stays whole. */
function shortName(name: string): string {
  const plain = name.toLowerCase().slice(name.lastIndexOf("/") + 1, 300);
  if (/^[\d.]+$/.test(plain) || plain.includes(":")) return plain;
  return plain.split(".")[0] ?? plain;
}

export const lateralMovement: DetectorEntry = { facts, create: (context) => new LateralMovement(context) };
