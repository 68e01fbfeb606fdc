import type { ChannelTraits } from "../../core/alerting/index.ts";
import { schemaOfFields, type JsonSchema } from "./channel-field.ts";
import { notifiers } from "./kinds/index.ts";
import type { Notifier } from "./notifier.ts";

/** The notifier of a kind; undefined for a kind that nobody knows. */
export function notifierOf(kind: string): Notifier | undefined {
  return Object.hasOwn(notifiers, kind) ? notifiers[kind] : undefined;
}

/** "alertmanager", "dingtalk", …: every kind of channel, in alphabetical order. */
export const CHANNEL_KINDS: readonly string[] = Object.keys(notifiers).toSorted();

/** For the router: what a kind of channel is like. */
export function traitsOf(kind: string): ChannelTraits {
  return notifierOf(kind)?.traits ?? { tracksState: false };
}

/** JSON Schema of one channel of this kind; null for a kind that nobody knows. */
export function schemaOfKind(kind: string): JsonSchema | null {
  const notifier = notifierOf(kind);
  return notifier === undefined ? null : schemaOfFields(kind, notifier.fields);
}

/** JSON Schema of any channel: one of the kinds. */
export function channelSchema(): JsonSchema {
  return { type: "object", required: ["name", "kind"], oneOf: CHANNEL_KINDS.map((kind) => schemaOfKind(kind)) };
}

/** JSON Schemas of all kinds, by kind: for the check of a configuration. */
export function channelSchemas(): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(
    Object.entries(notifiers).map(([kind, { fields }]) => [kind, schemaOfFields(kind, fields)]),
  );
}
