import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fleetHistory, HealthBook } from "../../../src/app/server/index.ts";
import type { CheckRow, HostState, TargetId } from "../../../src/core/fleet/index.ts";
import { DEFAULT_HEALTH_WEIGHTS } from "../../../src/core/reliability/index.ts";
import type { IncidentRecord, TimelineEntry } from "../../../src/core/incident/index.ts";
import {
  ActionRefused,
  type Api,
  type ApiOptions,
  type ApiServices,
  createApi,
  type IncidentAction,
  type MonitorService,
  type StageSeen,
} from "../../../src/io/api/index.ts";
import { openStore, type Store } from "../../../src/io/store/index.ts";

export const NOW_MS = Date.UTC(2026, 10, 20, 12);
const ADDRESSING = { hosts: ["127.0.0.1", "localhost"], isTls: false };

/** The API on a real store in a folder of its own; the rest of the house is made small. */
export interface ApiFixture {
  readonly api: Api;
  readonly store: Store;
  readonly clock: { atMs: number };
  readonly checked: TargetId[][];
  readonly bugs: unknown[];
  close(): Promise<void>;
}

export async function openApi(
  options: Partial<ApiOptions> = {},
  services: Partial<ApiServices> = {},
  monitor: Partial<MonitorService> = {},
): Promise<ApiFixture> {
  const folder = mkdtempSync(join(tmpdir(), "rdpulse-api-"));
  const clock = { atMs: NOW_MS };
  const nowMs = (): number => clock.atMs;
  const store = await openStore({ folder, clock: { nowMs } });
  const checked: TargetId[][] = [];
  const bugs: unknown[] = [];
  const book = new HealthBook({ store, clock: { nowMs }, loads: () => [], weights: () => DEFAULT_HEALTH_WEIGHTS });
  const made: ApiServices = {
    store,
    clock: { nowMs },
    version: "0.0.0",
    monitor: {
      status: () => ({
        startedMs: NOW_MS,
        targets: 0,
        shards: 64,
        running: 0,
        waiting: 0,
        lateP99Ms: null,
        unwritten: 0,
        demo: false,
      }),
      checkNow: async (_tenant, targets) => {
        checked.push([...targets]);
        return targets;
      },
      followCheck: async (_tenant, target, onStage) => {
        checked.push([target]);
        onStage({ stage: "dns", outcome: "skipped" });
        return { ended: followed(target, onStage) };
      },
      told: async () => [],
      ...monitor,
    },
    demo: { show: async () => undefined },
    incidents: {
      act: async (tenant, id, action, by, ifRevision) => actOn(store, tenant, id, action, by, ifRevision, nowMs()),
      postMortem: async (tenant, id, lang) =>
        (await store.incidents.get(tenant, id)) === null ? null : `# INC-${id} (${lang})\n`,
    },
    notify: { kinds: () => [], sendTest: async () => ({ ok: true, failure: null }) },
    configuration: { check: async () => [] },
    reliability: {
      figures: async () => [],
      health: async (_tenant, target, state) => book.host(1, target, state),
      groupHealth: async (tenant, group) => book.group(tenant, group),
    },
    history: fleetHistory(store, { list: async () => [] }),
    discovery: { runNow: async (_tenant, name) => name === "seed" },
    vantages: { list: async () => [] },
    statusPage: () => ({}),
    ready: async () => ({ ok: true, reasons: [] }),
    ...services,
  };
  const api = createApi(made, { addressing: ADDRESSING, onBug: (error) => bugs.push(error), ...options });
  return {
    api,
    store,
    clock,
    checked,
    bugs,
    close: async () => {
      await api.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A judge that knows notes, acknowledgements and ends: enough to see what the API makes of them. */
async function actOn(
  store: Store,
  tenant: number,
  id: number,
  action: IncidentAction,
  by: string,
  ifRevision: number | null,
  nowMs: number,
): Promise<IncidentRecord> {
  const before = await store.incidents.get(tenant, id);
  if (before === null) throw new ActionRefused("missing", { en: `no incident ${id}`, zh: `没有事件 ${id}` });
  if (ifRevision !== null && ifRevision !== before.revision)
    throw new ActionRefused("stale", { en: "stale", zh: "已过期" });
  if (before.state === "closed" && action.action === "close") {
    throw new ActionRefused("senseless", { en: "it is closed already", zh: "已关闭" });
  }
  const after: IncidentRecord = {
    ...before,
    revision: before.revision + 1,
    ...(action.action === "close" ? { state: "closed", closedMs: nowMs } : {}),
    ...(action.action === "acknowledge" ? { state: "acknowledged", acknowledgedMs: nowMs, acknowledgedBy: by } : {}),
  };
  const entry: TimelineEntry = { incident: id, tenant, atMs: nowMs, kind: "note", by, detail: { ...action } };
  await store.incidents.apply({ incidents: [after], entries: [entry] }, [], null, nowMs);
  return after;
}

export function incidentAt(id: number, target: TargetId, more: Partial<IncidentRecord> = {}): IncidentRecord {
  return {
    id,
    tenant: 1,
    cause: "rdp-cert-expired",
    effect: "hinders",
    stage: "tls",
    confidence: 0.9,
    because: [{ side: "for", fact: "certificate", value: { notAfter: "2026-11-01" }, at: "line 7" }],
    scope: { kind: "target", key: String(target) },
    severity: "major",
    state: "open",
    firstFailureMs: NOW_MS - 60_000,
    openedMs: NOW_MS - 55_000,
    reopened: 0,
    members: [{ target, joinedMs: NOW_MS - 60_000 }],
    outageMs: 60_000,
    revision: 1,
    ...more,
  };
}

function rowOf(target: TargetId, more: Partial<CheckRow>): CheckRow {
  return {
    tenant: 1,
    target,
    vantage: 0,
    slotMs: NOW_MS - 30_000,
    kind: "interval",
    atMs: NOW_MS - 29_500,
    verdict: "healthy",
    failedStage: null,
    causes: [],
    stagesUs: { dns: 900, tcp: 1200, x224: 2000, tls: 9000 },
    totalUs: 13_100,
    excluded: false,
    ...more,
  };
}

/** A check as the monitor would tell of it, one stage after the other. */
async function followed(target: TargetId, onStage: (stage: StageSeen) => void): Promise<CheckRow> {
  for (const stage of ["tcp", "x224"] as const) {
    await new Promise((resolve) => setImmediate(resolve));
    onStage({ stage, outcome: stage === "tcp" ? "ok" : "failed", us: 1500 });
  }
  return rowOf(target, { kind: "asked", failedStage: "x224", verdict: "failing", stagesUs: { tcp: 1500 } });
}

/** One check and the state that it led to, as the watch would write them. */
export async function recordCheck(store: Store, target: TargetId, more: Partial<CheckRow> = {}): Promise<void> {
  const row = rowOf(target, more);
  const isGood = row.verdict === "healthy" || row.verdict === "degraded";
  const state: HostState = {
    tenant: 1,
    target,
    vantage: 0,
    status: isGood ? "up" : "down",
    sinceMs: row.slotMs,
    lastSlotMs: row.slotMs,
    lastKind: row.kind,
    lastAtMs: row.atMs,
    lastFullMs: row.atMs,
    lastSuccessMs: isGood ? row.atMs : null,
    verdict: row.verdict,
    failedStage: row.failedStage,
    causes: row.causes,
    totalUs: row.totalUs,
    failures: isGood ? 0 : 2,
    turnsMs: [],
  };
  const facts = {
    certificate: "ab".repeat(32),
    certificateNotAfterMs: NOW_MS + 20 * 86_400_000,
    certificateSubject: "CN=rds01",
    osBuild: "10.0.20348",
  };
  const changes = Object.entries(facts).map(([fact, after]) => ({
    tenant: 1,
    target,
    vantage: 0,
    atMs: row.atMs,
    fact: factName(fact),
    before: null,
    after,
  }));
  await store.results.record(
    {
      rows: [row],
      states: [state],
      facts: changes,
      transcripts: [
        {
          tenant: 1,
          target,
          vantage: 0,
          atMs: row.atMs,
          reason: "latest",
          kind: row.kind,
          text: "rdpulse-transcript/1\n",
        },
      ],
      groups: new Map([[target, ["fleet"]]]),
    },
    [],
  );
}

function factName(name: string): "certificate" | "certificateNotAfterMs" | "certificateSubject" | "osBuild" {
  if (name === "certificate" || name === "certificateNotAfterMs" || name === "certificateSubject") return name;
  return "osBuild";
}
