import type { HostInventory, InventorySections, Section } from "../inventory/index.ts";
import type { HostMetrics } from "./host-metrics.ts";
import type { Measure } from "./session-metrics.ts";

type Part = Pick<HostInventory, "platform" | "sections" | "host">;
type Sections = { -readonly [Name in keyof InventorySections]?: Section<InventorySections[Name]> };

function numbers<Name extends string>(fields: { readonly [Key in Name]?: Measure | undefined }): {
  [Key in Name]?: number;
} {
  const found: { [Key in Name]?: number } = {};
  for (const name in fields) {
    const measure = fields[name];
    if (measure !== undefined) found[name] = measure.value;
  }
  return found;
}

/**
 * What metrics tell in the words of an inventory: services, memory, version, time and sessions, as far as the exporter told them.
 * Metrics are of one moment; a section is there only where at least one of its facts was measured.
 */
export function inventoryFromMetrics(metrics: HostMetrics): Part {
  const sections: Sections = {};
  const { system, memory, bootedAtMs, timeOffsetMs, timeSource } = metrics;
  const services = metrics.services.filter(({ state }) => state !== undefined);
  const [service] = services;
  if (service !== undefined) {
    sections.services = {
      outcome: "collected",
      at: service.at,
      value: services.map(({ state = "", startMode = "", at: _at, ...rest }) => ({ ...rest, state, startMode })),
    };
  }
  const [held] = Object.values(memory);
  if (held !== undefined) sections.memory = { outcome: "collected", at: held.at, value: numbers(memory) };
  const versionAt = system?.at ?? bootedAtMs?.at;
  if (versionAt !== undefined) {
    const { at: _at, ...version } = system ?? { at: versionAt };
    sections.version = {
      outcome: "collected",
      at: versionAt,
      value: { ...version, ...numbers({ bootedAtMs }) },
    };
  }
  const timeAt = timeOffsetMs?.at ?? timeSource?.at;
  if (timeAt !== undefined) {
    sections.time = {
      outcome: "collected",
      at: timeAt,
      value: {
        ...(timeSource === undefined ? {} : { source: timeSource.value }),
        ...numbers({ offsetMs: timeOffsetMs }),
      },
    };
  }
  const sessions = sessionsOf(metrics);
  if (sessions !== undefined) sections.sessions = sessions;
  return { platform: metrics.platform, ...(metrics.host === undefined ? {} : { host: metrics.host.name }), sections };
}

/* An inventory knows sessions by their id, which windows_exporter tells since 0.28; without all of them a count would be too low. */
function sessionsOf(metrics: HostMetrics): Section<InventorySections["sessions"]> | undefined {
  const told = metrics.sessions.filter(({ state }) => state !== undefined);
  const listed = told.flatMap(({ id, name, user, state = "" }) =>
    id === undefined ? [] : { id, name, state, ...(user === undefined ? {} : { user }) },
  );
  const at = told[0]?.at;
  if (at === undefined || listed.length < told.length) return undefined;
  return { outcome: "collected", at, value: { sessions: listed, limits: {} } };
}
