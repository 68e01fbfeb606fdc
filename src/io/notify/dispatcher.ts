import type { AlertEvent, ChannelSettings, Delivery } from "../../core/alerting/index.ts";
import { deliveryOf } from "../../core/alerting/index.ts";
import type { TenantId } from "../../core/fleet/index.ts";
import type { Secret } from "../../core/sequence/index.ts";
import { printable } from "../../core/texts/index.ts";
import type { OutboxStore } from "../store/index.ts";
import { notifierOf } from "./channel-kinds.ts";
import { ChannelValues, resolveSecrets, scrub, type SecretsResolver } from "./channel-values.ts";
import type { NotifyWorld } from "./notifier.ts";
import { NotifyFailure, reasonOf } from "./notify-failure.ts";
import { OutboundPolicy } from "./outbound-policy.ts";
import { retryDelayMs } from "./retry-delay.ts";

export interface DispatcherOptions {
  readonly outbox: Pick<OutboxStore, "due" | "settle">;
  /** The channel of this name as it is configured now; undefined when there is none. */
  readonly channelOf: (tenant: TenantId, name: string) => ChannelSettings | undefined;
  readonly secrets: (tenant: TenantId, reference: string) => Promise<string>;
  readonly clock: { nowMs(): number };
  readonly policy?: OutboundPolicy;
  /** 0..1; Math.random when absent. */
  readonly random?: () => number;
  /** 10 s for one message when absent. */
  readonly timeoutMs?: number;
  /** After so many failed attempts a message is dead; 45 when absent: about nine hours. */
  readonly mostAttempts?: number;
  /** Told of every attempt, without secrets: for logs and metrics. */
  readonly onAttempt?: (attempt: Attempt) => void;
}

/** What became of one attempt. */
export interface Attempt {
  readonly id: string;
  readonly channel: string;
  readonly outcome: "delivered" | "retried" | "dead" | "unsettled";
  readonly error?: string;
}

/** What the test button brings. */
export interface TestOutcome {
  readonly ok: boolean;
  readonly error?: string;
}

type Settlement = Parameters<OutboxStore["settle"]>[1];

const LOOK_MS = 1000;
const MOST_LOOKS = 8;
const BATCH = 500;
const PARALLEL = 16;
const PARALLEL_PER_CHANNEL = 4;
/** A channel that fails is left alone for so long, however many messages wait for it. */
const LONGEST_PAUSE_MS = 60_000;
const MOST_ERROR = 400;
/** So many times the time for one step is the most that a whole message may take. */
const LONGEST = 3;

/**
 * Sends what is in the outbox: several channels at once, the messages on one subject in a channel one after the other in the
 * order in which they were written. A message is settled after the other side took it, so that a crash in between repeats
 * it once, with the same id. One dispatcher at a time works on an outbox: whoever runs several processes gives it to the
 * holder of a lease.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #world: NotifyWorld;
  /** Sent, but the store could not be told. */
  readonly #unsettled = new Map<string, Settlement>();
  /** Subjects of which an earlier message waits for its next attempt. */
  readonly #blocked = new Map<string, { readonly id: string; readonly untilMs: number }>();
  readonly #paused = new Map<string, { readonly failures: number; readonly untilMs: number }>();
  /** Subjects that a call of `pump` has in hand, and how many of them each channel is sending. */
  readonly #claimed = new Set<string>();
  readonly #busy = new Map<string, number>();
  readonly #looks = new Set<Promise<void>>();
  #claiming: Promise<unknown> = Promise.resolve();
  #remembered = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#world = {
      nowMs: () => options.clock.nowMs(),
      policy: options.policy ?? new OutboundPolicy(),
      timeoutMs: options.timeoutMs ?? 10_000,
    };
  }

  /** Looks into the outbox every second, and whenever `wake` is called, until `stop`. */
  start(): void {
    this.#timer ??= setInterval(() => this.wake(), LOOK_MS);
    this.wake();
  }

  /** Something was put into the outbox. */
  wake(): void {
    if (this.#looks.size >= MOST_LOOKS) return;
    const look = this.#look();
    this.#looks.add(look);
    void look.finally(() => this.#looks.delete(look));
  }

  /** Ends the looking; resolves when what is under way has come to its end. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await Promise.all(this.#looks);
  }

  /**
   * Sends what is due now and gives how many messages were delivered. Called again meanwhile, it takes what the first call
   * does not have in hand, so that a slow channel holds up no other. Rejects only with the store's own failure, when it
   * could not be asked.
   */
  async pump(): Promise<number> {
    await this.#flushUnsettled();
    // One at a time reads and claims: else a message that the other call settles in between would be sent again.
    const before = this.#claiming;
    const claiming = (async () => {
      await before;
      return this.#claim();
    })();
    this.#claiming = claiming.catch(() => null);
    const lanes = await claiming;
    try {
      return await this.#sendAll([...lanes.values()]);
    } finally {
      for (const lane of lanes.keys()) this.#claimed.delete(lane);
    }
  }

  /** Sends a test message past the outbox; where a system would keep it open as an alert, its end follows at once. */
  async sendTest(tenant: TenantId, channel: string): Promise<TestOutcome> {
    const settings = this.#options.channelOf(tenant, channel);
    if (settings === undefined) return { ok: false, error: `there is no channel "${printable(channel, 64)}"` };
    const nowMs = this.#world.nowMs();
    const event = testEvent(tenant, channel, nowMs);
    const isKept = notifierOf(settings.kind)?.traits.tracksState === true;
    for (const kind of isKept ? (["test", "closed"] as const) : (["test"] as const)) {
      const { error } = await this.#try(deliveryOf({ ...event, kind }, channel, nowMs), settings);
      if (error !== undefined) return { ok: false, error: error.text };
    }
    return { ok: true };
  }

  async #look(): Promise<void> {
    try {
      await this.pump();
    } catch {
      // The store is away, and says so itself; the next look tries again.
    }
  }

  async #claim(): Promise<ReadonlyMap<string, readonly Delivery[]>> {
    const { outbox } = this.#options;
    const nowMs = this.#world.nowMs();
    if (!this.#remembered) {
      // What waited for a second attempt when the last process ended still holds up those behind it.
      for (const waiting of await outbox.due(Number.MAX_SAFE_INTEGER, 5000))
        if (waiting.attempts > 0 && waiting.nextAttemptMs > nowMs) this.#block(waiting, waiting.nextAttemptMs);
      this.#remembered = true;
    }
    const inHand = new Set(this.#claimed);
    const lanes = new Map<string, Delivery[]>();
    for (const delivery of await outbox.due(nowMs, BATCH)) {
      const lane = laneOf(delivery);
      if (inHand.has(lane) || this.#unsettled.has(delivery.id)) continue;
      lanes.set(lane, [...(lanes.get(lane) ?? []), delivery]);
    }
    for (const [lane, deliveries] of lanes) {
      this.#claimed.add(lane);
      lanes.set(
        lane,
        deliveries.toSorted((a, b) => a.createdMs - b.createdMs),
      );
    }
    return lanes;
  }

  async #sendAll(waiting: (readonly Delivery[])[]): Promise<number> {
    let delivered = 0;
    const next = (): readonly Delivery[] | undefined => {
      const isFree = ([first]: readonly Delivery[]): boolean =>
        first !== undefined && (this.#busy.get(channelKey(first)) ?? 0) < PARALLEL_PER_CHANNEL;
      const at = waiting.findIndex(isFree);
      return at < 0 ? undefined : waiting.splice(at, 1)[0];
    };
    // A worker that finds every channel busy ends: the others take what is left, or the next look does.
    const work = async (): Promise<void> => {
      for (let lane = next(); lane !== undefined; lane = next()) {
        const [first] = lane;
        const key = first === undefined ? "" : channelKey(first);
        this.#busy.set(key, (this.#busy.get(key) ?? 0) + 1);
        const count = await this.#sendLane(lane);
        delivered += count;
        this.#busy.set(key, (this.#busy.get(key) ?? 1) - 1);
      }
    };
    await Promise.all(Array.from({ length: Math.min(PARALLEL, waiting.length) }, work));
    return delivered;
  }

  async #sendLane(lane: readonly Delivery[]): Promise<number> {
    let delivered = 0;
    for (const delivery of lane) {
      const nowMs = this.#world.nowMs();
      const pausedMs = this.#paused.get(channelKey(delivery))?.untilMs ?? 0;
      const block = this.#blocked.get(laneOf(delivery));
      const blockedMs = block === undefined || block.id === delivery.id ? 0 : block.untilMs + 1;
      const laterMs = Math.max(pausedMs, blockedMs);
      if (laterMs > nowMs) {
        // Put off and not skipped: else what cannot go now would fill every batch.
        const { attempts, lastError } = delivery;
        const reason = lastError === undefined ? {} : { lastError };
        await this.#settle(delivery, { state: "waiting", attempts, nextAttemptMs: laterMs, ...reason });
      } else if (await this.#sendOne(delivery)) delivered++;
    }
    return delivered;
  }

  /** true when it arrived. */
  async #sendOne(delivery: Delivery): Promise<boolean> {
    const { clock, random = Math.random, mostAttempts = 45 } = this.#options;
    const settings = this.#options.channelOf(delivery.tenant, delivery.channel);
    const { error } = await this.#try(delivery, settings);
    const attempts = delivery.attempts + 1;
    const nowMs = clock.nowMs();
    const key = channelKey(delivery);
    if (error === undefined) {
      this.#paused.delete(key);
      this.#unblock(delivery);
      await this.#settle(delivery, { state: "delivered", attempts, nextAttemptMs: nowMs, deliveredMs: nowMs });
      this.#report(delivery, "delivered");
      return true;
    }
    if (error.permanent || attempts >= mostAttempts) {
      this.#unblock(delivery);
      await this.#settle(delivery, { state: "dead", attempts, nextAttemptMs: nowMs, lastError: error.text });
      this.#report(delivery, "dead", error.text);
      return false;
    }
    const waitMs = Math.max(error.retryAfterMs ?? 0, retryDelayMs(attempts, random()));
    const failures = (this.#paused.get(key)?.failures ?? 0) + 1;
    const pauseMs = error.retryAfterMs ?? Math.min(LONGEST_PAUSE_MS, retryDelayMs(failures, random()));
    this.#paused.set(key, { failures, untilMs: nowMs + Math.min(pauseMs, waitMs) });
    this.#block(delivery, nowMs + waitMs);
    await this.#settle(delivery, {
      state: "waiting",
      attempts,
      nextAttemptMs: nowMs + waitMs,
      lastError: error.text,
    });
    this.#report(delivery, "retried", error.text);
    return false;
  }

  /** One attempt. What went wrong comes back without secrets and bounded. */
  async #try(delivery: Delivery, settings: ChannelSettings | undefined): Promise<{ readonly error?: Trouble }> {
    const notifier = settings === undefined ? undefined : notifierOf(settings.kind);
    if (settings === undefined || settings.enabled === false)
      return { error: { text: "the channel is not there any more, or switched off", permanent: true } };
    if (notifier === undefined)
      return { error: { text: `nobody knows channels of kind "${printable(settings.kind, 40)}"`, permanent: true } };
    let secrets: ReadonlyMap<string, Secret> = new Map();
    const resolver: SecretsResolver = (reference) => this.#options.secrets(delivery.tenant, reference);
    try {
      secrets = await resolveSecrets(settings, notifier.fields, resolver);
      const sending = notifier.send(delivery, new ChannelValues(settings, notifier.fields, secrets), this.#world);
      await inTime(sending, LONGEST * this.#world.timeoutMs);
      return {};
    } catch (error) {
      const text = printable(scrub(reasonOf(error), secrets), MOST_ERROR);
      if (!(error instanceof NotifyFailure)) return { error: { text, permanent: false } };
      const { permanent, retryAfterMs } = error;
      return { error: { text, permanent, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) } };
    }
  }

  #block(delivery: Delivery, untilMs: number): void {
    this.#blocked.set(laneOf(delivery), { id: delivery.id, untilMs });
  }

  #unblock(delivery: Delivery): void {
    const lane = laneOf(delivery);
    if (this.#blocked.get(lane)?.id === delivery.id) this.#blocked.delete(lane);
  }

  async #settle(delivery: Delivery, outcome: Settlement): Promise<void> {
    try {
      await this.#options.outbox.settle(delivery.id, outcome);
    } catch {
      // The store is away: remembered here, so that nothing is sent twice while this process lives.
      this.#unsettled.set(delivery.id, outcome);
      this.#report(delivery, "unsettled");
    }
  }

  async #flushUnsettled(): Promise<void> {
    for (const [id, outcome] of this.#unsettled) {
      await this.#options.outbox.settle(id, outcome);
      this.#unsettled.delete(id);
    }
  }

  #report({ id, channel }: Delivery, outcome: Attempt["outcome"], error?: string): void {
    this.#options.onAttempt?.({ id, channel, outcome, ...(error === undefined ? {} : { error }) });
  }
}

interface Trouble {
  readonly text: string;
  readonly permanent: boolean;
  readonly retryAfterMs?: number;
}

/** Some protocols take many steps, each within its own time: together they must end, too. */
async function inTime(sending: Promise<void>, limitMs: number): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new NotifyFailure("the other side is too slow", false)), limitMs);
  try {
    await Promise.race([sending, promise]);
  } finally {
    clearTimeout(timer);
  }
}

function channelKey({ tenant, channel }: Delivery): string {
  return `${tenant} ${channel}`;
}

function laneOf({ tenant, channel, event }: Delivery): string {
  return JSON.stringify([tenant, channel, event.subject]);
}

function testEvent(tenant: TenantId, channel: string, nowMs: number): AlertEvent {
  return {
    tenant,
    kind: "test",
    atMs: nowMs,
    subject: `test-${channel}`,
    ordinal: `${nowMs}`,
    severity: "notice",
    title: { en: "Test message from RDPulse", zh: "RDPulse 测试消息" },
    text: {
      en: "This channel works. Nothing is wrong with any host.",
      zh: "该通道工作正常。没有任何主机出现问题。",
    },
    hosts: [],
    hostCount: 0,
  };
}
