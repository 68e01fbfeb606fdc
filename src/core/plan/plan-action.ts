import type { Conversation, Moment, Sequence } from "../sequence/index.ts";
import type { QuestionId } from "./check-options.ts";

/** What the driver of a check has to do next. */
export type PlanAction =
  | { readonly do: "resolve"; readonly name: string; readonly untilMs: number }
  | {
      readonly do: "connect";
      readonly question: QuestionId | "core";
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
  readonly question: QuestionId | "core";
  readonly address: string;
  readonly port: number;
  readonly startedMs: number;
  readonly conversation: Conversation;
  readonly ended: Moment;
}
