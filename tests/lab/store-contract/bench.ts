// What the parts of the store's contract share: a store, a tenant of its own for each test, and things to put there.
import type { AlertEvent, Delivery } from "../../../src/core/alerting/index.ts";
import type { HostState, HostStatus } from "../../../src/core/fleet/index.ts";
import type { IncidentRecord } from "../../../src/core/incident/index.ts";
import { StoreFailure } from "../../../src/io/store/index.ts";
import type { Page, Store } from "../../../src/io/store/index.ts";

/** Tenants keep the tests apart. */
export interface Bench {
  readonly store: Store;
  readonly tenant: number;
  nextTenant(): void;
}

export const NOW: number = Date.UTC(2026, 10, 23, 12);

/** The trouble with which a call is turned down. */
export async function troubleOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    return error instanceof StoreFailure ? error.trouble : `no StoreFailure: ${String(error)}`;
  }
  return "none";
}

/** Every page after another. */
export async function allPages<Item>(page: (cursor?: string) => Promise<Page<Item>>): Promise<readonly Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const { items: some, next } = await page(cursor);
    items.push(...some);
    cursor = next ?? undefined;
  } while (cursor !== undefined);
  return items;
}

export function incidentFor(tenant: number, id: number, more: Partial<IncidentRecord> = {}): IncidentRecord {
  return {
    id,
    tenant,
    cause: "dns-name-or-address-wrong",
    effect: "blocks",
    stage: "dns",
    confidence: 0.9,
    because: [],
    scope: { kind: "target", key: "1" },
    severity: "major",
    state: "open",
    firstFailureMs: NOW - 5000,
    openedMs: NOW,
    reopened: 0,
    members: [{ target: 1, joinedMs: NOW }],
    outageMs: 0,
    revision: 1,
    ...more,
  };
}

export function deliveryFor(tenant: number, id: string, more: Partial<Delivery> = {}): Delivery {
  const event: AlertEvent = {
    tenant,
    kind: "opened",
    atMs: NOW,
    subject: "incident-1",
    severity: "major",
    title: { en: "It does not answer", zh: "无应答" },
    text: { en: "Since noon.", zh: "自中午起。" },
    hosts: [{ target: 1, name: "rds01" }],
    hostCount: 1,
  };
  return {
    id,
    tenant,
    channel: "mail",
    event,
    state: "waiting",
    attempts: 0,
    nextAttemptMs: NOW,
    createdMs: NOW,
    ...more,
  };
}

export function stateFor(tenant: number, target: number, status: HostStatus, more: Partial<HostState> = {}): HostState {
  return {
    tenant,
    target,
    vantage: 0,
    status,
    sinceMs: NOW,
    lastSlotMs: NOW,
    lastKind: "interval",
    lastAtMs: NOW,
    lastFullMs: null,
    lastSuccessMs: null,
    verdict: status === "up" ? "healthy" : "failing",
    failedStage: null,
    causes: [],
    totalUs: 1000,
    failures: 0,
    turnsMs: [],
    ...more,
  };
}
