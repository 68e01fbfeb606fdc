// Results and states as the tests of the store write them.
import type { CheckRow, FactChange, HostState, HostStatus } from "../../src/core/fleet/index.ts";
import type { KeptTranscript, Store } from "../../src/io/store/index.ts";

const AT_MS = Date.UTC(2026, 9, 31, 12);

/** What a failed check differs in. */
export const FAILING = {
  verdict: "failing",
  failedStage: "tls",
  causes: [{ id: "tls-no-common-version", variant: "server-too-old", effect: "blocks", confidence: 0.9 }],
  stagesUs: { tcp: 1100, x224: 2200 },
  totalUs: 3300,
} as const satisfies Partial<CheckRow>;

export function stateFor(tenant: number, target: number, status: HostStatus, more: Partial<HostState> = {}): HostState {
  return {
    tenant,
    target,
    vantage: 0,
    status,
    sinceMs: AT_MS,
    lastSlotMs: AT_MS,
    lastKind: "interval",
    lastAtMs: AT_MS,
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

/** All changes of facts, page by page. */
export async function factChangesOf(store: Store, tenant: number, limit: number): Promise<readonly FactChange[]> {
  const seen: FactChange[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.results.factChanges(tenant, { limit, ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return seen;
}

/** Whose a sample is. */
interface Whose {
  readonly tenant: number;
  readonly target: number;
}

export function factFor(
  { tenant, target }: Whose,
  fact: FactChange["fact"],
  before: FactChange["before"],
  after: FactChange["after"],
  atMs: number,
): FactChange {
  return { tenant, target, vantage: 0, atMs, fact, before, after };
}

export function transcriptFor(
  { tenant, target }: Whose,
  reason: KeptTranscript["reason"],
  atMs: number,
  text: string,
): KeptTranscript {
  return { tenant, target, vantage: 0, atMs, reason, kind: "interval", text };
}
