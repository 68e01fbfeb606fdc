import { explainDefinitions, explanation } from "../explain-schema.ts";
import type { JsonSchema } from "../json-schema.ts";

export { channelKindList } from "./channel-kind.ts";
export * from "./common-schema.ts";
export * from "./fleet-schema.ts";
export * from "./host-logon.ts";
export * from "./host-schema.ts";
export * from "./incident-schema.ts";
export * from "./settings-schema.ts";

export const explained: JsonSchema = { ...explanation, $defs: explainDefinitions };
