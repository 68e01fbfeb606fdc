import type { DetectorFacts } from "../detection.ts";
import { type DetectorEntry, NEEDS } from "../detector-parts.ts";
import { sentence } from "../sentence.ts";
import { SettingDetector, type SettingRule } from "../setting-detector.ts";

/** Logs that tell what was set. */
export const SETTING_NEEDS: DetectorFacts["needs"] = [
  NEEDS.sysmonRegistry,
  NEEDS.auditedRegistry,
  NEEDS.sysmonProcesses,
  NEEDS.processes,
];

const RULES: readonly SettingRule[] = [
  {
    name: "UserAuthentication",
    isWorse: (value) => value === 0,
    severity: "high",
    fact: sentence(
      "Network Level Authentication was switched off: anybody reaches the logon screen",
      "关闭了网络级别身份验证：任何人都能到达登录界面",
    ),
  },
  {
    name: "SecurityLayer",
    isWorse: (value) => value === 0,
    severity: "high",
    fact: sentence("RDP security without TLS was set", "设为不使用 TLS 的 RDP 安全层"),
  },
  {
    name: "MinEncryptionLevel",
    isWorse: (value) => value < 3,
    severity: "medium",
    fact: sentence("the lowest encryption level was lowered", "降低了最低加密级别"),
  },
];

const facts: DetectorFacts = {
  id: "nla-switched-off",
  title: sentence("Network Level Authentication switched off", "网络级别身份验证被关闭"),
  looksFor: sentence(
    "UserAuthentication = 0, SecurityLayer = 0 or a lowered MinEncryptionLevel, set in the registry or by a command.",
    "在注册表中或通过命令将 UserAuthentication 设为 0、SecurityLayer 设为 0，或降低 MinEncryptionLevel。",
  ),
  cannotSee: sentence(
    "Changes by group policy or WMI where neither Sysmon nor registry auditing records them; the audit of settings tells the value as it is now.",
    "在没有 Sysmon 和注册表审核时，通过组策略或 WMI 进行的更改；当前值请看设置审计。",
  ),
  kinds: ["registry-set", "process-started"],
  needs: SETTING_NEEDS,
  thresholds: [],
};

export const nlaSwitchedOff: DetectorEntry = { facts, create: () => new SettingDetector(facts, RULES) };
