import type { TenantId } from "../../../core/fleet/index.ts";
import type { Store, StoredSession } from "../../store/index.ts";
import type { ToldSession } from "./told-session.ts";

type Known = Pick<StoredSession, "key" | "startMs" | "endMs" | "seenMs" | "state"> & {
  readonly user: string;
  readonly number: number | null;
  readonly isStartKnown: boolean;
  readonly address: string | null;
  /** From a list of who was on, which need not have the number that the log has. */
  readonly isListed: boolean;
};

const MOST_HOSTS = 2000;
/** Latest sessions of a host that a session may be the continuation of. */
const MOST_OF_HOST = 500;

/**
 * Which stored session is meant. Logs come in pieces, and of a piece that begins in the middle of a session it is not known
 * when that began: it goes on with the stored one, instead of being a second one beside it that never ends.
 */
export class SessionKeys {
  readonly #sessions: Pick<Store["sessions"], "list">;
  readonly #tenant: TenantId;
  /** By host, the most recently fed last. */
  readonly #known = new Map<string, Known[]>();

  constructor(sessions: Pick<Store["sessions"], "list">, tenant: TenantId) {
    this.#sessions = sessions;
    this.#tenant = tenant;
  }

  /** The session under the key and with the beginning that it has in the store. Rejects with StoreFailure. */
  async settled(session: ToldSession): Promise<ToldSession> {
    const known = await this.#ofHost(session.host);
    const mine = knownOf(session);
    const before = known.find((each) => isSame(each, mine)) ?? known.findLast((each) => goesOn(each, mine));
    if (before === undefined) {
      known.push(mine);
      if (known.length > MOST_OF_HOST) known.shift();
      return session;
    }
    const isOlder = !mine.isStartKnown && before.startMs <= mine.startMs;
    const startMs = isOlder ? before.startMs : mine.startMs;
    const isStartKnown = isOlder ? before.isStartKnown : mine.isStartKnown;
    const number = mine.number ?? before.number;
    const address = mine.address ?? before.address;
    const isListed = mine.isListed && before.isListed;
    known.splice(known.indexOf(before), 1, {
      ...mine,
      key: before.key,
      startMs,
      isStartKnown,
      number,
      address,
      isListed,
    });
    const detail = { ...plain(session.detail), isStartKnown, sessionId: number, isListed };
    return { ...session, key: before.key, startMs, address, detail };
  }

  async #ofHost(host: string): Promise<Known[]> {
    const found = this.#known.get(host) ?? (await this.#read(host));
    this.#known.delete(host);
    this.#known.set(host, found);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MOST_HOSTS) break;
      this.#known.delete(oldest);
    }
    return found;
  }

  async #read(host: string): Promise<Known[]> {
    const { items } = await this.#sessions.list(this.#tenant, { host, limit: MOST_OF_HOST });
    return items.map(knownOf).toReversed();
  }
}

function knownOf({ key, user, address, startMs, endMs, seenMs, state, detail }: ToldSession): Known {
  const { sessionId, isStartKnown, isListed } = plain(detail);
  return {
    key,
    startMs,
    endMs,
    seenMs,
    state,
    address,
    user: user.toLowerCase(),
    number: typeof sessionId === "number" ? sessionId : null,
    isStartKnown: isStartKnown === true,
    isListed: isListed === true,
  };
}

function isSame(one: Known, other: Known): boolean {
  if (one.key === other.key) return true;
  if (one.number !== other.number || one.user !== other.user) return false;
  if (one.startMs === other.startMs) return true;
  // Without a number, sessions of one user cannot be told apart; with two logons they are two.
  if (one.number === null || (one.isStartKnown && other.isStartKnown)) return false;
  return one.startMs <= endOf(other) && other.startMs <= endOf(one);
}

/** Is the second what was seen later of the first, which was not over when it was last seen? */
function goesOn(first: Known, second: Known): boolean {
  const isOpen = first.state === "active" || first.state === "disconnected";
  const isNumbered = first.number !== null && first.number === second.number;
  const isOne = isNumbered || (second.isListed && second.number === null) || (first.isListed && first.number === null);
  return isOpen && isOne && first.user === second.user && !second.isStartKnown && first.startMs <= second.startMs;
}

function endOf({ endMs, seenMs }: Known): number {
  return endMs ?? seenMs;
}

function plain(detail: unknown): Readonly<Record<string, unknown>> {
  return typeof detail === "object" && detail !== null ? { ...detail } : {};
}
