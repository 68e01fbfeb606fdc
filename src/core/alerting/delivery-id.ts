import { fromUtf16, toHex } from "../bytes/index.ts";
import { sha256 } from "../crypto/index.ts";
import type { AlertEvent, Delivery } from "./alert.ts";

/** What a delivery's id is made of: no time and nothing random, so that a decision made twice gives one id. */
export interface DeliveryKey {
  readonly tenant: number;
  readonly subject: string;
  readonly kind: string;
  readonly ordinal: string;
  readonly channel: string;
}

/** 32 hexadecimal digits. */
export function deliveryId(key: DeliveryKey): string {
  const content = JSON.stringify([key.tenant, key.subject, key.kind, key.ordinal, key.channel]);
  return toHex(sha256(fromUtf16(content))).slice(0, 32);
}

/** An event as a message to one channel, due at `dueMs`. */
export function deliveryOf(event: AlertEvent, channel: string, nowMs: number, dueMs: number = nowMs): Delivery {
  const { tenant, subject, kind, ordinal = "" } = event;
  return {
    id: deliveryId({ tenant, subject, kind, ordinal, channel }),
    tenant,
    channel,
    event,
    state: "waiting",
    attempts: 0,
    nextAttemptMs: dueMs,
    createdMs: nowMs,
  };
}
