import { BlockList, isIP } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { DEFAULTS, type DiscoverySettings } from "../../core/configuration/index.ts";
import { endpointKey, type FoundHost } from "../../core/discovery/index.ts";
import { CONNECTION_GAP_MS, QUESTION_IDS } from "../../core/plan/index.ts";
import { ForbiddenAddress, type runCheck } from "../probe/index.ts";
import { HostGate } from "../targets/index.ts";
import type { Endpoint } from "./gather-endpoints.ts";
import { answerOf } from "./host-answer.ts";

export interface SweepProgress {
  readonly total: number;
  readonly asked: number;
  readonly found: number;
  /** Open ports at which something else answers. */
  readonly other: number;
  /** Left alone because their address is forbidden. */
  readonly forbidden: number;
  /** Checks that could not be made: our bug. */
  readonly failed: number;
}

export interface SweepOutcome extends SweepProgress {
  readonly hosts: readonly FoundHost[];
  /** `endpointKey` of what was asked to the end. */
  readonly askedKeys: ReadonlySet<string>;
  /** "budget" or "cancelled" where it ended early. */
  readonly ended: "complete" | "budget" | "cancelled";
}

export interface SweepWorld {
  readonly runCheck: typeof runCheck;
  /** Ranges that nothing may reach. */
  readonly forbidden: readonly string[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SweepProgress) => void;
}

/**
 * Asks every endpoint once for X.224, TLS and NTLM's challenge, in one connection and without credentials; a port that is
 * closed costs one packet. Never two connections to one host at a time, at most so many a second. Never rejects.
 */
export async function sweep(
  endpoints: readonly Endpoint[],
  settings: DiscoverySettings,
  world: SweepWorld,
): Promise<SweepOutcome> {
  const limits = { ...DEFAULTS.discovery, ...settings };
  const forbidden = blockListOf([...world.forbidden, ...(settings.forbidden ?? [])]);
  const budget = new AbortController();
  const timer = setTimeout(() => budget.abort(), limits.budgetMinutes * 60_000);
  const signal = AbortSignal.any([budget.signal, ...(world.signal === undefined ? [] : [world.signal])]);
  const sweeping = new Sweeping(endpoints, limits, settings.resolver, forbidden, world, signal);
  try {
    await sweeping.run(Math.max(1, Math.min(limits.parallel, endpoints.length)));
  } finally {
    clearTimeout(timer);
  }
  const isCancelled = world.signal?.aborted === true;
  return { ...sweeping.outcome(), ended: isCancelled ? "cancelled" : budget.signal.aborted ? "budget" : "complete" };
}

interface Limits {
  readonly perSecond: number;
  readonly timeoutSeconds: number;
}

class Sweeping {
  readonly #endpoints: Iterator<Endpoint>;
  readonly #total: number;
  readonly #limits: Limits;
  readonly #resolver: string | undefined;
  readonly #forbidden: BlockList;
  readonly #world: SweepWorld;
  readonly #signal: AbortSignal;
  readonly #gate = new HostGate<Endpoint>(CONNECTION_GAP_MS);
  readonly #hosts: FoundHost[] = [];
  readonly #askedKeys = new Set<string>();
  #other = 0;
  #forbiddenCount = 0;
  #failed = 0;
  #nextStartMs = 0;

  constructor(
    endpoints: readonly Endpoint[],
    limits: Limits,
    resolver: string | undefined,
    forbidden: BlockList,
    world: SweepWorld,
    signal: AbortSignal,
  ) {
    this.#endpoints = endpoints[Symbol.iterator]();
    this.#total = endpoints.length;
    this.#limits = limits;
    this.#resolver = resolver;
    this.#forbidden = forbidden;
    this.#world = world;
    this.#signal = signal;
  }

  async run(parallel: number): Promise<void> {
    const wake = (): void => this.#gate.wakeAll();
    this.#signal.addEventListener("abort", wake);
    try {
      await Promise.all(Array.from({ length: parallel }, () => this.#work()));
    } finally {
      this.#signal.removeEventListener("abort", wake);
    }
  }

  outcome(): Omit<SweepOutcome, "ended"> {
    return { ...this.#progress(), hosts: this.#hosts, askedKeys: this.#askedKeys };
  }

  #progress(): SweepProgress {
    return {
      total: this.#total,
      asked: this.#askedKeys.size,
      found: this.#hosts.length,
      other: this.#other,
      forbidden: this.#forbiddenCount,
      failed: this.#failed,
    };
  }

  async #work(): Promise<void> {
    for (let endpoint = await this.#next(); endpoint !== undefined; endpoint = await this.#next()) {
      const hosts = [endpoint.host.toLowerCase()];
      if (!this.#gate.tryEnter(endpoint, hosts)) continue;
      try {
        await this.#ask(endpoint);
      } finally {
        this.#gate.leave(hosts);
      }
      this.#world.onProgress?.(this.#progress());
    }
    this.#gate.wakeAll();
  }

  async #next(): Promise<Endpoint | undefined> {
    while (!this.#signal.aborted) {
      const parked = this.#gate.takeReady();
      if (parked !== undefined) return parked.job;
      const { value, done } = this.#endpoints.next();
      if (done !== true) return value;
      if (!this.#gate.hasWaiting) return undefined;
      await this.#gate.change();
    }
    return undefined;
  }

  async #ask(endpoint: Endpoint): Promise<void> {
    const { host, port } = endpoint;
    if (isIP(host) !== 0 && !this.#mayReach(host)) {
      this.#forbiddenCount++;
      return;
    }
    await this.#turn();
    if (this.#signal.aborted) return;
    const stageTimeoutMs = this.#limits.timeoutSeconds * 1000;
    try {
      const { evidence } = await this.#world.runCheck(
        {
          input: `${host}:${port}`,
          host,
          port,
          ...(this.#resolver === undefined ? {} : { resolver: this.#resolver }),
          stageTimeoutMs,
          totalTimeoutMs: 4 * stageTimeoutMs,
          lastStage: "credssp",
          skip: QUESTION_IDS,
        },
        { signal: this.#signal, mayReach: (address) => this.#mayReach(address) },
      );
      const answer = answerOf(evidence);
      if (answer.kind === "rdp") this.#hosts.push({ host, port, name: answer.name });
      if (answer.kind === "other") this.#other++;
    } catch (error) {
      if (this.#signal.aborted) return;
      if (isForbidden(error)) this.#forbiddenCount++;
      else this.#failed++;
      return;
    }
    this.#askedKeys.add(endpointKey(endpoint));
  }

  /** Resolves when the next connection may begin: they are spread evenly over a second. */
  async #turn(): Promise<void> {
    const nowMs = performance.now();
    const startMs = Math.max(nowMs, this.#nextStartMs);
    this.#nextStartMs = startMs + 1000 / this.#limits.perSecond;
    if (startMs <= nowMs) return;
    // Aborted: the caller looks at the signal.
    await sleep(startMs - nowMs, undefined, { signal: this.#signal }).catch(() => undefined);
  }

  #mayReach(address: string): boolean {
    return !this.#forbidden.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
  }
}

/** The probe wraps what ended a check. */
function isForbidden(error: unknown): boolean {
  return error instanceof ForbiddenAddress || (error instanceof Error && error.cause instanceof ForbiddenAddress);
}

function blockListOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", bits] = range.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    list.addSubnet(address, bits === undefined ? (family === "ipv6" ? 128 : 32) : Number(bits), family);
  }
  return list;
}
