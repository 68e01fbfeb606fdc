import type { RegistryValue } from "../../inventory/index.ts";
import type { Group } from "../candidate.ts";
import type { Because } from "../finding.ts";
import { cite, type HostReader, RARE_MS, RECENT_MS } from "./host-reader.ts";
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
const serviceStopped: HostSymptom = (reader) => {
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
};

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

/** The service that carries Remote Desktop died; twice in a day is a loop. */
const serviceCrashed: HostSymptom = (reader) => {
  const signs = CRASH_SOURCES.flatMap((source) => reader.signs(source, undefined, isTermService)).concat(
    [
      "LocalSessionManager 16",
      "LocalSessionManager 17",
      "LocalSessionManager 19",
      "RemoteConnectionManager 20501",
    ].flatMap((source) => reader.signs(source)),
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
};

/** fDenyTSConnections: the policy's value wins over the host's own. */
const switchedOff: HostSymptom = (reader) => {
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
};

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
const portChanged: HostSymptom = (reader) => {
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
};

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

/** The firewall of the host itself turns Remote Desktop away. */
const firewall: HostSymptom = (reader) => {
  const state = reader.section("firewall");
  if (state === undefined) return [];
  const port = String(portOf(reader));
  const active = state.profiles.filter((profile) => profile.active === true);
  const profiles = active.length > 0 ? active : state.profiles;
  if (profiles.every((profile) => !profile.enabled)) return [];
  const rules = state.rules.filter(
    (rule) =>
      rule.enabled &&
      rule.direction === "in" &&
      /^(?:tcp|6|any)$/i.test(rule.protocol) &&
      rule.localPorts.some((ports) => portsInclude(ports, port)),
  );
  const at = reader.sectionAt("firewall");
  const blocking = rules.filter(({ action }) => action === "block");
  const allowing = rules.filter(({ action }) => action === "allow");
  const first = blocking[0];
  if (first === undefined && allowing.length > 0) return [];
  const because: Because =
    first === undefined
      ? { side: "for", fact: "setting.firewall-no-rule", value: { port: Number(port) }, at }
      : { side: "for", fact: "setting.firewall-block", value: { rule: first.name, port: Number(port) }, at };
  return [
    single(
      { group: "host.firewall", stage: "tcp", effect: "blocks", certainty: first === undefined ? 0.85 : 0.9 },
      { id: "firewall-drop", weight: 1, because: [because] },
    ),
  ];
};

function portsInclude(ports: string, port: string): boolean {
  if (ports === port || /^(?:any|\*)$/i.test(ports)) return true;
  const range = /^(\d+)-(\d+)$/.exec(ports);
  return range !== null && Number(range[1]) <= Number(port) && Number(port) <= Number(range[2]);
}

const firewallDropped = pooled({
  group: "packets-dropped",
  stage: "tcp",
  effect: "hinders",
  certainty: 0.3,
  signs: [
    { source: "Security 5152", causes: { "firewall-drop": 1 } },
    { source: "Security 5157", causes: { "firewall-drop": 1 } },
  ],
});

/** A start without an end before it, or a shutdown without a start after it. */
const hostDown: HostSymptom = (reader) => {
  const fell = reader.newest(["Kernel-Power 41", "EventLog 6008"], RECENT_MS);
  const stopped = reader.newest(["EventLog 6006", "Kernel-General 13"], RECENT_MS);
  const started = reader.newest(["EventLog 6005", "Kernel-General 12"], RECENT_MS);
  // Logs that end with a shutdown are those of any machine whose disk was read.
  const isDown =
    reader.evidence.isProbed && stopped !== undefined && (started === undefined || started.lastMs < stopped.lastMs);
  if (fell === undefined && !isDown) return [];
  const because = [...(fell === undefined ? [] : [cite("for", fell)]), ...(isDown ? [cite("for", stopped)] : [])];
  return [
    single(
      { group: "host.down", stage: "tcp", effect: isDown ? "blocks" : "hinders", certainty: isDown ? 0.6 : 0.5 },
      { id: "host-down-or-asleep", weight: 1, because },
    ),
  ];
};

const citrix: HostSymptom = (reader) => {
  const product = reader.section("hooking-products")?.find(({ name }) => /citrix/i.test(name));
  if (product === undefined) return [];
  const because: Because = {
    side: "for",
    fact: "setting.product",
    value: product,
    at: reader.sectionAt("hooking-products"),
  };
  return [
    single(
      { group: "host.citrix", stage: "tcp", effect: "weakens", certainty: 0.35 },
      { id: "citrix-ica-coexistence", weight: 1, because: [because] },
    ),
  ];
};

/** Faults of the service, the listener and the way to it. */
export const LISTENER_SYMPTOMS: readonly HostSymptom[] = [
  serviceStopped,
  serviceCrashed,
  switchedOff,
  listenerFailed,
  portChanged,
  listenerChanged,
  firewall,
  firewallDropped,
  hostDown,
  citrix,
];
