import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Evidence, StageName, StageOutcome } from "../../core/evidence/index.ts";
import { CheckPlan } from "../../core/plan/index.ts";
import type { CheckOptions, PlanAction } from "../../core/plan/index.ts";
import { TranscriptWriter } from "../../core/transcript/index.ts";
import { CheckClock } from "./check-clock.ts";
import { converse } from "./converse.ts";
import { exchangeDatagram } from "./datagram.ts";
import { lookUpNeighbour } from "./neighbour.ts";
import { resolveName } from "./resolve-name.ts";

export interface CheckHooks {
  /** Called as soon as a stage of the core connection is known, and with a question's id before it is asked. */
  readonly onStage?: (stage: StageName, outcome: StageOutcome) => void;
  readonly onQuestion?: (question: string) => void;
  readonly signal?: AbortSignal;
  /** Roots that the operator named, as PEM text. */
  readonly caPem?: string;
}

export interface CheckRun {
  readonly evidence: Evidence;
  /** `rdpulse-transcript/1` */
  readonly transcript: string;
}

/** A check that was cut off: what it had said until then is kept. */
export class CheckFailed extends Error {
  override readonly name = "CheckFailed";
  readonly transcript: string;

  constructor(cause: unknown, transcript: string) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.transcript = transcript;
  }
}

/**
 * Runs one check against a live target: executes the plan with real sockets. One connection at a time. Rejects with
 * CheckFailed when it is aborted, or on a bug; whatever the network does is evidence, not an error.
 */
export async function runCheck(options: CheckOptions, hooks: CheckHooks = {}): Promise<CheckRun> {
  const check = new LiveCheck(options, hooks);
  try {
    const evidence = await check.run();
    return {
      evidence,
      // Joined only when asked for: a scan of thousands never looks at it.
      get transcript() {
        return check.transcript;
      },
    };
  } catch (error) {
    throw new CheckFailed(error, check.transcript);
  }
}

class LiveCheck {
  readonly #options: CheckOptions;
  readonly #hooks: CheckHooks;
  readonly #clock = new CheckClock();
  readonly #writer: TranscriptWriter;
  readonly #plan: CheckPlan;
  #connections = 0;

  constructor(options: CheckOptions, hooks: CheckHooks) {
    this.#options = options;
    this.#hooks = hooks;
    const seed = randomBytes(32);
    this.#writer = new TranscriptWriter(options, new Date(this.#clock.startedAtMs).toISOString(), seed);
    this.#plan = new CheckPlan(options, this.#clock.startedAtMs, seed);
  }

  get transcript(): string {
    return this.#writer.text;
  }

  async run(): Promise<Evidence> {
    for (;;) {
      this.#hooks.signal?.throwIfAborted();
      const action = this.#plan.next(this.#clock.nowMs());
      if (action.do === "done") break;
      await this.#perform(action);
    }
    const atMs = this.#clock.nowMs();
    this.#writer.outcome(atMs, "done");
    return this.#plan.evidence(atMs);
  }

  async #perform(action: Exclude<PlanAction, { do: "done" }>): Promise<void> {
    switch (action.do) {
      case "resolve":
        return this.#resolve(action);
      case "connect":
        return this.#connect(action);
      case "look-up-neighbour": {
        const answer = await lookUpNeighbour(action.address);
        const atMs = this.#clock.nowMs();
        const line = this.#writer.lookup(atMs, `neighbour ${action.address} ${answer}`);
        return this.#plan.neighbourSeen(answer, { atMs, line });
      }
      case "datagram":
        return this.#datagram(action);
    }
  }

  async #resolve(action: PlanAction & { readonly do: "resolve" }): Promise<void> {
    const startedMs = this.#clock.nowMs();
    this.#writer.lookup(startedMs, `resolve ${action.name}`);
    const timeoutMs = Math.max(1, action.untilMs - startedMs);
    const answer = await orAborted(resolveName(action.name, this.#options.resolver, timeoutMs), this.#hooks.signal);
    const atMs = this.#clock.nowMs();
    const text = answer.kind === "addresses" ? `addresses ${answer.addresses.join(" ")}` : `failed ${answer.code}`;
    const line = this.#writer.lookup(atMs, text);
    this.#hooks.onStage?.("dns", answer.kind === "addresses" ? "ok" : "failed");
    this.#plan.resolved(answer, startedMs, { atMs, line });
  }

  async #connect(action: PlanAction & { readonly do: "connect" }): Promise<void> {
    const { signal, caPem } = this.#hooks;
    // Timers of Node fire up to a millisecond early.
    for (let waitMs = 1; (waitMs = action.notBeforeMs - this.#clock.nowMs()) > 0;) {
      await sleep(Math.ceil(waitMs), undefined, signal === undefined ? {} : { signal });
    }
    if (action.question !== "core") this.#hooks.onQuestion?.(action.question);
    this.#connections += 1;
    const { proxy, resolver, source } = this.#options;
    const ended = await converse(action, {
      clock: this.#clock,
      transcript: this.#writer,
      number: this.#connections,
      ...(source === undefined ? {} : { source }),
      ...(proxy === undefined ? {} : { proxy }),
      ...(resolver === undefined ? {} : { resolver }),
      ...(caPem === undefined ? {} : { caPem }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (action.question === "core") {
      for (const stage of ended.conversation.stages) this.#hooks.onStage?.(stage.name, stage.outcome);
    }
    this.#plan.conversationEnded(ended);
  }

  async #datagram(action: PlanAction & { readonly do: "datagram" }): Promise<void> {
    const sentMs = this.#clock.nowMs();
    this.#hooks.onQuestion?.(action.question);
    this.#writer.datagram(sentMs, { kind: "sent", bytes: action.bytes });
    const timeoutMs = Math.max(1, action.untilMs - sentMs);
    const exchange = exchangeDatagram(action.address, action.port, action.bytes, timeoutMs, this.#options.source);
    const answer = await orAborted(exchange, this.#hooks.signal);
    const atMs = this.#clock.nowMs();
    this.#plan.datagramAnswered(answer, sentMs, { atMs, line: this.#writer.datagram(atMs, answer) });
  }
}

/** The answer, or the operator's wish to stop, whichever comes first. */
async function orAborted<Answer>(answer: Promise<Answer>, signal: AbortSignal | undefined): Promise<Answer> {
  if (signal === undefined) return answer;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([answer, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
