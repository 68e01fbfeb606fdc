import type { ChannelTraits, Delivery } from "../../core/alerting/index.ts";
import type { Localized } from "../../core/texts/index.ts";
import type { ChannelField } from "./channel-field.ts";
import type { ChannelValues } from "./channel-values.ts";
import type { OutboundPolicy } from "./outbound-policy.ts";

/** What a notifier has of its surroundings. */
export interface NotifyWorld {
  nowMs(): number;
  /** Addresses that messages may go to. */
  readonly policy: OutboundPolicy;
  /** Longest time for one message. */
  readonly timeoutMs: number;
}

/** One way to reach somebody: one file, and its line in the registry. */
export interface Notifier {
  readonly title: Localized;
  /** What one needs to know to set it up, in a sentence or two. */
  readonly about: Localized;
  readonly fields: Readonly<Record<string, ChannelField>>;
  readonly traits: ChannelTraits;
  /** false: only tried against a server of ours that follows the vendor's documentation. */
  readonly triedLive: boolean;
  /** Resolves when the other side has taken the message; rejects with NotifyFailure, or with what the system said. */
  send(delivery: Delivery, values: ChannelValues, world: NotifyWorld): Promise<void>;
}
