// What every engine of the store must do the same. Called with a way to open a store.
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Store } from "../../src/io/store/index.ts";
import { incidentContract } from "./store-contract/incidents.ts";
import { streamContract } from "./store-contract/outbox-and-changes.ts";
import { resourceContract } from "./store-contract/resources.ts";
import { safeContract } from "./store-contract/safe-and-sessions.ts";
import { targetListContract } from "./store-contract/target-list.ts";
import { targetContract } from "./store-contract/targets.ts";

/** The suite; `open` is called once. */
export function storeContract(open: () => Promise<Store>): void {
  let opened: Store | undefined;
  let tenant = 100;
  const bench = {
    get store(): Store {
      if (opened === undefined) throw new Error("the store is not open");
      return opened;
    },
    get tenant(): number {
      return tenant;
    },
    nextTenant(): void {
      tenant += 1;
    },
  };
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(async () => opened?.close());
  beforeEach(() => bench.nextTenant());

  targetContract(bench);
  targetListContract(bench);
  resourceContract(bench);
  incidentContract(bench);
  streamContract(bench);
  safeContract(bench);

  it("says how it is", async () => {
    const health = await bench.store.health();
    expect(health).toMatchObject({ engine: expect.stringMatching(/^(?:sqlite|postgres)$/u), schema: 1, trouble: null });
    expect(health.bytes).toBeGreaterThan(0);
    expect(health.version).toMatch(/^\d+\./u);
  });
}
