import { FactLedger } from "../evidence/index.ts";
import type { FactName, FactValues, Fault, StageEvidence, StageName, StageReason } from "../evidence/index.ts";
import type { Conversation, Moment, SequenceAction } from "./sequence.ts";

/** Stages and facts of one connection while it goes on: what every sequence keeps in the same way. */
export class StageLog {
  readonly facts: FactLedger = new FactLedger();
  readonly #stages: StageEvidence[] = [];
  readonly #stageTimeoutMs: number;
  readonly #deadlineMs: number;
  #current: StageName;
  #startedMs: number;
  #failed: Conversation["failed"];
  #ended = false;

  /** `deadlineMs`: end of the whole check, in milliseconds since its start. */
  constructor(startedMs: number, stageTimeoutMs: number, deadlineMs: number) {
    this.#current = "tcp";
    this.#startedMs = startedMs;
    this.#stageTimeoutMs = stageTimeoutMs;
    this.#deadlineMs = deadlineMs;
  }

  get stage(): StageName {
    return this.#current;
  }

  get stages(): readonly StageEvidence[] {
    return this.#stages;
  }

  get ended(): boolean {
    return this.#ended;
  }

  get startedMs(): number {
    return this.#startedMs;
  }

  /** End of the whole check. */
  get deadlineMs(): number {
    return this.#deadlineMs;
  }

  /** A stage's deadline counts from its start, not from the last byte: a peer that drips cannot hold us. */
  get untilMs(): number {
    return Math.min(this.#startedMs + this.#stageTimeoutMs, this.#deadlineMs);
  }

  learn<Name extends FactName>(name: Name, value: FactValues[Name], moment: Moment): void {
    this.facts.learn(name, value, moment.line);
  }

  elapsedMs(moment: Moment): number {
    return round(moment.atMs - this.#startedMs);
  }

  /** The current stage is complete; the next one begins now. `endedMs`: when it was, where that was seen only later. */
  complete(next: StageName | undefined, moment: Moment, endedMs: number = moment.atMs): void {
    this.#stages.push({
      name: this.#current,
      outcome: "ok",
      startMs: round(this.#startedMs),
      durationMs: round(endedMs - this.#startedMs),
      line: moment.line,
    });
    this.#startedMs = moment.atMs;
    if (next !== undefined) this.#current = next;
  }

  /** A stage that this conversation does not go through. */
  skip(name: StageName, reason: StageReason): void {
    this.#stages.push({ name, outcome: "skipped", reason });
  }

  notTested(name: StageName, reason: StageReason): void {
    this.#stages.push({ name, outcome: "not-tested", reason });
  }

  fail(fault: Fault, moment: Moment): readonly SequenceAction[] {
    this.#stages.push({
      name: this.#current,
      outcome: "failed",
      startMs: round(this.#startedMs),
      durationMs: this.elapsedMs(moment),
      fault,
      line: moment.line,
    });
    this.#failed = { stage: this.#current, fault, line: moment.line };
    return this.end();
  }

  end(): readonly SequenceAction[] {
    this.#ended = true;
    return [{ do: "end" }];
  }

  read(): SequenceAction {
    return { do: "read", untilMs: this.untilMs };
  }

  conversation(): Conversation {
    return {
      stages: this.#stages,
      facts: this.facts.table,
      ...(this.#failed === undefined ? {} : { failed: this.#failed }),
    };
  }
}

/** Milliseconds with three decimals: what the transcript can hold. */
export function round(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}

/** How a failed connect is named, from the errno that the system gave. */
export function connectFault(errno: string, afterMs: number): Fault {
  switch (errno) {
    case "ECONNREFUSED":
      return { kind: "tcp-refused", afterMs };
    case "ETIMEDOUT":
      return { kind: "tcp-timeout", afterMs };
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "EHOSTDOWN":
    case "EACCES":
    case "EPERM":
    case "EADDRNOTAVAIL":
      return { kind: "tcp-unreachable", errno, afterMs };
    default:
      return errno.startsWith("proxy:")
        ? { kind: "proxy-failed", reason: errno.slice("proxy:".length) }
        : { kind: "tcp-failed", errno };
  }
}
