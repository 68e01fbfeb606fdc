import { readFileSync } from "node:fs";
import type { CheckRow } from "../../src/core/fleet/index.ts";
import type { Store } from "../../src/io/store/index.ts";
import { batchOf, checkOf, DAY_MS, firstFacts, HOSTS, MINUTE_MS, NOW_MS } from "./fleet.ts";
import type { Fleet } from "./fleet.ts";

const HISTORY_DAYS = 30;
const BATCH = 5000;

export interface Loaded {
  readonly rows: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly batches: number;
  readonly slowestMs: number;
  /** What this process gave to the disk; null where the system does not tell. */
  readonly writtenBytes: number | null;
}

/**
 * 30 days: most rows belong to a few hosts that are checked each minute, so that one host's week is as dense as it gets;
 * all others take turns.
 */
export async function loadHistory(store: Store, fleet: Fleet, rows: number): Promise<Loaded> {
  const minutes = HISTORY_DAYS * 1440;
  const hot = Math.max(1, Math.floor((0.86 * rows) / minutes));
  const others = Math.max(0, rows - hot * minutes);
  const ids = fleet.targets.map(({ id }) => id);
  const fromMs = NOW_MS - HISTORY_DAYS * DAY_MS;
  const facts = ids.flatMap((id) => firstFacts(id, fromMs));
  await store.results.record({ ...batchOf([], fleet), facts }, []);
  let waiting: CheckRow[] = [];
  let next = hot;
  let sent = 0;
  return timed(rows, async (record) => {
    for (let minute = 0; minute < minutes; minute++) {
      const slotMs = fromMs + minute * MINUTE_MS;
      for (const id of ids.slice(0, hot)) waiting.push(checkOf(id, slotMs));
      for (; sent < Math.floor((others * (minute + 1)) / minutes); sent++) {
        waiting.push(checkOf(ids[next] ?? 1, slotMs));
        next = next + 1 < HOSTS ? next + 1 : hot;
      }
      if (waiting.length < BATCH && minute < minutes - 1) continue;
      await record(() => store.results.record(batchOf(waiting, fleet), []));
      waiting = [];
    }
  });
}

/** What the monitor writes with 10,000 hosts a minute: a batch each second, spread over the minute. */
export async function loadLive(store: Store, fleet: Fleet, fromMs: number, minutes: number): Promise<Loaded> {
  const perSecond = Math.ceil(HOSTS / 60);
  const ids = fleet.targets.map(({ id }) => id);
  // Which host comes when has nothing to do with its number, as with phases made from a hash.
  const order = ids.toSorted((one, other) => ((one * 7919) % 10_007) - ((other * 7919) % 10_007));
  return timed(HOSTS * minutes, async (record) => {
    for (let minute = 0; minute < minutes; minute++) {
      for (let second = 0; second < 60; second++) {
        const slotMs = fromMs + minute * MINUTE_MS + second * 1000;
        const rows = order.slice(second * perSecond, (second + 1) * perSecond).map((id) => checkOf(id, slotMs));
        await record(() => store.results.record(batchOf(rows, fleet), []));
      }
    }
  });
}

async function timed(
  rows: number,
  load: (record: (write: () => Promise<number>) => Promise<void>) => Promise<void>,
): Promise<Loaded> {
  let wallMs = 0;
  let cpuMs = 0;
  let batches = 0;
  let slowestMs = 0;
  const writtenBefore = writtenBytes();
  // Making rows up is not what is measured.
  await load(async (write) => {
    const cpu = process.cpuUsage();
    const startedMs = performance.now();
    await write();
    const tookMs = performance.now() - startedMs;
    const { user, system } = process.cpuUsage(cpu);
    wallMs += tookMs;
    cpuMs += (user + system) / 1000;
    batches += 1;
    slowestMs = Math.max(slowestMs, tookMs);
  });
  const writtenAfter = writtenBytes();
  const written = writtenBefore === null || writtenAfter === null ? null : writtenAfter - writtenBefore;
  return { rows, wallMs, cpuMs, batches, slowestMs, writtenBytes: written };
}

function writtenBytes(): number | null {
  try {
    const found = /^write_bytes: (\d+)$/mu.exec(readFileSync("/proc/self/io", "utf8"));
    return found === null ? null : Number(found[1]);
  } catch {
    return null;
  }
}
