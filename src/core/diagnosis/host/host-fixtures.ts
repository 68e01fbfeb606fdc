import type { HostInventory, InventorySections, RegistryValue } from "../../inventory/index.ts";
import type { ChannelCoverage, HostEvent, HostEventKind } from "../../telemetry/index.ts";
import type { Finding } from "../finding.ts";
import { HostEventIndex } from "./event-index.ts";
import type { HostEvidence } from "./host-evidence.ts";
import type { ProbeView } from "./probe-view.ts";

/** Made by hand, for tests: the moment that is explained. */
export const NOW_MS = 1_790_000_000_000;
const HOUR_MS = 3_600_000;

let record = 0;

/** An event `hoursAgo` before now. */
export function hostEvent(
  kind: HostEventKind,
  source: string,
  hoursAgo: number,
  more: Partial<HostEvent> = {},
): HostEvent {
  record++;
  return {
    kind,
    timeMs: NOW_MS - hoursAgo * HOUR_MS,
    timeTicks: 0,
    host: "srv01",
    at: `System.evtx#${record}`,
    source,
    ...more,
  };
}

/** The channel, read whole for the last hundred days. */
export function channel(name: string): ChannelCoverage {
  return {
    host: "srv01",
    channel: name,
    records: 1000,
    firstMs: NOW_MS - 2400 * HOUR_MS,
    lastMs: NOW_MS + HOUR_MS,
    firstAt: `${name}.evtx#1`,
    lastAt: `${name}.evtx#1000`,
    missing: [],
  };
}

export function evidenceOf(events: readonly HostEvent[], more: Partial<HostEvidence> = {}): HostEvidence {
  const index = new HostEventIndex({ fromMs: NOW_MS - 60_000, untilMs: NOW_MS + 60_000 });
  for (const event of events.toSorted((one, other) => one.timeMs - other.timeMs)) index.add(event);
  return {
    host: "srv01",
    events: index,
    channels: [channel("System")],
    detections: [],
    referenceMs: NOW_MS,
    isProbed: true,
    ...more,
  };
}

export function inventoryOf(values: Partial<InventorySections>): HostInventory {
  const sections: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    sections[name] = { outcome: "collected", value, at: `inventory.json#${name}` };
  }
  const inventory: { host: string; platform: "windows"; sections: HostInventory["sections"] } = {
    host: "srv01",
    platform: "windows",
    sections: {},
  };
  Object.assign(inventory.sections, sections);
  return inventory;
}

export function dword(key: string, name: string, value: number): RegistryValue {
  return { key, name, type: "REG_DWORD", value, at: `terminal-server.reg#${name}` };
}

/** A probe that left these alternatives in one group. */
export function probeOf(
  alternatives: readonly (readonly [Finding["id"], number])[],
  more: Partial<ProbeView> = {},
): ProbeView {
  return {
    target: "srv01",
    host: "srv01",
    port: 3389,
    startedAtMs: NOW_MS,
    durationMs: 2000,
    verdict: "failing",
    findings: alternatives.map(([id, confidence]) => ({
      id,
      group: "seen-from-outside",
      effect: "blocks",
      stage: "tls",
      confidence,
      because: [{ side: "for", fact: "fault.tls", value: { kind: "closed" }, at: "line 12" }],
    })),
    stages: { tcp: "ok", x224: "ok", tls: "failed" },
    faults: { tls: "closed" },
    facts: {},
    ...more,
  };
}
