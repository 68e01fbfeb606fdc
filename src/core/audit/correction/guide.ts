import { type Language, type Localized, printable } from "../../texts/index.ts";
import type { HostAudit } from "../host/audit-host.ts";
import type { Correction } from "./correction.ts";

const NAME_MOST = 120;

const FILES: Readonly<Record<string, Localized>> = {
  "apply.ps1": {
    en: "makes the changes on one host (PowerShell 5.1, as administrator): `.\\apply.ps1 -BackupFolder C:\\rdpulse-before`. `-Only RDP-NLA,RDP-SECLAYER` makes some of them; FW-RDP needs `-AllowedRemoteAddress`.",
    zh: "在一台主机上执行更改（PowerShell 5.1，管理员）：`.\\apply.ps1 -BackupFolder C:\\rdpulse-before`。`-Only RDP-NLA,RDP-SECLAYER` 只执行其中几项；FW-RDP 需要 `-AllowedRemoteAddress`。",
  },
  "rollback.ps1": {
    en: "takes them back: `.\\rollback.ps1 -BackupFolder C:\\rdpulse-before`",
    zh: "回退更改：`.\\rollback.ps1 -BackupFolder C:\\rdpulse-before`",
  },
  "security-template.inf": {
    en: "logon rights and lockout, for secedit or a group policy object (Import Policy); apply.ps1 uses it",
    zh: "登录权限和帐户锁定，供 secedit 或组策略对象（导入策略）使用；apply.ps1 会用到",
  },
  "registry.pol": {
    en: "the policy values for the Machine folder of a new group policy object; link it to one test host first",
    zh: "策略值，用于新组策略对象的 Machine 文件夹；请先链接到一台测试主机",
  },
  "registry-rollback.pol": {
    en: "takes the same values away again, so that they are not configured",
    zh: "再次移除这些值，使其恢复为未配置",
  },
  "values.reg": { en: "all registry values for one host", zh: "用于一台主机的全部注册表值" },
  "values-rollback.reg": {
    en: "the registry values as they were collected. A value whose key was not collected is taken away: rollback.ps1 knows better.",
    zh: "收集时的注册表值。未收集其所在项的值会被删除：rollback.ps1 更准确。",
  },
  "apply.sh": {
    en: "changes xrdp.ini and sesman.ini and restarts xrdp (as root)",
    zh: "修改 xrdp.ini 和 sesman.ini 并重启 xrdp（以 root 运行）",
  },
  "rollback.sh": { en: "puts both files back", zh: "恢复这两个文件" },
  "xrdp-lines.ini": { en: "the lines to change by hand", zh: "供手动修改的行" },
  "xrdp-lines-rollback.ini": { en: "the lines as they were", zh: "原来的行" },
};

const WORDS = {
  title: { en: "Corrected values", zh: "修正值" },
  host: { en: "Host", zh: "主机" },
  warning: {
    en: "Nothing was applied. The files for Windows were never run on Windows by their makers: read them, and try them on one test host, with another way to it open (console, hypervisor), before anything else.",
    zh: "未应用任何更改。作者从未在 Windows 上运行过这些 Windows 文件：请先阅读，并在保留其他访问途径（控制台、虚拟机管理程序）的一台测试主机上尝试。",
  },
  domain: {
    en: "A value that a group policy of the domain sets comes back at its next refresh: change it in that policy object.",
    zh: "由域组策略设置的值会在下次刷新时恢复：请在该策略对象中修改。",
  },
  files: { en: "Files", zh: "文件" },
  order: { en: "Order", zh: "顺序" },
  steps: {
    en: "What disturbs nobody comes first. After each group of one risk, connect once from outside before you go on.",
    zh: "对用户无影响的在前。每完成同一风险的一组后，先从外部连接一次再继续。",
  },
  control: { en: "Control", zh: "控制" },
  risk: { en: "Risk", zh: "风险" },
  hand: { en: "By hand", zh: "手动" },
  policy: { en: "in the policy", zh: "在策略中修改" },
  low: { en: "low", zh: "低" },
  medium: { en: "medium", zh: "中" },
  high: { en: "high", zh: "高" },
} as const satisfies Record<string, Localized>;

/* A text of a file, for a table of Markdown: no line ends, no column, no mark-up. */
function cell(text: string): string {
  const marked = printable(text, NAME_MOST).replaceAll(/[|`\\[\]*_]/g, "\\$&");
  return marked.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** The guide to a folder of corrected values: files, order, risk, and what only a person can do. Markdown. */
export function guide(
  audit: HostAudit,
  corrections: readonly Correction[],
  files: readonly string[],
  language: Language,
): string {
  const word = (key: keyof typeof WORDS): string => WORDS[key][language];
  const rows = corrections.map(({ controlId, title, risk, manual, changeInPolicy }, index) => {
    const hand = manual === undefined ? "" : ` **${word("hand")}:** ${manual[language]}`;
    const policy = changeInPolicy === undefined ? "" : ` (${word("policy")}: ${cell(changeInPolicy)})`;
    return `| ${index + 1} | ${controlId}: ${title[language]}${policy} | ${word(risk.level)}: ${risk.text[language]}${hand} |`;
  });
  return [
    `# ${word("title")}`,
    "",
    `${word("host")}: ${cell(audit.host ?? "-")}`,
    "",
    word("warning"),
    "",
    word("domain"),
    "",
    `## ${word("files")}`,
    "",
    ...files.map((name) => `- \`${name}\`: ${FILES[name]?.[language] ?? ""}`),
    "",
    `## ${word("order")}`,
    "",
    word("steps"),
    "",
    `| # | ${word("control")} | ${word("risk")} |`,
    "| --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}
