import { setTimeout as sleep } from "node:timers/promises";
import type { Evidence, StageName, StageOutcome } from "../../core/evidence/index.ts";
import { LOGON_PURPOSES } from "../../core/plan/index.ts";
import type { CheckOptions, Plan, PlanAction } from "../../core/plan/index.ts";
import type { TranscriptWriter } from "../../core/transcript/index.ts";
import type { CheckClock } from "./check-clock.ts";
import { converse } from "./converse.ts";
import { exchangeDatagram } from "./datagram.ts";
import { lookUpNeighbour } from "./neighbour.ts";
import { resolveName } from "./resolve-name.ts";

export interface CheckHooks {
  /** Called as soon as a stage of the core connection is over; how long it took where that is known. */
  readonly onStage?: (stage: StageName, outcome: StageOutcome, durationMs?: number) => void;
  /** Called with a question's id before it is asked. */
  readonly onQuestion?: (question: string) => void;
  readonly signal?: AbortSignal;
  /** Roots that the operator named, as PEM text. */
  readonly caPem?: string;
  /** Asked before every connection and datagram, with the address that was resolved; false ends the check. */
  readonly mayReach?: (address: string) => boolean;
}

/** The operator forbade the address that a name led to. */
export class ForbiddenAddress extends Error {
  override readonly name = "ForbiddenAddress";

  constructor(address: string) {
    super(`${address} is in a range that must not be reached`);
  }
}

/** What it takes to execute a plan in the world. */
export interface PlanWorld {
  readonly plan: Plan;
  /** Where connections start from and names are asked. */
  readonly route: Pick<CheckOptions, "proxy" | "resolver" | "source">;
  readonly hooks: CheckHooks;
  readonly clock: CheckClock;
  readonly transcript: TranscriptWriter;
}

/** Executes a plan with real sockets, one connection at a time. Rejects when it is aborted, or on a bug. */
export async function runPlan(world: PlanWorld): Promise<Evidence> {
  const live = new LivePlan(world);
  for (;;) {
    world.hooks.signal?.throwIfAborted();
    const action = world.plan.next(world.clock.nowMs());
    if (action.do === "done") break;
    if ("address" in action && world.hooks.mayReach?.(action.address) === false)
      throw new ForbiddenAddress(action.address);
    await live.perform(action);
  }
  const atMs = world.clock.nowMs();
  world.transcript.outcome(atMs, "done");
  return world.plan.evidence(atMs);
}

class LivePlan {
  readonly #world: PlanWorld;
  #connections = 0;

  constructor(world: PlanWorld) {
    this.#world = world;
  }

  async perform(action: Exclude<PlanAction, { do: "done" }>): Promise<void> {
    switch (action.do) {
      case "resolve":
        return this.#resolve(action);
      case "connect":
        return this.#connect(action);
      case "look-up-neighbour": {
        const { plan, clock, transcript } = this.#world;
        const answer = await lookUpNeighbour(action.address);
        const atMs = clock.nowMs();
        const line = transcript.lookup(atMs, `neighbour ${action.address} ${answer}`);
        return plan.neighbourSeen(answer, { atMs, line });
      }
      case "datagram":
        return this.#datagram(action);
    }
  }

  async #resolve(action: PlanAction & { readonly do: "resolve" }): Promise<void> {
    const { plan, clock, transcript, hooks, route } = this.#world;
    const startedMs = clock.nowMs();
    transcript.lookup(startedMs, `resolve ${action.name}`);
    const timeoutMs = Math.max(1, action.untilMs - startedMs);
    const answer = await orAborted(resolveName(action.name, route.resolver, timeoutMs), hooks.signal);
    const atMs = clock.nowMs();
    const text = answer.kind === "addresses" ? `addresses ${answer.addresses.join(" ")}` : `failed ${answer.code}`;
    const line = transcript.lookup(atMs, text);
    hooks.onStage?.("dns", answer.kind === "addresses" ? "ok" : "failed", atMs - startedMs);
    plan.resolved(answer, startedMs, { atMs, line });
  }

  async #connect(action: PlanAction & { readonly do: "connect" }): Promise<void> {
    const { plan, clock, transcript, hooks, route } = this.#world;
    const { signal, caPem, onStage } = hooks;
    // Timers of Node fire up to a millisecond early.
    for (let waitMs = 1; (waitMs = action.notBeforeMs - clock.nowMs()) > 0;) {
      await sleep(Math.ceil(waitMs), undefined, signal === undefined ? {} : { signal });
    }
    const isMain = MAIN_PURPOSES.includes(action.question);
    if (!isMain) hooks.onQuestion?.(action.question);
    this.#connections += 1;
    const { proxy, resolver, source } = route;
    const ended = await converse(action, {
      clock,
      transcript,
      number: this.#connections,
      ...(source === undefined ? {} : { source }),
      ...(proxy === undefined ? {} : { proxy }),
      ...(resolver === undefined ? {} : { resolver }),
      ...(caPem === undefined ? {} : { caPem }),
      ...(signal === undefined ? {} : { signal }),
      ...(isMain && onStage !== undefined
        ? { onStage: (stage) => onStage(stage.name, stage.outcome, stage.durationMs) }
        : {}),
    });
    plan.conversationEnded(ended);
  }

  async #datagram(action: PlanAction & { readonly do: "datagram" }): Promise<void> {
    const { plan, clock, transcript, hooks, route } = this.#world;
    const sentMs = clock.nowMs();
    hooks.onQuestion?.(action.question);
    transcript.datagram(sentMs, { kind: "sent", bytes: action.bytes });
    const timeoutMs = Math.max(1, action.untilMs - sentMs);
    const exchange = exchangeDatagram(action.address, action.port, action.bytes, timeoutMs, route.source);
    const answer = await orAborted(exchange, hooks.signal);
    const atMs = clock.nowMs();
    plan.datagramAnswered(answer, sentMs, { atMs, line: transcript.datagram(atMs, answer) });
  }
}

/** Connections whose stages are those of the report. */
const MAIN_PURPOSES: readonly string[] = ["core", ...LOGON_PURPOSES];

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
