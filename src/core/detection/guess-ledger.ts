import type { HostEvent } from "../telemetry/index.ts";
import { BoundedMap } from "./bounded-map.ts";
import { Names } from "./names.ts";
import { credentialVerdict, isRemoteDesktop, isRemoteLogon } from "./remote-logon.ts";
import { sentence } from "./sentence.ts";
import type { Thresholds } from "./thresholds.ts";
import { accountKey, addressOf, Trail, userKey } from "./trail.ts";
import { DistinctWindow, RateWindow } from "./windows.ts";

/** Addresses, accounts and hosts followed at once. */
const SOURCES = 10_000;
const ACCOUNTS = 10_000;
const HOSTS = 2000;
/** Accounts listed by one address whose successes are remembered. */
const SUCCESSES = 20;
const DAY_MS = 86_400_000;

const REFUSED = sentence("the host refused the credential", "主机拒绝了凭据");
const FAILED = sentence("logon failed", "登录失败");

/** Someone who tries passwords: an address or, where none is known, a host and the name its client gives itself. */
export interface Source {
  readonly address?: string;
  /** Where the address is not known: how the client calls itself. */
  readonly workstation?: string;
  readonly trail: Trail;
  readonly users: Names;
  /** One attempt may be told twice, by RdpCoreTS 140 and by Security 4625: the larger number counts. */
  refused: number;
  failed: number;
  /** Of those, what certainly was Remote Desktop. */
  remoteDesktop: number;
  fast: boolean;
  slow: boolean;
  spray: boolean;
  /** Accounts that got in afterwards, with the event that tells it. */
  readonly successes: Map<string, HostEvent>;
  /** A logon from here before the first failure. */
  before?: HostEvent;
  readonly windows: SourceWindows;
}

interface SourceWindows {
  readonly fast: readonly [RateWindow, RateWindow];
  readonly slow: readonly [RateWindow, RateWindow];
  readonly names: DistinctWindow;
}

/** Who attacks one account, or one host. */
export interface Victim {
  readonly name: string;
  readonly trail: Trail;
  readonly addresses: DistinctWindow;
  isReached: boolean;
  success?: HostEvent;
  readonly good: Names;
}

/** Counts wrong credentials by address, by account and by host, and what succeeded after them. */
export class GuessLedger {
  /** Sources that passed a limit and were dropped since. */
  readonly #closed: Source[] = [];
  readonly #closedVictims: Victim[] = [];
  readonly #sources: BoundedMap<Source>;
  readonly #accounts: BoundedMap<Victim>;
  readonly #hosts: BoundedMap<Victim>;
  /** Addresses from which a logon succeeded that have no failure yet. */
  readonly #good = new BoundedMap<HostEvent>(SOURCES);
  readonly #thresholds: Thresholds;

  constructor(thresholds: Thresholds) {
    this.#thresholds = thresholds;
    const keepVictim = (victim: Victim): void => {
      if (victim.isReached && this.#closedVictims.length < ACCOUNTS) this.#closedVictims.push(victim);
    };
    this.#sources = new BoundedMap(SOURCES, (source) => {
      if (hasGuessed(source) && this.#closed.length < SOURCES) this.#closed.push(source);
    });
    this.#accounts = new BoundedMap(ACCOUNTS, keepVictim);
    this.#hosts = new BoundedMap(HOSTS, keepVictim);
  }

  get forgotten(): number {
    return this.#sources.forgotten + this.#accounts.forgotten + this.#hosts.forgotten;
  }

  /** Every source that passed a limit. */
  guessers(): readonly Source[] {
    return [...this.#closed, ...[...this.#sources.values()].filter(hasGuessed)];
  }

  accounts(): readonly Victim[] {
    return this.#reached(this.#accounts, false);
  }

  hosts(): readonly Victim[] {
    return this.#reached(this.#hosts, true);
  }

  /** What is known of failures with this account. */
  account(name: string): Victim | undefined {
    return this.#accounts.get(accountKey(name));
  }

  add(event: HostEvent): void {
    if (credentialVerdict(event) === "wrong") this.#addFailure(event);
    else if (isRemoteLogon(event)) this.#addSuccess(event);
  }

  #reached(victims: BoundedMap<Victim>, areHosts: boolean): readonly Victim[] {
    const closed = this.#closedVictims.filter(({ name }) => name.startsWith("host ") === areHosts);
    return [...closed, ...[...victims.values()].filter(({ isReached }) => isReached)];
  }

  #addFailure(event: HostEvent): void {
    const address = addressOf(event);
    const user = userKey(event);
    const isRefusal = event.kind === "credential-refused";
    const fact = isRefusal ? REFUSED : FAILED;
    // Several clients were possible: their own refusals tell of them, a nameless source would count them twice.
    const isUndecided = address === undefined && event.values?.["clientCandidates"] !== undefined;
    if (!isUndecided) this.#count(event, fact, isRefusal);
    if (user !== undefined) {
      const account = this.#accounts.of(user, () => this.#victim(user, "addresses-against-one-account"));
      account.trail.add(event, fact);
      if (address !== undefined && account.addresses.add(address, event.timeMs)) account.isReached = true;
    }
    if (isRefusal && address !== undefined) {
      const name = `host ${event.host}`;
      const host = this.#hosts.of(name, () => this.#victim(name, "addresses-against-one-host"));
      host.trail.add(event, fact);
      if (host.addresses.add(address, event.timeMs)) host.isReached = true;
    }
  }

  #count(event: HostEvent, fact: typeof FAILED, isRefusal: boolean): void {
    const address = addressOf(event);
    const key = address ?? `? ${event.host} ${event.clientName ?? ""}`.slice(0, 200);
    const source = this.#sources.of(key, () => this.#source(event));
    const user = userKey(event);
    source.trail.add(event, fact);
    source.users.add(user);
    if (isRemoteDesktop(event)) source.remoteDesktop++;
    if (isRefusal) source.refused++;
    else source.failed++;
    const family = isRefusal ? 0 : 1;
    if (source.windows.fast[family].add(event.timeMs)) source.fast = true;
    if (source.windows.slow[family].add(event.timeMs)) source.slow = true;
    if (user !== undefined && !source.spray && source.windows.names.add(user, event.timeMs)) source.spray = true;
  }

  #addSuccess(event: HostEvent): void {
    const address = addressOf(event);
    const user = userKey(event);
    if (address === undefined || user === undefined) return;
    const memoryMs = this.#thresholds["success-memory"].windowMs ?? DAY_MS;
    const source = this.#sources.get(address);
    if (source === undefined) {
      if (this.#good.get(address) === undefined) this.#good.set(address, event);
    } else if (hasGuessed(source) && event.timeMs - source.trail.lastMs <= memoryMs) {
      if (source.successes.size < SUCCESSES && !source.successes.has(user)) source.successes.set(user, event);
    } else if (!hasGuessed(source)) {
      source.before ??= event;
    }
    const account = this.#accounts.get(user);
    if (account === undefined) return;
    const isNew = !account.good.has(address);
    account.good.add(address);
    if (!isNew || !account.isReached || event.timeMs - account.trail.lastMs > memoryMs) return;
    account.success ??= event;
  }

  #source(event: HostEvent): Source {
    const address = addressOf(event);
    const before = address === undefined ? undefined : this.#good.get(address);
    const fast = this.#thresholds["guesses-fast"];
    const slow = this.#thresholds["guesses-slow"];
    const names = this.#thresholds["names-from-one-address"];
    const rate = ({ value, windowMs = DAY_MS }: typeof fast): readonly [RateWindow, RateWindow] => [
      new RateWindow(value, windowMs),
      new RateWindow(value, windowMs),
    ];
    return {
      ...(address === undefined ? {} : { address }),
      ...(event.clientName === undefined ? {} : { workstation: event.clientName }),
      ...(before === undefined ? {} : { before }),
      trail: new Trail(),
      users: new Names(),
      refused: 0,
      failed: 0,
      remoteDesktop: 0,
      fast: false,
      slow: false,
      spray: false,
      successes: new Map(),
      windows: {
        fast: rate(fast),
        slow: rate(slow),
        names: new DistinctWindow(names.value, names.windowMs ?? DAY_MS),
      },
    };
  }

  #victim(name: string, limit: "addresses-against-one-account" | "addresses-against-one-host"): Victim {
    const { value, windowMs = DAY_MS } = this.#thresholds[limit];
    return {
      name,
      trail: new Trail(),
      addresses: new DistinctWindow(value, windowMs),
      isReached: false,
      good: new Names(),
    };
  }
}

/** Attempts, where one may be told by two events. */
export function attemptsOf(source: Source): number {
  return Math.max(source.refused, source.failed);
}

function hasGuessed(source: Source): boolean {
  return source.fast || source.slow || source.spray;
}
