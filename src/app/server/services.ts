import { LOCAL_VANTAGE } from "../../core/fleet/index.ts";
import type { ApiServices, StatusPageLook } from "../../io/api/index.ts";
import { type FleetWatch, type Judge, toldOf, type VantageDesk, type Watcher } from "../../io/monitor/index.ts";
import { documentProblems } from "../../io/configuration/index.ts";
import type { DiscoverySchedule } from "../../io/discovery/index.ts";
import { channelSchemas, type Dispatcher } from "../../io/notify/index.ts";
import type { Store } from "../../io/store/index.ts";
import { channelKinds } from "./channel-kinds.ts";
import type { HealthBook } from "./health-figures.ts";
import type { FleetDocuments } from "./fleet-documents.ts";
import { fleetHistory } from "./fleet-history.ts";
import type { Lateness } from "./lateness.ts";
import { incidentService } from "./incident-service.ts";
import { objectiveFigures } from "./objective-figures.ts";

export interface ServiceParts {
  readonly store: Store;
  readonly clock: { nowMs(): number };
  readonly version: string;
  readonly startedMs: number;
  readonly isDemo: () => boolean;
  readonly showDemo: (isOn: boolean) => Promise<void>;
  readonly watcher: Watcher;
  readonly watch: FleetWatch;
  readonly judge: Judge;
  readonly desk: VantageDesk;
  readonly dispatcher: Dispatcher;
  readonly discovery: DiscoverySchedule;
  readonly documents: FleetDocuments;
  readonly lateness: Lateness;
  readonly health: HealthBook;
  readonly troubles: ReadonlySet<string>;
  readonly statusPage: () => StatusPageLook;
}

/** The API's wishes, granted by the rooms that can. */
export function apiServices(parts: ServiceParts): ApiServices {
  const { store, clock, watcher, watch, judge, desk, dispatcher, documents, lateness } = parts;
  return {
    store,
    clock,
    version: parts.version,
    monitor: {
      status: () => {
        const { running, waiting, buffered } = watcher.counts;
        return {
          startedMs: parts.startedMs,
          targets: watch.targets.size,
          shards: watch.leases,
          running,
          waiting,
          lateP99Ms: lateness.p99Ms(clock.nowMs()),
          unwritten: buffered,
          demo: parts.isDemo(),
        };
      },
      checkNow: async (_tenant, targets) => {
        await watch.refresh();
        const taken = targets.filter((id) => watcher.has(id));
        // The answer comes as a result like any other; here it only matters that it was asked for.
        for (const id of taken) watcher.checkNow(id).catch(() => undefined);
        return taken;
      },
      told: async (tenant, target) => toldOf(store.resources, tenant, target),
      followCheck: async (_tenant, target, onStage) => {
        await watch.refresh();
        if (!watcher.has(target)) return null;
        return { ended: watcher.checkNow(target, onStage).then(({ row }) => row) };
      },
    },
    demo: { show: async (isOn) => parts.showDemo(isOn) },
    incidents: incidentService(store, judge, watch, clock),
    notify: {
      kinds: channelKinds,
      sendTest: async (tenant, name) => {
        await documents.refresh();
        const outcome = await dispatcher.sendTest(tenant, name);
        return { ok: outcome.ok, failure: outcome.error ?? null };
      },
    },
    configuration: {
      check: (tenant, kind, name, document) => documentProblems(store, tenant, kind, name, document, channelSchemas()),
    },
    reliability: {
      figures: (tenant, group, nowMs) => objectiveFigures(store, tenant, group, nowMs),
      health: async (tenant, target, state) => parts.health.host(tenant, target, state),
      groupHealth: async (tenant, group) => parts.health.group(tenant, group),
    },
    history: fleetHistory(store, desk),
    discovery: { runNow: async (_tenant, name) => parts.discovery.runNow(name) },
    vantages: {
      list: async (tenant) => {
        const others = await desk.list(tenant);
        const here = {
          id: LOCAL_VANTAGE,
          name: "local",
          local: true,
          alive: true,
          lastSeenMs: clock.nowMs(),
          targets: watcher.size,
          version: parts.version,
        };
        const asked = [...watch.targets.values()];
        return [
          here,
          ...others.map(({ id, name, isAlive, lastSeenMs }) => ({
            id,
            name,
            local: false,
            alive: isAlive,
            lastSeenMs,
            targets: asked.filter(({ settings }) => settings.vantages?.includes(name) === true).length,
            version: null,
          })),
        ];
      },
    },
    statusPage: parts.statusPage,
    ready: async () => {
      const { trouble } = await store.health();
      const reasons = [
        ...(trouble === null ? [] : [trouble]),
        ...[...parts.troubles].map((where) => `store: ${where}`),
      ];
      return { ok: reasons.length === 0, reasons };
    },
  };
}
