import type { Evidence } from "../evidence/index.ts";
import type { Conversation, Moment, Sequence } from "../sequence/index.ts";
import type { QuestionId } from "./check-options.ts";

/** Connections of a logon; "plain": again with standard RDP security, for a server that has nothing else. */
export const LOGON_PURPOSES = ["logon", "plain", "redirected", "reconnect"] as const;

/** What a connection is made for. */
export type ConnectionPurpose = QuestionId | "core" | (typeof LOGON_PURPOSES)[number];

/** What the driver of a plan has to do next. */
export type PlanAction =
  | { readonly do: "resolve"; readonly name: string; readonly untilMs: number }
  | {
      readonly do: "connect";
      readonly question: ConnectionPurpose;
      readonly address: string;
      readonly port: number;
      readonly notBeforeMs: number;
      /** Made when the connection begins, so that its stage times do. */
      readonly sequence: (startedMs: number) => Sequence;
    }
  | { readonly do: "look-up-neighbour"; readonly address: string }
  | {
      readonly do: "datagram";
      readonly question: QuestionId;
      readonly address: string;
      readonly port: number;
      readonly bytes: Uint8Array;
      readonly untilMs: number;
    }
  | { readonly do: "done" };

export type ResolveAnswer =
  | { readonly kind: "addresses"; readonly addresses: readonly string[] }
  | { readonly kind: "failed"; readonly code: string };

export type DatagramAnswer =
  | { readonly kind: "received"; readonly bytes: Uint8Array }
  | { readonly kind: "unreachable"; readonly errno: string }
  | { readonly kind: "silence" };

/** "unknown": this system does not tell; nothing is learned from it. */
export type NeighbourAnswer = "present" | "absent" | "not-on-segment" | "unknown";

/** A connection that is over. */
export interface EndedConversation {
  readonly question: ConnectionPurpose;
  readonly address: string;
  readonly port: number;
  readonly startedMs: number;
  readonly conversation: Conversation;
  readonly ended: Moment;
}

/**
 * What a driver, or a replay, executes: it asks `next`, does it, and reports what it saw. A plan knows no socket and no
 * clock; all times are milliseconds since its start.
 */
export interface Plan {
  next(atMs: number): PlanAction;
  resolved(answer: ResolveAnswer, startedMs: number, moment: Moment): void;
  neighbourSeen(answer: NeighbourAnswer, moment: Moment): void;
  datagramAnswered(answer: DatagramAnswer, sentMs: number, moment: Moment): void;
  conversationEnded(ended: EndedConversation): void;
  /** All that was seen, when it is over at `atMs`. */
  evidence(atMs: number): Evidence;
}
