import type { HostEvent } from "../../telemetry/index.ts";

/** Services whose state decides about Remote Desktop, by their short name. */
export type KnownService = "TermService" | "SessionEnv" | "UmRdpService" | "Netlogon" | "Audiosrv" | "KeyIso";

/** Names as the service control manager writes them: short, and those of English and Simplified Chinese systems. */
const SERVICE_NAMES: ReadonlyMap<string, KnownService> = new Map([
  ["termservice", "TermService"],
  ["remote desktop services", "TermService"],
  ["terminal services", "TermService"],
  ["svchost.exe_termservice", "TermService"],
  ["sessionenv", "SessionEnv"],
  ["remote desktop configuration", "SessionEnv"],
  ["umrdpservice", "UmRdpService"],
  ["remote desktop services usermode port redirector", "UmRdpService"],
  ["netlogon", "Netlogon"],
  ["audiosrv", "Audiosrv"],
  ["windows audio", "Audiosrv"],
  ["keyiso", "KeyIso"],
  ["cng key isolation", "KeyIso"],
  ["远程桌面服务", "TermService"],
  ["远程桌面配置", "SessionEnv"],
  ["远程桌面服务用户模式端口重定向程序", "UmRdpService"],
  ["windows 音频", "Audiosrv"],
]);

/** The service that an event of the service control manager names; undefined for every other one. */
function serviceOf(event: HostEvent): KnownService | undefined {
  const values = event.values ?? {};
  for (const name of [values["serviceName"], values["service"], values["param1"], values["param2"]]) {
    const known = name === undefined ? undefined : SERVICE_NAMES.get(name.trim().toLowerCase());
    if (known !== undefined) return known;
  }
  return undefined;
}

const STOPPED = /^(?:stopped|已停止|停止)$/i;
const RUNNING = /^(?:running|正在运行|运行)$/i;
const DISABLED = /^(?:disabled|已禁用|禁用)$/i;

function stateOf(values: Readonly<Record<string, string>>): string {
  const text = (values["state"] ?? values["startNow"] ?? "").trim();
  if (STOPPED.test(text)) return "stopped";
  if (RUNNING.test(text)) return "running";
  return DISABLED.test(text) ? "disabled" : "other";
}

function hex(code: number): string {
  return `0x${(code >>> 0).toString(16).padStart(8, "0")}`;
}

/** Clocks are put right by less than this all day long. */
const CLOCK_STEP_MS = 60_000;

/** TLS alerts as numbers, statuses as people look them up. */
function codeText(code: number): string {
  return code >>> 0 < 1000 ? String(code >>> 0) : hex(code);
}

/** A logon through Remote Desktop: interactive over the network, unlocked, or the network logon that NLA makes. */
const REMOTE_LOGON_TYPES: ReadonlySet<number> = new Set([3, 7, 10, 12]);

/**
 * What tells two events of one id apart for a diagnosis: the code, the service and its state. A closed set of words, so
 * that a log cannot make up new ones. Undefined: this event is no matter of Remote Desktop.
 */
export function detailOf(event: HostEvent): string | undefined {
  switch (event.kind) {
    case "service-changed": {
      const service = serviceOf(event);
      return service === undefined ? undefined : `${service} ${stateOf(event.values ?? {})}`;
    }
    case "service-crashed":
      return event.source.startsWith("Application Error") ? programOf(event) : serviceOf(event);
    case "certificate-unusable":
      return SELF_SIGNED.has(event.source) ? whyNoKey(event) : codeText(event.status ?? 0);
    case "tls-handshake-failed":
    case "security-layer-failed":
      return event.status === undefined ? "" : codeText(event.status);
    case "logon-failed":
      if (event.source.startsWith("xrdp")) return "";
      if (event.logonType !== undefined && !REMOTE_LOGON_TYPES.has(event.logonType)) return undefined;
      return hex(event.subStatus !== undefined && event.subStatus !== 0 ? event.subStatus : (event.status ?? 0));
    case "credential-validation":
      return event.status === undefined || event.status === 0 ? undefined : hex(event.status);
    case "connection-closed":
    case "session-disconnect-reason":
      return event.reason === undefined ? "" : String(event.reason);
    case "session-logon":
    case "session-reconnected":
      return placeOf(event);
    case "clock-changed":
      return Math.abs(Number(event.values?.["shiftMs"] ?? 0)) >= CLOCK_STEP_MS ? "step" : "";
    case "catalogued":
      return event.source.startsWith("Service Control Manager") && !event.source.endsWith(" 7045")
        ? serviceOf(event)
        : "";
    default:
      return "";
  }
}

/** The self-signed certificate could not be made, or not be replaced: the status says whether rights or an old key are in the way. */
const SELF_SIGNED: ReadonlySet<string> = new Set(["RemoteConnectionManager 1057", "RemoteConnectionManager 1058"]);
/** ERROR_ACCESS_DENIED and NTE_PERM; NTE_EXISTS, NTE_BAD_KEYSET and NTE_NOT_FOUND; in figures and in words. */
const DENIED = /denied|拒绝|0x80070005|0x80090010/i;
const OLD_KEY = /exist|存在|0x8009000f|0x80090016|0x80090011/i;

function whyNoKey(event: HostEvent): string {
  const status = event.status === undefined ? "" : hex(event.status);
  const text = [status, ...Object.values(event.values ?? {})].join(" ");
  if (DENIED.test(text)) return "access denied";
  return OLD_KEY.test(text) ? "old key" : "";
}

/** An enhanced session of Hyper-V writes no address: nobody knows where that user sits. */
function placeOf(event: HostEvent): string {
  if (event.client === undefined) return event.source.startsWith("xrdp") ? "remote" : "unknown";
  return event.client.address === "local" ? "local" : "remote";
}

function programOf(event: HostEvent): string {
  const program = (event.process ?? "").toLowerCase();
  if (program.includes("termservice")) return "TermService";
  if (program === "dwm.exe") return "dwm";
  const module = (event.values?.["module"] ?? "").toLowerCase();
  return /^(?:termsrv|rdpcorets|rdpbase|rdpserverbase|umrdp|sessenv|lsm)/.test(module) ? "TermService" : "other";
}
