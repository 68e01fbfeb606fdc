import type { HostEvent } from "../telemetry/index.ts";
import { BoundedMap } from "./bounded-map.ts";
import { isRemoteLogon } from "./remote-logon.ts";
import type { Thresholds } from "./thresholds.ts";
import { addressOf, userKey } from "./trail.ts";

const USERS = 20_000;
/** Addresses, and kinds of client, remembered of one user. */
const REMEMBERED = 100;
/** One logon is told by several events. */
const SAME_LOGON_MS = 60_000;
/** A client describes itself within this time of its logon. */
const SAME_CLIENT_MS = 120_000;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** What is usual for one user. */
export interface UserHistory {
  logons: number;
  firstMs: number;
  lastMs: number;
  readonly addresses: Map<string, number>;
  /** Logons by hour of the day, UTC. */
  readonly hours: number[];
  /** "os 1.3", "zone -5", "build 26100": how many times each was seen. */
  readonly clients: Map<string, number>;
}

/** The same as it is stored: schema rdpulse.logon-history/1. */
export interface StoredHistory {
  readonly schema: "rdpulse.logon-history/1";
  readonly users: Readonly<Record<string, StoredUser>>;
}

export interface StoredUser {
  readonly logons: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly addresses: Readonly<Record<string, number>>;
  readonly hours: readonly number[];
  readonly clients: Readonly<Record<string, number>>;
}

/** What was unusual in the event that came last; empty while there is not enough history. */
export interface Unusual {
  readonly event: HostEvent;
  readonly user: string;
  readonly logons: number;
  readonly newAddress?: string;
  /** Hours between this logon and the nearest hour at which the user was seen. */
  readonly hourDistance?: number;
  readonly newClient?: string;
}

/** Learns from the events themselves what is usual, and says what is not. A stored history may be loaded before. */
export class LogonHistory {
  readonly #users = new BoundedMap<UserHistory>(USERS);
  readonly #described = new BoundedMap<{ readonly timeMs: number; readonly words: readonly string[] }>(USERS);
  readonly #logons = new BoundedMap<{ readonly timeMs: number; readonly user: string }>(USERS);
  readonly #thresholds: Thresholds;
  #unusual: Unusual | undefined;

  constructor(thresholds: Thresholds, stored?: StoredHistory) {
    this.#thresholds = thresholds;
    for (const [user, known] of Object.entries(stored?.users ?? {})) {
      this.#users.set(user, {
        ...known,
        addresses: new Map(Object.entries(known.addresses)),
        hours: [...known.hours],
        clients: new Map(Object.entries(known.clients)),
      });
    }
  }

  get forgotten(): number {
    return this.#users.forgotten;
  }

  /** What was unusual in this very event. */
  unusual(event: HostEvent): Unusual | undefined {
    return this.#unusual?.event === event ? this.#unusual : undefined;
  }

  add(event: HostEvent): void {
    this.#unusual = undefined;
    if (event.kind === "client-described") this.#addDescription(event);
    else if (isRemoteLogon(event)) this.#addLogon(event);
  }

  /** For a later reading. */
  stored(): StoredHistory {
    const users: Record<string, StoredUser> = {};
    for (const [user, known] of this.#users.entries()) {
      if (user === "__proto__") continue;
      users[user] = {
        logons: known.logons,
        firstMs: known.firstMs,
        lastMs: known.lastMs,
        addresses: Object.fromEntries(known.addresses),
        hours: known.hours,
        clients: Object.fromEntries(known.clients),
      };
    }
    return { schema: "rdpulse.logon-history/1", users };
  }

  #addLogon(event: HostEvent): void {
    const user = userKey(event);
    const address = addressOf(event);
    if (user === undefined || address === undefined) return;
    const place = `${event.host} ${address}`;
    const last = this.#logons.get(place);
    if (last !== undefined && last.user === user && Math.abs(event.timeMs - last.timeMs) <= SAME_LOGON_MS) return;
    this.#logons.set(place, { timeMs: event.timeMs, user });
    const known = this.#users.of(user, () => emptyHistory(event.timeMs));
    const hour = hourOf(event.timeMs);
    if (this.#isEnough(known, event.timeMs)) {
      const distance = nearestHour(known.hours, hour);
      this.#unusual = {
        event,
        user,
        logons: known.logons,
        ...(known.addresses.has(address) ? {} : { newAddress: address }),
        ...(distance >= this.#thresholds["hour-distance"].value ? { hourDistance: distance } : {}),
      };
    }
    known.logons++;
    known.firstMs = Math.min(known.firstMs, event.timeMs);
    known.lastMs = Math.max(known.lastMs, event.timeMs);
    known.hours[hour] = (known.hours[hour] ?? 0) + 1;
    remember(known.addresses, address);
    const described = this.#described.get(place);
    const words = event.clientBuild === undefined ? [] : [`build ${event.clientBuild}`];
    if (described !== undefined && Math.abs(event.timeMs - described.timeMs) <= SAME_CLIENT_MS) {
      words.push(...described.words);
    }
    this.#addClient(event, user, known, words);
  }

  #addDescription(event: HostEvent): void {
    const address = addressOf(event);
    const words = clientWords(event);
    if (address === undefined || words.length === 0) return;
    const place = `${event.host} ${address}`;
    const last = this.#logons.get(place);
    if (last !== undefined && Math.abs(event.timeMs - last.timeMs) <= SAME_CLIENT_MS) {
      const known = this.#users.get(last.user);
      if (known !== undefined) this.#addClient(event, last.user, known, words);
      return;
    }
    const earlier = this.#described.get(place);
    const isSame = earlier !== undefined && Math.abs(event.timeMs - earlier.timeMs) <= SAME_CLIENT_MS;
    const both = isSame ? [...earlier.words, ...words].slice(-6) : words;
    this.#described.set(place, { timeMs: event.timeMs, words: both });
  }

  /** A kind of client is new when others of its sort are known, and this one is not. */
  #addClient(event: HostEvent, user: string, known: UserHistory, words: readonly string[]): void {
    for (const word of words) {
      const sort = word.slice(0, word.indexOf(" ") + 1);
      const isSortKnown = [...known.clients.keys()].some((other) => other.startsWith(sort));
      if (isSortKnown && !known.clients.has(word) && this.#isEnough(known, event.timeMs)) {
        this.#unusual = { ...this.#unusual, event, user, logons: known.logons, newClient: word };
      }
      remember(known.clients, word);
    }
  }

  #isEnough(known: UserHistory, timeMs: number): boolean {
    const days = (timeMs - known.firstMs) / DAY_MS;
    return known.logons >= this.#thresholds["history-logons"].value && days >= this.#thresholds["history-days"].value;
  }
}

/** Reads a stored history; undefined for what is none. Bounded like what is learnt. */
export function readHistory(input: unknown): StoredHistory | undefined {
  if (!isObject(input) || input["schema"] !== "rdpulse.logon-history/1" || !isObject(input["users"])) return undefined;
  const users: Record<string, StoredUser> = {};
  let count = 0;
  for (const [name, value] of Object.entries(input["users"])) {
    if (++count > USERS) break;
    const user = isObject(value) ? readUser(value) : undefined;
    if (user === undefined || name === "__proto__") return undefined;
    users[name] = user;
  }
  return { schema: "rdpulse.logon-history/1", users };
}

function readUser(value: Readonly<Record<string, unknown>>): StoredUser | undefined {
  const { logons, firstMs, lastMs, hours } = value;
  const addresses = countsOf(value["addresses"]);
  const clients = countsOf(value["clients"]);
  if (typeof logons !== "number" || typeof firstMs !== "number" || typeof lastMs !== "number") return undefined;
  if (!Array.isArray(hours) || hours.length !== 24 || addresses === undefined || clients === undefined)
    return undefined;
  const numbers = hours.map(Number);
  return numbers.some(Number.isNaN) ? undefined : { logons, firstMs, lastMs, addresses, hours: numbers, clients };
}

function countsOf(value: unknown): Readonly<Record<string, number>> | undefined {
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value).slice(0, REMEMBERED);
  const counts: Record<string, number> = {};
  for (const [name, count] of entries) {
    if (typeof count !== "number") return undefined;
    counts[name] = count;
  }
  return counts;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function emptyHistory(timeMs: number): UserHistory {
  return {
    logons: 0,
    firstMs: timeMs,
    lastMs: timeMs,
    addresses: new Map(),
    hours: Array.from({ length: 24 }, () => 0),
    clients: new Map(),
  };
}

function remember(counts: Map<string, number>, name: string): void {
  const count = counts.get(name) ?? 0;
  if (count === 0 && counts.size >= REMEMBERED) {
    for (const oldest of counts.keys()) {
      counts.delete(oldest);
      break;
    }
  }
  counts.set(name, count + 1);
}

function hourOf(timeMs: number): number {
  return Math.floor((((timeMs % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS);
}

/** Hours to the nearest one with a logon, around midnight too. */
function nearestHour(hours: readonly number[], hour: number): number {
  for (let distance = 0; distance <= 12; distance++) {
    if ((hours[(hour + distance) % 24] ?? 0) > 0 || (hours[(hour + 24 - distance) % 24] ?? 0) > 0) return distance;
  }
  return 0;
}

/** RdpCoreTS 169 tells the client's operating system, 104 its time zone; its name is no kind of client. */
function clientWords(event: HostEvent): readonly string[] {
  const words: string[] = [];
  const major = event.values?.["MajorType"];
  const minor = event.values?.["MinorType"];
  const zone = event.values?.["TimezoneBiasHour"];
  if (major !== undefined) words.push(`os ${major.slice(0, 12)}.${(minor ?? "0").slice(0, 12)}`);
  if (zone !== undefined) words.push(`zone ${zone.replaceAll(/[[\]]/g, "").slice(0, 12)}`);
  if (event.clientBuild !== undefined) words.push(`build ${event.clientBuild}`);
  return words;
}
