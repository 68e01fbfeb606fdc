import type { Localized } from "../../texts/index.ts";
import { anything, flag, type JsonSchema, listOf, objectOf, oneWordOf, text, amount } from "../json-schema.ts";
import { localized } from "./common-schema.ts";

/** One setting of a kind of channel, for a form. A *secret* is a reference: env:NAME, file:PATH or secret:NAME. */
export interface ChannelFieldDocument {
  readonly name: string;
  readonly type: "text" | "long-text" | "secret" | "integer" | "flag" | "choice" | "list" | "map";
  readonly label: Localized;
  readonly help: Localized;
  readonly required: boolean;
  readonly default?: string | number | boolean;
  readonly choices?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** A way to reach people, and what is to be known of each channel of it. */
export interface ChannelKindDocument {
  readonly kind: string;
  readonly title: Localized;
  readonly about: Localized;
  /** false: only tried against a server of ours that follows the vendor's documentation. */
  readonly triedLive: boolean;
  readonly fields: readonly ChannelFieldDocument[];
}

const field: JsonSchema = objectOf<keyof ChannelFieldDocument>(
  {
    name: text,
    type: oneWordOf(["text", "long-text", "secret", "integer", "flag", "choice", "list", "map"]),
    label: localized,
    help: localized,
    required: flag,
    default: anything,
    choices: listOf(text),
    pattern: text,
    minimum: amount,
    maximum: amount,
  },
  ["default", "choices", "pattern", "minimum", "maximum"],
);
const kind: JsonSchema = objectOf<keyof ChannelKindDocument>({
  kind: text,
  title: localized,
  about: localized,
  triedLive: flag,
  fields: listOf(field),
});
export const channelKindList: JsonSchema = objectOf({ items: listOf(kind) });
