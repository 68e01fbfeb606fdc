import type { FactLedger } from "../../evidence/index.ts";
import type { Conversation, Sequence } from "../../sequence/index.ts";
import type { CheckOptions, QuestionId } from "../check-options.ts";
import type { EndedConversation } from "../plan-action.ts";

/** What a question may look at to decide whether it is worth a connection. */
export interface CheckView {
  readonly options: CheckOptions;
  /** The connection that went furthest with the standard request; undefined when no address could be connected. */
  readonly core: Conversation | undefined;
  readonly facts: FactLedger;
  readonly asked: ReadonlyMap<QuestionId, EndedConversation>;
  /** Addresses of the target that were not connected yet. */
  readonly untriedAddresses: readonly string[];
}

/** Everything that a sequence needs beside its own wish. */
export interface SequenceSetting {
  readonly startedMs: number;
  readonly deadlineMs: number;
  readonly wallClockMs: number;
  /** 32 bytes that differ from check to check and from question to question. */
  readonly random: Uint8Array;
}

/**
 * An extra question: at most one connection. Adding one is adding a file of this shape and its line in the registry.
 * `applies` costs nothing and sees what is known so far; `interpret` turns the answer into facts.
 */
export interface Question {
  readonly id: QuestionId;
  applies(view: CheckView): boolean;
  /** Where to connect; the address of the core connection and the target's port when absent. */
  readonly endpoint?: (view: CheckView) => { readonly address: string; readonly port: number } | undefined;
  sequence(view: CheckView, setting: SequenceSetting): Sequence;
  interpret(ended: EndedConversation, facts: FactLedger, view: CheckView): void;
}
