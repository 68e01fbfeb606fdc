import type { Inbox } from "./inbox.ts";
import type { Moment, SequenceAction } from "./sequence.ts";

/** A part of the conversation: takes what it can from the inbox; undefined = more bytes are needed. */
export interface Phase {
  /** The PDU that is awaited, by its name in the specification. */
  readonly waitedFor: string;
  /** Until when the next byte is waited for; the deadline of the stage when absent. */
  readonly untilMs?: number | undefined;
  receive(inbox: Inbox, moment: Moment): readonly SequenceAction[] | undefined;
  /** The peer closed; undefined = an ordinary fault. */
  closed?(moment: Moment, how: "fin" | "rst"): readonly SequenceAction[] | undefined;
  /** The time that was given passed without a byte; undefined = an ordinary fault. */
  silence?(moment: Moment): readonly SequenceAction[] | undefined;
}
