import type { TenantId } from "../../core/fleet/index.ts";
import type { ChangeLine, ChangeStream } from "../store/index.ts";

const PAGE = 500;

export interface FeedReader {
  /** New lines in order; `missed`: some before them are gone for good. Resolves when more may come. */
  read(lines: readonly ChangeLine[], missed: boolean): Promise<void>;
}

interface Follower {
  readonly tenant: TenantId;
  readonly reader: FeedReader;
  /** It has seen everything up to here. */
  at: number;
  /** It has caught up and is given what comes. */
  isJoined: boolean;
  isEnded: boolean;
}

/**
 * Reads the stream of changes once for everybody who follows it: a thousand readers cost the store one query a turn.
 * Each reader has its own place, so that one who comes back is given what it has not seen.
 */
export class ChangeFeed {
  readonly #changes: ChangeStream;
  readonly #everyMs: number;
  readonly #followers: Set<Follower> = new Set();
  readonly #place: Map<TenantId, number> = new Map();
  #timer: NodeJS.Timeout | undefined;
  /** What reads the stream now: one after the other, so that no line falls between catching up and following. */
  #turn: Promise<void> = Promise.resolve();

  constructor(changes: ChangeStream, everyMs: number) {
    this.#changes = changes;
    this.#everyMs = everyMs;
  }

  get readers(): number {
    return this.#followers.size;
  }

  /** The place behind everything that has happened. */
  async now(tenant: TenantId): Promise<number> {
    return (await this.#changes.since(tenant, 0, 0)).last;
  }

  /** Follows from behind `after` until `ended`. Resolves when it has caught up. */
  async follow(tenant: TenantId, after: number, reader: FeedReader, ended: AbortSignal): Promise<void> {
    const follower: Follower = { tenant, reader, at: after, isJoined: false, isEnded: ended.aborted };
    this.#followers.add(follower);
    ended.addEventListener("abort", () => this.#leave(follower), { once: true });
    // A reader far behind waits for itself alone; only the last step holds up the others.
    while (!follower.isEnded) {
      const { lines, missed, last } = await this.#changes.since(tenant, follower.at, PAGE);
      if (follower.at > last && !missed) break;
      if (lines.length > 0 || missed) await reader.read(lines, missed);
      follower.at = last;
      if (lines.length < PAGE) break;
    }
    await this.#inTurn(async () => {
      if (follower.isEnded) return;
      const { lines, missed, last } = await this.#changes.since(tenant, follower.at, PAGE);
      if (lines.length > 0 || missed) void reader.read(lines, missed);
      follower.at = last;
      follower.isJoined = true;
      this.#place.set(tenant, Math.min(last, this.#place.get(tenant) ?? last));
      this.#schedule();
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#followers.clear();
    this.#place.clear();
  }

  async #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    await done;
  }

  #leave(follower: Follower): void {
    follower.isEnded = true;
    this.#followers.delete(follower);
    const isFollowed = [...this.#followers].some(({ tenant, isJoined }) => isJoined && tenant === follower.tenant);
    if (!isFollowed) this.#place.delete(follower.tenant);
    if (this.#place.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#place.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      // A store that is in trouble is asked again at the next turn; the readers keep their places.
      void this.#inTurn(() => this.#round())
        .catch(() => {})
        .then(() => this.#schedule());
    }, this.#everyMs);
    this.#timer.unref();
  }

  async #round(): Promise<void> {
    for (const [tenant, place] of this.#place) {
      const { lines, missed, last } = await this.#changes.since(tenant, place, PAGE);
      if (!this.#place.has(tenant)) continue;
      this.#place.set(tenant, last);
      for (const follower of this.#followers) {
        if (follower.tenant !== tenant || !follower.isJoined) continue;
        const news = lines.filter(({ seq }) => seq > follower.at);
        if (news.length > 0 || missed) void follower.reader.read(news, missed);
        follower.at = Math.max(follower.at, last);
      }
    }
  }
}
