import { sentence } from "../sentence.ts";
import { type FieldNames, Refusal, type SigmaSource } from "./sigma-rule.ts";

const SYSMON = "microsoft-windows-sysmon/operational";
const NO_ALIASES: FieldNames = new Map();

/** Names of Sysmon's fields in event 4688. */
const PROCESS_4688: FieldNames = new Map([
  ["Image", "NewProcessName"],
  ["ParentImage", "ParentProcessName"],
  ["User", "SubjectUserName"],
  ["ProcessId", "NewProcessId"],
  ["ParentProcessId", "ProcessId"],
  ["LogonId", "SubjectLogonId"],
  ["IntegrityLevel", "MandatoryLabel"],
]);

/** Names of Sysmon's fields in event 5156. */
const NETWORK_5156: FieldNames = new Map([
  ["Image", "Application"],
  ["SourceIp", "SourceAddress"],
  ["DestinationIp", "DestAddress"],
  ["DestinationPort", "DestPort"],
]);

/** Sysmon's event ids by Sigma's category. */
const SYSMON_IDS: Readonly<Record<string, readonly number[]>> = {
  process_creation: [1],
  file_change: [2],
  network_connection: [3],
  process_termination: [5],
  driver_load: [6],
  image_load: [7],
  create_remote_thread: [8],
  raw_access_thread: [9],
  process_access: [10],
  file_event: [11],
  registry_add: [12],
  registry_delete: [12],
  registry_set: [13],
  registry_rename: [14],
  registry_event: [12, 13, 14],
  create_stream_hash: [15],
  pipe_created: [17, 18],
  wmi_event: [19, 20, 21],
  dns_query: [22],
  file_delete: [23, 26],
  clipboard_capture: [24],
  process_tampering: [25],
};

/** Channels by Sigma's service. */
const CHANNELS: Readonly<Record<string, readonly string[]>> = {
  application: ["application"],
  "bits-client": ["microsoft-windows-bits-client/operational"],
  "codeintegrity-operational": ["microsoft-windows-codeintegrity/operational"],
  "firewall-as": ["microsoft-windows-windows firewall with advanced security/firewall"],
  ntlm: ["microsoft-windows-ntlm/operational"],
  openssh: ["openssh/operational"],
  powershell: ["microsoft-windows-powershell/operational", "powershellcore/operational"],
  "powershell-classic": ["windows powershell"],
  security: ["security"],
  "smbclient-security": ["microsoft-windows-smbclient/security"],
  sysmon: [SYSMON],
  system: ["system"],
  taskscheduler: ["microsoft-windows-taskscheduler/operational"],
  "terminalservices-localsessionmanager": ["microsoft-windows-terminalservices-localsessionmanager/operational"],
  "terminalservices-remoteconnectionmanager": [
    "microsoft-windows-terminalservices-remoteconnectionmanager/operational",
  ],
  "rdp-core-ts": ["microsoft-windows-remotedesktopservices-rdpcorets/operational"],
  windefend: ["microsoft-windows-windows defender/operational"],
  wmi: ["microsoft-windows-wmi-activity/operational"],
};

/** The records that a log source of a rule means; an unknown one is refused, or the rule would be silent for ever. */
export function sourcesOf(logsource: Readonly<Record<string, unknown>>): readonly SigmaSource[] {
  const product = wordOf(logsource["product"]);
  const category = wordOf(logsource["category"]);
  const service = wordOf(logsource["service"]);
  for (const name of Object.keys(logsource)) {
    if (!["product", "category", "service", "definition"].includes(name)) throw refuseSource(name);
  }
  if (product !== "windows") throw refuseSource(`product ${product ?? ""}`);
  if (category !== undefined && service !== undefined && service !== "sysmon") {
    throw refuseSource(`category ${category ?? ""}, service ${service ?? ""}`);
  }
  if (category !== undefined && Object.hasOwn(SYSMON_IDS, category)) {
    const eventIds = SYSMON_IDS[category] ?? [];
    const sources: SigmaSource[] = [{ channel: SYSMON, eventIds, fields: NO_ALIASES }];
    if (service === undefined && category === "process_creation") {
      sources.push({ channel: "security", eventIds: [4688], fields: PROCESS_4688 });
    }
    if (service === undefined && category === "network_connection") {
      sources.push({ channel: "security", eventIds: [5156], fields: NETWORK_5156 });
    }
    return sources;
  }
  if (category === "ps_script" || category === "ps_module") {
    const eventIds = [category === "ps_script" ? 4104 : 4103];
    return (CHANNELS["powershell"] ?? []).map((channel) => ({ channel, eventIds, fields: NO_ALIASES }));
  }
  if (category !== undefined) throw refuseSource(`category ${category ?? ""}`);
  if (service === undefined || !Object.hasOwn(CHANNELS, service)) throw refuseSource(`service ${service ?? ""}`);
  return (CHANNELS[service] ?? []).map((channel) => ({ channel, fields: NO_ALIASES }));
}

function wordOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : "that is no word";
}

function refuseSource(what: string): Refusal {
  return new Refusal(
    `logsource ${what}`,
    sentence("this log source is not among those that are read here", "此日志来源不在可读取的范围内"),
  );
}
