import type { InventorySections, LicensingState, Section, ServiceState, SessionsState } from "./inventory.ts";
import {
  asEnumName,
  asList,
  asNumber,
  asObject,
  asText,
  asTimeMs,
  isCutByDepth,
  type JsonObject,
  property,
} from "./powershell-json.ts";

/*
 * Get-CimInstance (or Get-WmiObject, Get-Service, Get-HotFix) piped to ConvertTo-Json. Classes of root/cimv2/TerminalServices
 * as learn.microsoft.com documents them (Win32_TSGeneralSetting, Win32_TerminalServiceSetting, Win32_TSSessionSetting,
 * Win32_TSClientSetting), and of root/cimv2 Win32_Service, Win32_OperatingSystem, Win32_QuickFixEngineering.
 * LicensingType: 0 personal, 1 administration, 2 per device, 4 per user, 5 not configured by the class's qualifier and by
 * ChangeMode; a list of the same page counts 3 and 4 instead, so 3 is left open.
 */

type CimClass =
  | "Win32_TSGeneralSetting"
  | "Win32_TerminalServiceSetting"
  | "Win32_TSSessionSetting"
  | "Win32_TSClientSetting"
  | "Win32_Service"
  | "Win32_OperatingSystem"
  | "Win32_QuickFixEngineering";

/* Properties that together only one class has, for objects that do not name theirs. */
const TELLING: readonly (readonly [CimClass, readonly string[]])[] = [
  ["Win32_TSGeneralSetting", ["MinEncryptionLevel", "UserAuthenticationRequired"]],
  ["Win32_TerminalServiceSetting", ["AllowTSConnections", "TerminalServerMode"]],
  ["Win32_TSSessionSetting", ["ActiveSessionLimit", "IdleSessionLimit"]],
  ["Win32_TSClientSetting", ["DriveMapping", "ClipboardMapping"]],
  ["Win32_OperatingSystem", ["BuildNumber", "LastBootUpTime"]],
  ["Win32_QuickFixEngineering", ["HotFixID", "InstalledOn"]],
  ["Win32_Service", ["Name", "StartMode", "State"]],
  // Get-Service gives a ServiceController.
  ["Win32_Service", ["ServiceName", "StartType", "Status"]],
];

const LISTENER_CLASSES = [
  "Win32_TSGeneralSetting",
  "Win32_TerminalServiceSetting",
  "Win32_TSSessionSetting",
  "Win32_TSClientSetting",
] as const satisfies readonly CimClass[];

/* Inherited by every class, with another meaning in each. */
const INHERITED =
  /^(?:Caption|Description|InstallDate|Name|Status|SettingID|__.*|PS.*|Cim.*|Scope|Path|Options|Site|Container)$/i;

const SERVICE_STATUS: Readonly<Record<number, string>> = {
  1: "Stopped",
  2: "StartPending",
  3: "StopPending",
  4: "Running",
  5: "ContinuePending",
  6: "PausePending",
  7: "Paused",
};
const START_TYPES: Readonly<Record<number, string>> = {
  0: "Boot",
  1: "System",
  2: "Automatic",
  3: "Manual",
  4: "Disabled",
};
const LICENSING: Readonly<Record<number, NonNullable<LicensingState["mode"]>>> = {
  1: "remote-administration",
  2: "per-device",
  4: "per-user",
  5: "not-configured",
};
const DRAIN: Readonly<Record<number, NonNullable<SessionsState["logons"]>>> = {
  0: "allowed",
  1: "draining-until-restart",
  2: "draining",
};
const LIMITS = ["ActiveSessionLimit", "DisconnectedSessionLimit", "IdleSessionLimit"] as const;
const KIBIBYTE = 1024;
const TEXT_MOST = 4_096;

type Sections = { -readonly [Name in keyof InventorySections]?: Section<InventorySections[Name]> };

function classOf(object: JsonObject): CimClass | undefined {
  const named =
    asText(property(property(object, "CimSystemProperties"), "ClassName")) ??
    asText(property(property(object, "CimClass"), "CimClassName")) ??
    asText(property(object, "CimClass")) ??
    asText(property(object, "__CLASS"));
  const byName = TELLING.find(([name]) => named?.split(/[:/]/).at(-1) === name)?.[0];
  return byName ?? TELLING.find(([, names]) => names.every((name) => property(object, name) !== undefined))?.[0];
}

/* Of several listeners that of RDP; a lone one counts whatever its name. */
function ofListener(objects: readonly JsonObject[]): JsonObject | undefined {
  const [only, ...more] = objects;
  if (more.length === 0) return only;
  return objects.find((object) => asText(property(object, "TerminalName"))?.toLowerCase() === "rdp-tcp");
}

type Setting = readonly [string, string | number | boolean];

function settingsOf(object: JsonObject): readonly Setting[] {
  return Object.entries(object).flatMap(([name, value]): readonly Setting[] => {
    if (INHERITED.test(name) || isCutByDepth(value)) return [];
    if (typeof value === "string") return [[name, value.slice(0, TEXT_MOST)]];
    return typeof value === "number" || typeof value === "boolean" ? [[name, value]] : [];
  });
}

function serviceOf(object: JsonObject): ServiceState | undefined {
  const name = asText(property(object, "Name", "ServiceName"));
  const state = asText(property(object, "State")) ?? asEnumName(property(object, "Status"), SERVICE_STATUS);
  if (name === undefined || state === undefined) return undefined;
  const startMode =
    asText(property(object, "StartMode")) ?? asEnumName(property(object, "StartType"), START_TYPES) ?? "";
  const processId = asNumber(property(object, "ProcessId"));
  return { name, state, startMode, ...(processId === undefined || processId === 0 ? {} : { processId }) };
}

function kibibytes(object: JsonObject, name: string): number | undefined {
  const value = asNumber(property(object, name));
  return value === undefined ? undefined : value * KIBIBYTE;
}

function defined<Value>(fields: { readonly [Key in keyof Value]: Value[Key] | undefined }): Partial<Value> {
  const found: Partial<Value> = {};
  for (const key in fields) {
    const value = fields[key];
    if (value !== undefined) found[key] = value;
  }
  return found;
}

function systemSections(object: JsonObject, at: string): Sections {
  const total = kibibytes(object, "TotalVirtualMemorySize");
  const free = kibibytes(object, "FreeVirtualMemory");
  return {
    version: {
      outcome: "collected",
      at,
      value: defined({
        product: asText(property(object, "Caption")),
        version: asText(property(object, "Version")),
        build: asNumber(property(object, "BuildNumber")),
        bootedAtMs: asTimeMs(property(object, "LastBootUpTime")),
      }),
    },
    memory: {
      outcome: "collected",
      at,
      value: defined({
        totalBytes: kibibytes(object, "TotalVisibleMemorySize"),
        availableBytes: kibibytes(object, "FreePhysicalMemory"),
        // Its virtual memory is what can be committed: memory and page files.
        commitLimitBytes: total,
        committedBytes: total === undefined || free === undefined ? undefined : total - free,
      }),
    },
  };
}

function listenerSections(found: ReadonlyMap<CimClass, readonly JsonObject[]>, at: string): Sections {
  const objects = LISTENER_CLASSES.map((name) => ofListener(found.get(name) ?? [])).filter(
    (object) => object !== undefined,
  );
  if (objects.length === 0) return {};
  const hash = asText(
    objects.map((object) => property(object, "SSLCertificateSHA1Hash")).find((one) => one !== undefined),
  );
  const sections: Sections = {
    listener: {
      outcome: "collected",
      at,
      value: {
        settings: Object.fromEntries(objects.flatMap(settingsOf)),
        ...(hash !== undefined && /^[\da-f]{40}$/i.test(hash) ? { certificateSha1: hash.toLowerCase() } : {}),
      },
    },
  };
  const [server] = found.get("Win32_TerminalServiceSetting") ?? [];
  const mode = LICENSING[asNumber(property(server, "LicensingType")) ?? -1];
  if (mode !== undefined) sections.licensing = { outcome: "collected", at, value: { mode } };
  // "Logons" 1 turns every new session away; drain mode lets people back to theirs.
  const isClosed = asText(property(server, "Logons")) === "1";
  const logons = isClosed ? "denied" : DRAIN[asNumber(property(server, "SessionBrokerDrainMode")) ?? -1];
  const timed = ofListener(found.get("Win32_TSSessionSetting") ?? []);
  const limits = LIMITS.flatMap((name) => {
    const value = asNumber(property(timed, name));
    return value === undefined ? [] : [[name, value] as const];
  });
  if (logons !== undefined || limits.length > 0) {
    sections.sessions = {
      outcome: "collected",
      at,
      value: { sessions: [], limits: Object.fromEntries(limits), ...(logons === undefined ? {} : { logons }) },
    };
  }
  return sections;
}

/** Do these objects belong to a class whose meaning is known? `value` is what the JSON file holds. */
export function isCimJson(value: unknown): boolean {
  return asList(value)
    .slice(0, 50)
    .some((item) => classOf(asObject(item) ?? {}) !== undefined);
}

/**
 * What objects of known CIM classes tell, as sections of an inventory. `at` names the file. Objects of other classes are passed
 * over; an empty result says that there was none. Session limits are in milliseconds, 0 is no limit.
 */
export function readCimJson(value: unknown, at: string): Sections {
  const found = new Map<CimClass, JsonObject[]>();
  for (const item of asList(value)) {
    const object = asObject(item);
    const name = object === undefined ? undefined : classOf(object);
    if (object === undefined || name === undefined) continue;
    const others = found.get(name);
    if (others === undefined) found.set(name, [object]);
    else others.push(object);
  }
  const sections = listenerSections(found, at);
  const services = (found.get("Win32_Service") ?? []).flatMap((object) => serviceOf(object) ?? []);
  if (services.length > 0) sections.services = { outcome: "collected", at, value: services };
  const [system] = found.get("Win32_OperatingSystem") ?? [];
  if (system !== undefined) Object.assign(sections, systemSections(system, at));
  const hotfixes = (found.get("Win32_QuickFixEngineering") ?? []).flatMap((object) => {
    const id = asText(property(object, "HotFixID"));
    const installedOn = asText(property(object, "InstalledOn"));
    const isDate = installedOn !== undefined && !installedOn.includes("Date(");
    return id === undefined ? [] : [{ id, ...(isDate ? { installedOn } : {}) }];
  });
  if (hotfixes.length > 0) {
    const version = sections.version?.outcome === "collected" ? sections.version.value : {};
    sections.version = { outcome: "collected", at, value: { ...version, hotfixes } };
  }
  return sections;
}
