import type { ChannelSettings, RuleSettings } from "../../core/alerting/index.ts";
import type { Target, TenantId } from "../../core/fleet/index.ts";
import {
  isFor,
  maintenanceWindow,
  type MaintenanceDocument,
  type MaintenanceWindow,
  openWindows,
} from "../../core/schedule/index.ts";
import { zoneOffsetMinutes } from "../../io/notify/index.ts";
import type { Store } from "../../io/store/index.ts";

const LOOK_MS = 1000;

/** Channels, rules and windows as the store has them, read anew when they change: whoever asks never waits. */
export class FleetDocuments {
  readonly #store: Store;
  readonly #tenant: TenantId;
  readonly #onChange: () => void;
  #text = "";
  #open: readonly MaintenanceWindow[] = [];
  #openAtMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  channels: readonly ChannelSettings[] = [];
  rules: readonly RuleSettings[] = [];
  windows: readonly MaintenanceWindow[] = [];

  constructor(store: Store, tenant: TenantId, onChange: () => void) {
    this.#store = store;
    this.#tenant = tenant;
    this.#onChange = onChange;
  }

  async start(): Promise<void> {
    await this.refresh();
    this.#timer = setInterval(() => void this.refresh().catch(() => undefined), LOOK_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async refresh(): Promise<void> {
    const read = async <Doc>(kind: string): Promise<readonly Doc[]> => {
      const stored = await this.#store.resources.list<Doc>(this.#tenant, kind);
      return stored.map(({ doc }) => doc);
    };
    const [channels, rules, documents] = await Promise.all([
      read<ChannelSettings>("channel"),
      read<RuleSettings>("rule"),
      read<MaintenanceDocument>("maintenance"),
    ]);
    const text = JSON.stringify([channels, rules, documents]);
    if (text === this.#text) return;
    this.#text = text;
    this.channels = channels;
    this.rules = rules;
    this.windows = documents.map((document) => maintenanceWindow(document)).filter((window) => window !== null);
    this.#openAtMs = Number.NEGATIVE_INFINITY;
    this.#onChange();
  }

  isInMaintenance(target: Pick<Target, "name" | "settings">, nowMs: number): boolean {
    if (this.windows.length === 0) return false;
    // Zones are slow to ask: once a second is enough for windows that are minutes.
    if (Math.abs(nowMs - this.#openAtMs) >= LOOK_MS) {
      this.#open = openWindows(this.windows, nowMs, zoneOffsetMinutes);
      this.#openAtMs = nowMs;
    }
    return this.#open.some(({ scope }) => isFor(scope, target));
  }

  channelOf(name: string): ChannelSettings | undefined {
    return this.channels.find((channel) => channel.name === name);
  }
}
