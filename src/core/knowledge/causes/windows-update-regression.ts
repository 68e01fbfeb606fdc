import type { Cause } from "./cause.ts";
import { savePolicyKey } from "./recurring-steps.ts";
import { POLICY, POLICY_REG } from "./registry-paths.ts";
import { advise, both, powershell, riskWithServiceRestart } from "./steps.ts";

export const cause: Cause = {
  id: "windows-update-regression",
  class: "host",
  title: both("A Windows update broke RDP", "Windows 更新导致的 RDP 回归问题"),
  explanation: both(
    "The trouble began on a patch day on all hosts or clients of one build. An update brought a fault, and a later one repairs it.",
    "故障从某个补丁日开始，出现在同一版本的所有主机或客户端上。某次更新引入了缺陷，后续更新会修复。",
  ),
  fromOutside: both(
    "The build of a host with NLA can be read before any password; the monthly update level cannot. Next: list the last updates on a failing and on a working machine.",
    "启用 NLA 的主机在输入密码前即可读出内部版本号，但看不到每月更新的级别。下一步：在故障机和正常机上列出最近的更新并比较。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "anywhere",
          "Run it on a failing and on a working machine, and compare.",
          "在故障机与正常机上分别运行并比较。",
          "Get-HotFix | Sort-Object InstalledOn -Descending | Select-Object -First 5 HotFixID,InstalledOn; Get-ComputerInfo -Property OsName,OsBuildNumber,WindowsVersion",
        ),
      ],
      backup: [
        savePolicyKey,
        advise(
          "hypervisor",
          "Take a checkpoint of the machine before updates go in or out.",
          "安装或卸载更新前先做检查点（快照）。",
        ),
      ],
      fix: [
        advise(
          "anywhere",
          "Install the repairing update, or set the Known Issue Rollback policy that Microsoft names for it.",
          "安装修复更新，或设置微软为该问题提供的已知问题回滚（KIR）策略。",
        ),
        powershell(
          "host",
          "Until then: use TCP only, if sessions freeze or drop over UDP.",
          "在此之前：如果会话在 UDP 上卡死或断开，改为仅用 TCP。",
          String.raw`reg add "${POLICY_REG}" /v SelectTransport /t REG_DWORD /d 1 /f; Restart-Service TermService -Force`,
        ),
      ],
      rollback: [
        powershell(
          "host",
          "Allow UDP again after the repairing update.",
          "安装修复更新后重新允许 UDP。",
          String.raw`Remove-ItemProperty '${POLICY}' SelectTransport -ErrorAction SilentlyContinue; Restart-Service TermService -Force`,
        ),
        powershell(
          "host",
          "Only for a short time: remove the update (put its number in).",
          "仅作短期应急：卸载该更新（填入其编号）。",
          "wusa.exe /uninstall /kb:5000000 /norestart",
        ),
      ],
      risk: riskWithServiceRestart(
        "medium",
        "Uninstalling a security update re-opens the holes that it closed.",
        "卸载安全更新会重新暴露其修复的漏洞。",
      ),
    },
  },
  events: ["RdpCoreTS 136", "RdpCoreTS 138", "Service Control Manager 7031"],
  sources: ["public pages, not Microsoft's own: engineerdirect.co.uk guide, windowsforum.com threads"],
  unverified: both(
    "Reported, not read on a Microsoft page: Windows 11 24H2 and Server 2025 clients dropping from Server 2016 after about 65 seconds over UDP; Server 2025 sessions freezing after February 2025. The numbers of the updates were not verified.",
    "以下为公开报告，未在微软页面上核实：Windows 11 24H2/Server 2025 客户端经 UDP 连接 Server 2016 约 65 秒后断开；Server 2025 会话在 2025 年 2 月更新后卡死。更新编号未核实。",
  ),
};
