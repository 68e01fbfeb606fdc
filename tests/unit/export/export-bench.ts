// A store with checks in it, and a receiver that answers as it is told.
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import type { CheckRow, Target } from "../../../src/core/fleet/index.ts";
import { Secret } from "../../../src/core/sequence/index.ts";
import { RemoteWriter, type RemoteWriterOptions } from "../../../src/io/export/index.ts";
import { openStore, type Store } from "../../../src/io/store/index.ts";
import { sampleFleet } from "../../lab/metrics-sample.ts";

export async function emptyStore(nowMs: () => number): Promise<Store> {
  return openStore({ folder: mkdtempSync(join(tmpdir(), "rdpulse-export-")), clock: { nowMs } });
}

/** Puts one check a minute of a target into the store, from `fromMs` on; every third of them failed. */
export async function addChecks(store: Store, target: Target, fromMs: number, count: number): Promise<void> {
  const names = Array.from({ length: 64 }, (_, shard) => `watch/${shard}`);
  const fences = await store.leases.claim("test", names, 64, 3_600_000);
  const rows = Array.from({ length: count }, (_, index): CheckRow => {
    const slotMs = fromMs + index * 60_000;
    const isGood = index % 3 !== 2;
    return {
      tenant: 1,
      target: target.id,
      vantage: 0,
      slotMs,
      kind: "interval",
      atMs: slotMs + 20,
      verdict: isGood ? "healthy" : "failing",
      failedStage: isGood ? null : "tcp",
      causes: isGood ? [] : [{ id: "rdp-listener-not-listening", effect: "blocks", confidence: 0.8 }],
      stagesUs: { dns: 1000, ...(isGood ? { tcp: 2000 } : {}) },
      totalUs: isGood ? 3000 : 1000,
      excluded: false,
    };
  });
  await store.results.record({ rows, states: [], facts: [], transcripts: [], groups: new Map() }, fences);
}

export function writer(
  store: Store,
  url: string,
  nowMs: () => number,
  over: Partial<RemoteWriterOptions> = {},
): RemoteWriter {
  return new RemoteWriter({
    store,
    tenant: 1,
    clock: { nowMs },
    owner: "test",
    settings: { name: "lab", url, labels: { cluster: "lab" } },
    outbound: {},
    secret: async (reference) => new Secret(`the value of ${reference}`),
    snapshot: async () => ({ ...sampleFleet(nowMs()), hosts: [] }),
    isSettled: () => true,
    keptMs: 14 * 86_400_000,
    ...over,
  });
}

export interface Taken {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

export interface FakeReceiver {
  readonly url: string;
  readonly taken: Taken[];
  /** Statuses of the next answers; 204 when there is none left. */
  readonly statuses: number[];
  stop(): void;
}

export async function fakeReceiver(): Promise<FakeReceiver> {
  const taken: Taken[] = [];
  const statuses: number[] = [];
  const takeIn = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    taken.push({ headers: request.headers, body: await buffer(request) });
    response.writeHead(statuses.shift() ?? 204).end("out of order");
  };
  const server = createServer((request, response) => {
    void takeIn(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/api/v1/write`,
    taken,
    statuses,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
