import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openStore } from "../../src/io/store/index.ts";
import { batchOf, checkOf, makeFleet } from "../store/fleet.ts";
import { loadHistory } from "../store/load.ts";

const MOST_ATTEMPTS = 20;
/** Nobody is there: a made-up host is never looked up or reached, and its last state stays. */
const ELSEWHERE = { vantages: ["bench"] };

export interface FilledStore {
  /** So many hosts become another state now, each in its turn. */
  change(count: number): Promise<void>;
  close(): Promise<void>;
}

/** 10,000 hosts with so many results in `folder`/data; what is there already is taken as it is. */
export async function fillStore(folder: string, rows: number): Promise<FilledStore> {
  const data = join(folder, "data");
  const done = join(folder, `filled-${rows}`);
  mkdirSync(data, { recursive: true });
  const store = await openStore({ folder: data });
  const fleet = await makeFleet(store, ELSEWHERE);
  if (!existsSync(done)) {
    console.log(`filling a store with ${rows.toLocaleString("en")} results of 10,000 hosts …`);
    await loadHistory(store, fleet, rows);
    writeFileSync(done, "");
  }
  const ids = fleet.targets.map(({ id }) => id);
  let next = 0;
  let turn = 0;
  const change = async (count: number): Promise<void> => {
    const nowMs = Date.now();
    turn += 1;
    const targets = Array.from({ length: count }, () => ids[next++ % ids.length] ?? 1);
    const batch = batchOf(
      targets.map((id, index) => ({ ...checkOf(id, nowMs + index), kind: "asked" as const })),
      fleet,
    );
    // Every one of them is another than before, and none needs an incident: the server tells the pages by itself.
    const states = batch.states.map((state) => ({
      ...state,
      status: (state.target + turn) % 2 === 0 ? ("degraded" as const) : ("up" as const),
      causes: [],
      sinceMs: nowMs,
    }));
    // Two processes write to one file here, which nobody does in earnest: the other one may have it for a while.
    for (let attempt = 1; ; attempt += 1) {
      const failure = await store.results.record({ ...batch, states }, []).then(
        () => null,
        (error: unknown) => error,
      );
      if (failure === null) return;
      if (attempt === MOST_ATTEMPTS) throw failure;
      await sleep(200);
    }
  };
  return { change, close: async () => store.close() };
}
