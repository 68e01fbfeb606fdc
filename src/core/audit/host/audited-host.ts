import { type HostInventory, sectionOf } from "../../inventory/index.ts";
import type { Localized } from "../../texts/index.ts";
import { RegistryView } from "./registry-view.ts";

export type HostRole = "workstation" | "member" | "standalone-server" | "domain-controller";

export interface HostAuditOptions {
  /** Today, Unix time in ms: certificates and support dates are judged by it. */
  readonly nowMs: number;
  /** The role, where the operator names it; else the inventory's, else a member server is assumed and that is told. */
  readonly role?: HostRole;
  /** Names that users connect by: the certificate must carry them. */
  readonly names?: readonly string[];
}

/** The inventory with what checks ask of it again and again. */
export interface AuditedHost {
  readonly inventory: HostInventory;
  readonly registry: RegistryView;
  readonly options: HostAuditOptions;
  readonly role: HostRole;
  readonly isRoleAssumed: boolean;
  readonly build?: number;
  /** Update Build Revision. */
  readonly ubr?: number;
  readonly kind?: "client" | "server";
  readonly isServerCore: boolean;
  /** The port of the listener; 3389 where no value was found. */
  readonly port: number;
}

const LISTENER = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server\\WinStations\\RDP-Tcp";
const CURRENT_VERSION = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";
const DEFAULT_PORT = 3389;
const PORT_MAX = 65_535;

function numberIn(registry: RegistryView, key: string, name: string): number | undefined {
  const answer = registry.find(key, name);
  if (answer.kind !== "value") return undefined;
  const { value } = answer.entry;
  if (typeof value === "number") return value;
  return typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}

function textIn(registry: RegistryView, key: string, name: string): string | undefined {
  const answer = registry.find(key, name);
  return answer.kind === "value" && typeof answer.entry.value === "string" ? answer.entry.value : undefined;
}

/* The first that holds a name counts. */
const NAME_VALUES: readonly (readonly [string, string])[] = [
  ["HKLM\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ActiveComputerName", "ComputerName"],
  ["HKLM\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ComputerName", "ComputerName"],
  ["HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters", "Hostname"],
];

/** The name of the host: the collector's word, else what its registry says. */
export function hostName({ inventory, registry }: AuditedHost): string | undefined {
  if (inventory.host !== undefined) return inventory.host;
  for (const [key, name] of NAME_VALUES) {
    const text = textIn(registry, key, name);
    if (text !== undefined && text !== "") return text;
  }
  return undefined;
}

/** Reads what all checks need: role, build, client or server, port. */
export function auditedHost(inventory: HostInventory, options: HostAuditOptions): AuditedHost {
  const registry = new RegistryView(inventory);
  const version = sectionOf(inventory, "version");
  const installation = (version?.installationType ?? textIn(registry, CURRENT_VERSION, "InstallationType"))
    ?.toLowerCase()
    .replace(" ", "-");
  const kind = installation === undefined ? undefined : installation === "client" ? "client" : "server";
  const told = options.role ?? version?.domainRole ?? (kind === "client" ? "workstation" : undefined);
  const build = version?.build ?? numberIn(registry, CURRENT_VERSION, "CurrentBuild");
  const ubr = version?.ubr ?? numberIn(registry, CURRENT_VERSION, "UBR");
  const port = numberIn(registry, LISTENER, "PortNumber");
  return {
    inventory,
    registry,
    options,
    role: told ?? "member",
    isRoleAssumed: told === undefined,
    ...(build === undefined ? {} : { build }),
    ...(ubr === undefined ? {} : { ubr }),
    ...(kind === undefined ? {} : { kind }),
    isServerCore: installation === "server-core",
    port: port !== undefined && port > 0 && port <= PORT_MAX ? port : DEFAULT_PORT,
  };
}

/** What the audit took for granted, for the head of a report. */
export function assumptions(host: AuditedHost): readonly Localized[] {
  const found: Localized[] = [];
  if (host.inventory.platform !== "linux" && host.isRoleAssumed) {
    found.push({
      en: "The role of the host is not in what was collected; it was judged as a member server. --role names another.",
      zh: "收集的内容中没有主机角色，按成员服务器评判。可用 --role 指定其他角色。",
    });
  }
  if (host.inventory.platform !== "linux" && host.build === undefined) {
    found.push({
      en: "The Windows build is not in what was collected: what depends on it (TLS defaults, patch level) is not tested.",
      zh: "收集的内容中没有 Windows 内部版本号：与其有关的项目（TLS 默认值、补丁级别）未测试。",
    });
  }
  return found;
}
