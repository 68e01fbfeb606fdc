import type { HostEvent } from "../../telemetry/index.ts";
import { commandOf, programOf } from "../command-line.ts";
import type { DetectorFacts } from "../detection.ts";
import type { DetectorEntry } from "../detector-parts.ts";
import { sentence } from "../sentence.ts";
import { type OtherSign, SettingDetector, type SettingRule } from "../setting-detector.ts";
import { SETTING_NEEDS } from "./nla-switched-off.ts";

const RULES: readonly SettingRule[] = [
  {
    name: "fDenyTSConnections",
    isWorse: (value) => value === 0,
    severity: "medium",
    fact: sentence("Remote Desktop was switched on", "启用了远程桌面"),
  },
  {
    name: "fAllowToGetHelp",
    isWorse: (value) => value === 1,
    severity: "low",
    fact: sentence("Remote Assistance was allowed", "允许了远程协助"),
  },
];

const FIREWALL = sentence("a command opened the firewall for Remote Desktop", "命令在防火墙中放行了远程桌面");
const TOGGLE = sentence("a command switched Remote Desktop on", "命令启用了远程桌面");

const other: OtherSign = (event: HostEvent) => {
  if (event.kind !== "process-started") return undefined;
  const command = commandOf(event);
  const isAboutRdp =
    /(?:^|[^\d])3389(?:[^\d]|$)/.test(command) ||
    command.includes("remote desktop") ||
    command.includes("remotedesktop");
  const isNetsh = programOf(event) === "netsh" && command.includes("firewall");
  const opens = /\baction=allow\b|\benable=yes\b|\benable\b| allow\b|portopening/.test(command);
  if (isNetsh && isAboutRdp && opens) return { fact: FIREWALL, severity: "medium", confidence: 0.8 };
  const isCmdlet = command.includes("enable-netfirewallrule") || command.includes("new-netfirewallrule");
  if (isCmdlet && isAboutRdp) return { fact: FIREWALL, severity: "medium", confidence: 0.8 };
  const isToggle = /\brdtoggle\b|setallowtsconnections/.test(command) && /\b1\b/.test(command);
  return isToggle ? { fact: TOGGLE, severity: "medium", confidence: 0.8 } : undefined;
};

const facts: DetectorFacts = {
  id: "remote-desktop-opened",
  title: sentence("Remote Desktop switched on or let through", "远程桌面被启用或放行"),
  looksFor: sentence(
    "fDenyTSConnections = 0, firewall rules for Remote Desktop or port 3389 by netsh or PowerShell, SetAllowTSConnections by WMI.",
    "fDenyTSConnections = 0，通过 netsh 或 PowerShell 放行远程桌面或 3389 端口的防火墙规则，通过 WMI 调用 SetAllowTSConnections。",
  ),
  cannotSee: sentence(
    "Whether an administrator did it on purpose; changes in dialogs where registry changes are not recorded.",
    "是否为管理员有意为之；未记录注册表更改时，通过对话框进行的更改。",
  ),
  kinds: ["registry-set", "process-started"],
  needs: SETTING_NEEDS,
  thresholds: [],
};

export const remoteDesktopOpened: DetectorEntry = { facts, create: () => new SettingDetector(facts, RULES, other) };
