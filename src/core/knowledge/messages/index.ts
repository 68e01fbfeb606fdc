import type { KnownMessage } from "./known-message.ts";
import { logMessages } from "./logs.ts";
import { reachingMessages } from "./reaching-the-host.ts";
import { sessionMessages } from "./sessions.ts";
import { signingInMessages } from "./signing-in.ts";
import { trustAndGatewayMessages } from "./trust-and-gateway.ts";

export type { KnownMessage } from "./known-message.ts";

/** Every well-known message of dialogs and logs. The Chinese wording differs between Windows versions, so several are listed. */
export const knownMessages: readonly KnownMessage[] = [
  ...reachingMessages,
  ...signingInMessages,
  ...trustAndGatewayMessages,
  ...sessionMessages,
  ...logMessages,
];
