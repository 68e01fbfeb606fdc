// The ground on which the scenarios of one run stand: a lab, a DNS server, and names and certificates for each.
import { certificate, dnsServer, isRoot, type DnsEntry, type Lab } from "../index.ts";
import { Dice } from "./dice.ts";
import type { Ground } from "./scenario.ts";

const DNS_PORT = 53;
const RDP_PORT = 3389;
const SITES = ["berlin", "oslo", "lyon", "quito", "osaka", "perth"] as const;
const ROLES = ["rds", "ts", "farm", "app", "desk", "srv"] as const;

/** One run over scenarios. `run` 1 uses port 3389, which nmap's scripts expect; every other run other ports. */
export class RunGround {
  readonly #lab: Lab;
  readonly #seed: string;
  readonly #run: number;
  readonly #table: Record<string, DnsEntry> = {};
  readonly #resolver: string;

  private constructor(lab: Lab, seed: string, run: number, resolver: string, table: Record<string, DnsEntry>) {
    this.#lab = lab;
    this.#seed = seed;
    this.#run = run;
    this.#resolver = resolver;
    this.#table = table;
  }

  static async open(lab: Lab, run: number, seed: string): Promise<RunGround> {
    const table: Record<string, DnsEntry> = {};
    const address = lab.loopback();
    // Peers can be told of a DNS server by its address only, and port 53 needs root.
    const server = await dnsServer(lab, table, { address, port: isRoot() ? DNS_PORT : 0 });
    return new RunGround(lab, seed, run, isRoot() ? address : `${address}:${server.port}`, table);
  }

  /** The ground of one scenario; `stop` ends what it kept, newest first. */
  scenario(id: string): Ground & { stop(): Promise<void> } {
    const dice = new Dice(`${this.#seed} ${this.#run} ${id}`);
    const kept: { stop(): Promise<void> }[] = [];
    const newName = (): string =>
      `${dice.pick(...ROLES)}${dice.between(1, 99)}-${this.#lab.next()}.${dice.pick(...SITES)}.test`;
    const publish = (name: string, addresses: readonly string[] | "nxdomain"): void => {
      this.#table[name] = addresses === "nxdomain" ? { rcode: "NXDOMAIN" } : { a: addresses };
    };
    return {
      lab: this.#lab,
      dice,
      port: this.#run === 1 ? RDP_PORT : dice.between(20_000, 60_000),
      keep: (started) => {
        kept.push(started);
        return started;
      },
      newName,
      publish,
      addressesOf: (name) => this.#table[name]?.a ?? [],
      resolver: this.#resolver,
      certificate: (name, options = {}) =>
        certificate(this.#lab, {
          from: -dice.between(1, 40),
          to: dice.between(90, 400),
          cn: name,
          san: `DNS:${name}`,
          ...options,
        }),
      reach: (name, server) => {
        publish(name, [server.address]);
        return { host: name, port: server.port, resolver: this.#resolver };
      },
      stop: async () => {
        for (const started of kept.toReversed()) await started.stop();
      },
    };
  }
}
