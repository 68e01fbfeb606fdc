// What tests of notifiers share: a real HTTP server that writes down what it got, an outbox in memory, messages to send.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { deliveryOf, type AlertEvent, type ChannelSettings, type Delivery } from "../../../src/core/alerting/index.ts";
import { Dispatcher, OutboundPolicy, type Attempt, type DispatcherOptions } from "../../../src/io/notify/index.ts";
import type { OutboxStore } from "../../../src/io/store/index.ts";

/** Noon of a day in November, with seconds that matter for nobody. */
export const NOON_MS = 1_795_435_200_000;
const LOOPBACK: OutboundPolicy = new OutboundPolicy({ allow: ["127.0.0.0/8", "::1"] });

export interface Got {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Receiver {
  readonly url: string;
  readonly got: Got[];
  stop(): Promise<void>;
}

/** A server on loopback. `answer` decides what it says to the n-th request, counted from 0; 200 without one. */
export async function receiver(answer?: (response: ServerResponse, index: number) => void): Promise<Receiver> {
  const got: Got[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url: path = "", headers } = request;
      got.push({ method, path, headers, body: Buffer.concat(chunks).toString("utf8") });
      if (answer === undefined) response.end("{}");
      else answer(response, got.length - 1);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    got,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}

function event(over: Partial<AlertEvent> = {}): AlertEvent {
  return {
    tenant: 1,
    kind: "opened",
    atMs: NOON_MS,
    subject: "incident-12",
    ordinal: "0",
    severity: "critical",
    title: { en: "RDP certificate expired: ts01", zh: "ts01：RDP 证书已过期" },
    text: { en: "INC-12, critical.\nFirst: look.", zh: "INC-12，严重。\n先做：查看。" },
    incidentId: 12,
    hosts: [{ target: 1, name: "ts01" }],
    hostCount: 1,
    ...over,
  };
}

export function delivery(channel: string, over: Partial<AlertEvent> = {}, createdMs = NOON_MS): Delivery {
  return deliveryOf(event(over), channel, createdMs);
}

/** An outbox in memory; `failing` makes its writes fail, as a store that is away does. */
export class MemoryOutbox implements Pick<OutboxStore, "due" | "settle"> {
  readonly all = new Map<string, Delivery>();
  failing = false;

  add(...deliveries: readonly Delivery[]): void {
    for (const one of deliveries) if (!this.all.has(one.id)) this.all.set(one.id, one);
  }

  due(nowMs: number, limit: number): Promise<readonly Delivery[]> {
    const due = [...this.all.values()].filter((one) => one.state === "waiting" && one.nextAttemptMs <= nowMs);
    return Promise.resolve(due.toSorted((a, b) => a.createdMs - b.createdMs).slice(0, limit));
  }

  settle(id: string, outcome: Parameters<OutboxStore["settle"]>[1]): Promise<void> {
    if (this.failing) return Promise.reject(new Error("the store is away"));
    const one = this.all.get(id);
    if (one !== undefined) this.all.set(id, { ...one, ...outcome });
    return Promise.resolve();
  }

  states(): readonly string[] {
    return [...this.all.values()].map((one) => one.state);
  }
}

export interface Desk {
  readonly outbox: MemoryOutbox;
  readonly dispatcher: Dispatcher;
  readonly attempts: Attempt[];
  /** Moves the clock. */
  readonly pass: (ms: number) => void;
}

/** A dispatcher over channels, secrets by reference, on a clock that the test moves. */
export function desk(
  channels: readonly ChannelSettings[],
  secrets: Readonly<Record<string, string>> = {},
  over: Partial<DispatcherOptions> = {},
): Desk {
  const outbox = new MemoryOutbox();
  const attempts: Attempt[] = [];
  let nowMs = NOON_MS;
  const dispatcher = new Dispatcher({
    outbox,
    channelOf: (_tenant, name) => channels.find((channel) => channel.name === name),
    secrets: (_tenant, reference) => {
      const value = secrets[reference];
      return value === undefined ? Promise.reject(new Error(`no ${reference}`)) : Promise.resolve(value);
    },
    clock: { nowMs: () => nowMs },
    policy: LOOPBACK,
    random: () => 0.5,
    onAttempt: (attempt) => attempts.push(attempt),
    ...over,
  });
  return {
    outbox,
    dispatcher,
    attempts,
    pass: (ms) => {
      nowMs += ms;
    },
  };
}

/** Sends one message through a channel and gives what the server got. Throws when it was not delivered. */
export async function sendThrough(
  channel: ChannelSettings,
  secrets: Readonly<Record<string, string>>,
  message: Delivery,
): Promise<void> {
  const { outbox, dispatcher, attempts } = desk([channel], secrets);
  outbox.add(message);
  await dispatcher.pump();
  if (outbox.states()[0] !== "delivered") throw new Error(attempts[0]?.error ?? "not delivered");
}
