export { CHANNEL_KINDS, channelSchema, channelSchemas, notifierOf, schemaOfKind, traitsOf } from "./channel-kinds.ts";
export { COMMON_FIELDS, SECRET_PATTERN } from "./channel-field.ts";
export type { ChannelField, JsonSchema } from "./channel-field.ts";
export { Dispatcher } from "./dispatcher.ts";
export type { Attempt, DispatcherOptions, TestOutcome } from "./dispatcher.ts";
export type { Notifier, NotifyWorld } from "./notifier.ts";
export { FORBIDDEN_RANGES, OutboundPolicy } from "./outbound-policy.ts";
export type { OutboundRanges } from "./outbound-policy.ts";
export { isZone, zoneOffsetMinutes } from "./zone-offset.ts";
