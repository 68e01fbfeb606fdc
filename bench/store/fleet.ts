// A made-up fleet and its checks: the same rows at every run.
import type {
  CheckRow,
  FactChange,
  HostState,
  Target,
  TargetSettings,
  WatchedFactName,
} from "../../src/core/fleet/index.ts";
import { DEFAULT_TENANT, LOCAL_VANTAGE } from "../../src/core/fleet/index.ts";
import type { ResultBatch, Store } from "../../src/io/store/index.ts";

export const HOSTS = 10_000;
export const MINUTE_MS = 60_000;
export const DAY_MS: number = 1440 * MINUTE_MS;
/** The bench's "now". */
export const NOW_MS: number = Date.UTC(2026, 10, 23, 12);

export interface Fleet {
  readonly targets: readonly Target[];
  readonly groups: ReadonlyMap<number, readonly string[]>;
}

/** 10,000 targets at 50 sites behind 20 gateways in 25 pools; `more`: settings that all of them have besides. */
export async function makeFleet(store: Store, more: Omit<TargetSettings, "host"> = {}): Promise<Fleet> {
  const settings = Array.from({ length: HOSTS }, (_, index) => ({
    name: `rds-${String(index).padStart(5, "0")}`,
    host: `rds-${index}.example.test`,
    site: `site-${index % 50}`,
    gateway: `gateway-${index % 20}`,
    pool: `pool-${index % 25}`,
    ...more,
  }));
  const targets = await store.targets.putAll(DEFAULT_TENANT, settings, "api", NOW_MS);
  const groups = new Map(
    targets.map(({ id, settings: { site, gateway, pool } }) => [
      id,
      [`site/${site}`, `gateway/${gateway}`, `pool/${pool}`],
    ]),
  );
  return { targets, groups };
}

/** Numbers from 0 to 1 that look like chance (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const draw = chance(20_261_123);

/** Around `typicalUs`, with a long tail, as round trips are. */
function timeUs(typicalUs: number): number {
  return Math.round(typicalUs * (0.85 + 0.3 * draw() + (draw() < 0.03 ? 2 * draw() : 0)));
}

/** One check; 1 of 200 fails, 1 of 100 is degraded. */
export function checkOf(target: number, slotMs: number): CheckRow {
  const luck = draw();
  const verdict = luck < 0.005 ? "failing" : luck < 0.015 ? "degraded" : "healthy";
  const distance = 1 + (target % 40);
  const stagesUs = {
    dns: timeUs(400),
    tcp: timeUs(500 * distance),
    x224: timeUs(700 * distance),
    ...(verdict === "failing" ? {} : { tls: timeUs(1500 * distance), credssp: timeUs(900 * distance) }),
  };
  return {
    tenant: DEFAULT_TENANT,
    target,
    vantage: LOCAL_VANTAGE,
    slotMs,
    kind: "interval",
    atMs: slotMs + Math.floor(40 * draw()),
    verdict,
    failedStage: verdict === "failing" ? "tls" : null,
    causes:
      verdict === "healthy"
        ? []
        : [
            verdict === "failing"
              ? { id: "tls-no-common-version", effect: "blocks", confidence: 0.9 }
              : { id: "rdp-cert-expired", effect: "hinders", confidence: 1 },
          ],
    stagesUs,
    totalUs: Object.values(stagesUs).reduce((sum, us) => sum + us, 0),
    excluded: false,
  };
}

function stateOf(row: CheckRow): HostState {
  return {
    tenant: row.tenant,
    target: row.target,
    vantage: row.vantage,
    status: row.verdict === "failing" ? "down" : row.verdict === "degraded" ? "degraded" : "up",
    sinceMs: row.slotMs,
    lastSlotMs: row.slotMs,
    lastKind: row.kind,
    lastAtMs: row.atMs,
    lastFullMs: row.slotMs - (row.slotMs % DAY_MS),
    lastSuccessMs: row.verdict === "failing" ? null : row.atMs,
    verdict: row.verdict,
    failedStage: row.failedStage,
    causes: row.causes,
    totalUs: row.totalUs,
    failures: row.verdict === "failing" ? 1 : 0,
    turnsMs: [row.slotMs],
  };
}

/** What is seen of each host at first sight. */
export function firstFacts(target: number, atMs: number): readonly FactChange[] {
  const facts: readonly (readonly [WatchedFactName, FactChange["after"]])[] = [
    ["certificate", target.toString(16).padStart(8, "0").repeat(8)],
    ["certificateNotAfterMs", NOW_MS + ((target * 7919) % 365) * DAY_MS],
    ["certificateIssuer", `CN=Issuer ${target % 7}`],
    ["certificateSubject", `CN=rds-${target}.example.test`],
    ["osBuild", `10.0.${[17_763, 20_348, 26_100][target % 3]}`],
    ["netbiosName", `RDS-${target}`],
    ["nla", "required"],
    ["tlsVersion", "TLSv1.3"],
    ["stack", "windows"],
  ];
  return facts.map(([fact, after]) => ({
    tenant: DEFAULT_TENANT,
    target,
    vantage: LOCAL_VANTAGE,
    atMs,
    fact,
    before: null,
    after,
  }));
}

/** A batch as the monitor writes it: rows, and the newest state of each host in it. */
export function batchOf(rows: readonly CheckRow[], fleet: Fleet, facts: readonly FactChange[] = []): ResultBatch {
  const newest = new Map(rows.map((row) => [row.target, row]));
  return { rows, states: [...newest.values()].map(stateOf), facts, transcripts: [], groups: fleet.groups };
}
