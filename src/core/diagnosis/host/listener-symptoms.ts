import type { RegistryValue } from "../../inventory/index.ts";
import type { Group } from "../candidate.ts";
import type { Because } from "../finding.ts";
import { cite, type HostReader, RARE_MS } from "./host-reader.ts";
import { type HostSymptom, pooled, type PooledSetting } from "./pool.ts";

const DEFAULT_PORT = 3389;

function isOn(entry: RegistryValue | undefined): boolean {
  return entry?.value === 1;
}

/** One cause alone, by its own evidence. */
function single(group: Omit<Group, "candidates" | "because">, candidate: Group["candidates"][number]): Group {
  return { ...group, because: [], candidates: [candidate] };
}

/** The service's last known state is "stopped", by its own event or by what was collected. */
const serviceStopped: HostSymptom = {
  group: "service-stopped",
  stage: "tcp",
  effect: "blocks",
  signs: ["7000", "7001"].map((id) => ({
    source: `Service Control Manager ${id}`,
    details: ["TermService"],
    causes: { "termservice-stopped": 1 },
  })),
  look: serviceStoppedLook,
};

function serviceStoppedLook(reader: HostReader): readonly Group[] {
  const because: Because[] = [];
  const service = reader.section("services")?.find(({ name }) => name.toLowerCase() === "termservice");
  if (service !== undefined && /^stopped$/i.test(service.state)) {
    because.push({ side: "for", fact: "setting.service", value: service, at: reader.sectionAt("services") });
  }
  const isStateCollected = service !== undefined;
  const last = reader.newest(["Service Control Manager 7036"], RARE_MS, (detail) => detail.startsWith("TermService "));
  if (!isStateCollected && last?.detail === "TermService stopped" && !wentDown(reader, last.lastMs)) {
    because.push(cite("for", last));
  }
  if (because.length === 0) return [];
  const disabled = reader.newest(
    ["Service Control Manager 7040"],
    RARE_MS,
    (detail) => detail === "TermService disabled",
  );
  if (disabled !== undefined) because.push(cite("for", disabled));
  const failed = reader.newest(
    ["Service Control Manager 7000", "Service Control Manager 7001"],
    RARE_MS,
    isTermService,
  );
  if (failed !== undefined) because.push(cite("for", failed));
  const works = last === undefined || isStateCollected ? undefined : reader.worksSince(last.lastMs);
  return [
    single(
      {
        group: "host.service-stopped",
        stage: "tcp",
        effect: "blocks",
        certainty: works === undefined ? (isStateCollected ? 0.97 : 0.85) : 0.2,
      },
      { id: "termservice-stopped", weight: 1, because: works === undefined ? because : [...because, works] },
    ),
  ];
}

const SHUTDOWN_MS = 600_000;

/** A machine that shuts down stops its services and its listener too: that is no fault of theirs. */
function wentDown(reader: HostReader, timeMs: number): boolean {
  return ["Kernel-General 13", "EventLog 6006", "User32 1074"].some((source) =>
    (reader.evidence.events?.of(source) ?? []).some(({ episodes }) =>
      episodes.some(({ firstMs, lastMs }) => firstMs - SHUTDOWN_MS < timeMs && timeMs < lastMs + SHUTDOWN_MS),
    ),
  );
}

function isTermService(detail: string): boolean {
  return detail === "TermService";
}

const CRASH_SOURCES = [
  "Service Control Manager 7031",
  "Service Control Manager 7034",
  "Service Control Manager 7022",
  "Service Control Manager 7023",
  "Service Control Manager 7011",
  "Application Error 1000",
];

const SESSION_MANAGER_FAILURES = [
  "LocalSessionManager 16",
  "LocalSessionManager 17",
  "LocalSessionManager 19",
  "RemoteConnectionManager 20501",
];

/** The service that carries Remote Desktop died; twice in a day is a loop. */
const serviceCrashed: HostSymptom = {
  group: "service-crash",
  stage: "x224",
  effect: "blocks",
  signs: [
    ...CRASH_SOURCES.map((source) => ({
      source,
      details: ["TermService"],
      causes: { "termservice-crash-loop": 1 },
    })),
    ...SESSION_MANAGER_FAILURES.map((source) => ({ source, causes: { "termservice-crash-loop": 1 } })),
  ],
  look: serviceCrashedLook,
};

function serviceCrashedLook(reader: HostReader): readonly Group[] {
  const signs = CRASH_SOURCES.flatMap((source) => reader.signs(source, undefined, isTermService)).concat(
    SESSION_MANAGER_FAILURES.flatMap((source) => reader.signs(source)),
  );
  if (signs.length === 0) return [];
  const count = signs.reduce((sum, sign) => sum + sign.count, 0);
  const lastMs = Math.max(...signs.map((sign) => sign.lastMs));
  const works = reader.worksSince(lastMs);
  const isLoop = count > 1;
  return [
    single(
      {
        group: "host.service-crash",
        stage: "x224",
        effect: works === undefined && isLoop ? "blocks" : "hinders",
        certainty: (isLoop ? 0.92 : 0.7) * (works === undefined ? 1 : 0.8),
      },
      {
        id: "termservice-crash-loop",
        weight: 1,
        because: [...signs.map((sign) => cite("for", sign)), ...(works === undefined ? [] : [works])],
      },
    ),
  ];
}

/** fDenyTSConnections: the policy's value wins over the host's own. */
const switchedOff: HostSymptom = {
  group: "switched-off",
  stage: "tcp",
  effect: "blocks",
  signs: [],
  look: switchedOffLook,
};

function switchedOffLook(reader: HostReader): readonly Group[] {
  const policy = reader.policy("fDenyTSConnections");
  const local = reader.server("fDenyTSConnections");
  const group = { group: "host.switched-off", stage: "tcp", effect: "blocks", certainty: 0.97 } as const;
  if (isOn(policy) && policy !== undefined) {
    return [single(group, { id: "rdp-disabled-by-gpo", weight: 1, because: [reader.citeRegistry("for", policy)] })];
  }
  if (policy === undefined && isOn(local) && local !== undefined) {
    return [single(group, { id: "rdp-disabled", weight: 1, because: [reader.citeRegistry("for", local)] })];
  }
  if (policy?.value === 0 && isOn(local) && local !== undefined) {
    const because = [reader.citeRegistry("for", local), reader.citeRegistry("for", policy)];
    return [
      single(
        { ...group, group: "host.policy-refresh", effect: "hinders", certainty: 0.75 },
        { id: "rdp-disabled-by-gpo", weight: 1, because },
      ),
    ];
  }
  return stoppedListener(reader);
}

/** The listener was told to stop, and nothing says that it began again. */
function stoppedListener(reader: HostReader): readonly Group[] {
  const stopped = reader.newest(["RemoteConnectionManager 262", "RemoteConnectionManager 259"], RARE_MS);
  if (stopped === undefined) return [];
  const begun = reader.newest(["RemoteConnectionManager 258"], RARE_MS);
  const works = reader.worksSince(stopped.lastMs);
  if (works !== undefined || (begun !== undefined && begun.lastMs >= stopped.lastMs)) return [];
  if (wentDown(reader, stopped.lastMs)) return [];
  return [
    {
      group: "host.listener-stopped",
      stage: "tcp",
      effect: "blocks",
      certainty: 0.8,
      because: [cite("for", stopped)],
      candidates: [
        { id: "rdp-disabled", weight: 45 },
        { id: "rdp-disabled-by-gpo", weight: 35 },
        { id: "termservice-stopped", weight: 20 },
      ],
    },
  ];
}

/** Who owns the port, where that was collected. */
function portSettings(reader: HostReader): readonly PooledSetting[] {
  const owners = reader.section("port-owner");
  const port = portOf(reader);
  const at = reader.sectionAt("port-owner");
  return (owners ?? [])
    .filter((owner) => owner.port === port && owner.process !== undefined && !isListener(owner))
    .map((owner): PooledSetting => {
      const isCitrix = /ctx|citrix|picasvc|imaadvancesrv/i.test(owner.process ?? "");
      return {
        cause: isCitrix ? "citrix-ica-coexistence" : "port-conflict",
        weight: 400,
        because: { side: "for", fact: "setting.port-owner", value: owner, at },
      };
    });
}

/** Whether the process on a port is the one that serves RDP: Windows' service host, or xrdp. */
export function isListener(owner: { readonly process?: string; readonly services?: readonly string[] }): boolean {
  if (owner.services !== undefined) return owner.services.some((name) => /^(?:termservice|xrdp)$/i.test(name));
  return /^(?:svchost|xrdp)(?:\.exe)?$/i.test(owner.process ?? "");
}

/** The port that the listener is set to. */
export function portOf(reader: HostReader): number {
  const value = reader.listener("PortNumber")?.value;
  return typeof value === "number" ? value : DEFAULT_PORT;
}

const listenerFailed = pooled({
  group: "listener-failed",
  stage: "tcp",
  effect: "blocks",
  certainty: 0.9,
  windowMs: RARE_MS,
  endsWithLogon: true,
  signs: [
    { source: "RemoteConnectionManager 1036", causes: { "port-conflict": 80, "rdp-listener-config-corrupt": 10 } },
    {
      source: "RemoteConnectionManager 1035",
      causes: { "port-conflict": 40, "rdp-listener-config-corrupt": 30, "rdp-listener-not-listening": 30 },
    },
    { source: "RemoteConnectionManager 260", causes: { "port-conflict": 50, "rdp-listener-config-corrupt": 40 } },
  ],
  settings: portSettings,
});

/** The listener is bound to another port than clients expect. */
const portChanged: HostSymptom = {
  group: "port-changed",
  stage: "tcp",
  effect: "hinders",
  signs: [],
  look: portChangedLook,
};

function portChangedLook(reader: HostReader): readonly Group[] {
  const group = { group: "host.port-changed", stage: "tcp", effect: "hinders", certainty: 0.9 } as const;
  const setting = reader.listener("PortNumber");
  if (setting !== undefined) {
    if (setting.value === DEFAULT_PORT) return [];
    const because = [reader.citeRegistry("for", setting)];
    return [single(group, { id: "listener-port-changed", weight: 1, because })];
  }
  const [bound] = reader.signs("RdpCoreTS 129", RARE_MS);
  const port = Number(/\d+$/.exec(bound?.tally.latest.values?.["Port"] ?? "")?.[0] ?? DEFAULT_PORT);
  if (bound === undefined || port === DEFAULT_PORT || port === 0) return [];
  return [single(group, { id: "listener-port-changed", weight: 1, because: [cite("for", bound)] })];
}

const listenerChanged = pooled({
  group: "listener-changed",
  stage: "tcp",
  effect: "weakens",
  certainty: 0.3,
  signs: [
    {
      source: "RemoteConnectionManager 1157",
      causes: { "listener-port-changed": 60, "rdp-listener-config-corrupt": 40 },
    },
  ],
});

/** Faults of the service, the listener and the way to it. */
export const LISTENER_SYMPTOMS: readonly HostSymptom[] = [
  serviceStopped,
  serviceCrashed,
  switchedOff,
  listenerFailed,
  portChanged,
  listenerChanged,
];
