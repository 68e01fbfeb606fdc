import type { HostEvent } from "../../telemetry/index.ts";
import { programOf } from "../command-line.ts";
import type { DetectorFacts } from "../detection.ts";
import type { DetectorEntry } from "../detector-parts.ts";
import { sentence } from "../sentence.ts";
import { type OtherSign, SettingDetector, type SettingRule } from "../setting-detector.ts";
import { SETTING_NEEDS } from "./nla-switched-off.ts";

const DEFAULT_PORT = 3389;

const RULES: readonly SettingRule[] = [
  {
    name: "RedirectionWarningDialogVersion",
    isWorse: (value) => value === 1,
    severity: "medium",
    fact: sentence("the warnings for .rdp files of April 2026 were undone", "撤销了 2026 年 4 月起对 .rdp 文件的警告"),
  },
  {
    name: "AllowEncryptionOracle",
    isWorse: (value) => value === 2,
    severity: "high",
    fact: sentence("CredSSP was made vulnerable again (CVE-2018-0886)", "CredSSP 重新变得易受攻击（CVE-2018-0886）"),
  },
  {
    name: "DisableRestrictedAdmin",
    isWorse: (value) => value === 0,
    severity: "medium",
    fact: sentence("Restricted Admin was allowed: a hash is enough to log on", "允许受限管理模式：凭哈希即可登录"),
  },
  {
    name: "LmCompatibilityLevel",
    isWorse: (value) => value < 3,
    severity: "medium",
    fact: sentence("LM and NTLMv1 answers were allowed", "允许使用 LM 与 NTLMv1 应答"),
  },
  {
    name: "fSingleSessionPerUser",
    isWorse: (value) => value === 0,
    severity: "low",
    fact: sentence("several sessions for one user were allowed", "允许同一用户拥有多个会话"),
  },
  {
    name: "LimitBlankPasswordUse",
    isWorse: (value) => value === 0,
    severity: "high",
    fact: sentence("empty passwords were allowed over the network", "允许通过网络使用空密码"),
  },
  {
    name: "fPromptForPassword",
    isWorse: (value) => value === 0,
    severity: "low",
    fact: sentence("stored passwords are accepted without asking", "无需再次输入即接受已保存的密码"),
  },
  {
    name: "fEncryptRPCTraffic",
    isWorse: (value) => value === 0,
    severity: "low",
    fact: sentence("unencrypted RPC was allowed", "允许未加密的 RPC"),
  },
  {
    name: "PortNumber",
    key: "rdp-tcp",
    isWorse: (value) => value !== DEFAULT_PORT,
    severity: "low",
    fact: sentence("the listener was moved to another port", "侦听端口被更改"),
  },
];

const POLICY_KEY = "\\policies\\microsoft\\windows nt\\terminal services";

/** What is no number: a replaced service, and a policy key made by hand, of which the values are not told. */
const other: OtherSign = (event: HostEvent) => {
  if (event.kind !== "registry-set") return undefined;
  const { detail = "", eventType = "", registryKey = "", registryValue = "" } = event.values ?? {};
  const key = registryKey.toLowerCase();
  if (registryValue.toLowerCase() === "servicedll" && key.includes("\\services\\termservice\\")) {
    if (detail.toLowerCase().endsWith("\\termsrv.dll") && !detail.includes("/")) return undefined;
    return {
      fact: sentence("the program of the Remote Desktop service was replaced", "远程桌面服务的程序被替换"),
      severity: "high",
      confidence: 0.9,
    };
  }
  const isByHand = /^(?:reg|powershell|pwsh|regedit)$/.test(programOf(event));
  if (!isByHand || eventType !== "CreateKey" || !key.endsWith(POLICY_KEY)) return undefined;
  return {
    fact: sentence(
      "the policy key of Remote Desktop was made by a program and not by group policy; the values in it are not told",
      "远程桌面的策略项由程序而非组策略创建；其中的值未记载",
    ),
    severity: "info",
    confidence: 0.5,
  };
};

const facts: DetectorFacts = {
  id: "protection-lowered",
  title: sentence("Protection lowered", "安全防护被降低"),
  looksFor: sentence(
    "RedirectionWarningDialogVersion = 1, AllowEncryptionOracle = 2, DisableRestrictedAdmin = 0, LM answers, empty passwords, another port, a replaced termsrv.dll and similar, set in the registry or by a command; a policy key made by hand.",
    "在注册表中或通过命令设置 RedirectionWarningDialogVersion = 1、AllowEncryptionOracle = 2、DisableRestrictedAdmin = 0、LM 应答、空密码、其他端口、替换 termsrv.dll 等；手工创建的策略项。",
  ),
  cannotSee: sentence(
    "Changes by group policy or WMI where neither Sysmon nor registry auditing records them; and what was so before the logs begin.",
    "在没有 Sysmon 和注册表审核时，通过组策略或 WMI 进行的更改；以及日志开始之前的状态。",
  ),
  kinds: ["registry-set", "process-started"],
  needs: SETTING_NEEDS,
  thresholds: [],
};

export const protectionLowered: DetectorEntry = { facts, create: () => new SettingDetector(facts, RULES, other) };
