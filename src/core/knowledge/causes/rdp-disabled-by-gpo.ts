import type { Cause } from "./cause.ts";
import { restoreGpo, saveGpo, saveTerminalServerKey } from "./recurring-steps.ts";
import { POLICY, TERMINAL_SERVER } from "./registry-paths.ts";
import { both, powershell, risk } from "./steps.ts";

export const cause: Cause = {
  id: "rdp-disabled-by-gpo",
  class: "policy",
  title: both("Group Policy forbids RDP, or its refresh cuts sessions", "组策略禁用 RDP，或策略刷新时断开会话"),
  explanation: both(
    "A Group Policy switches Remote Desktop off; what is set locally does not count. If the policy allows RDP while the local value forbids it, each refresh (about every 90 minutes) can cut all sessions for a moment.",
    "组策略关闭了远程桌面，本机设置不起作用。如果策略允许而本机值禁止，每次策略刷新（约 90 分钟一次）都可能让全部会话瞬间断开。",
  ),
  fromOutside: both(
    "From outside this is a refused port, or a healthy host whose sessions drop together at a fixed interval. Next: compare the local value with the policy value on the host.",
    "从外部看只是端口被拒绝，或主机正常但会话按固定间隔同时断开。下一步：在主机上比较本机值与策略值。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "First the local value, then the policy (1 = RDP off). Local 1 with policy 0 gives the refresh drop.",
          "先是本机值，后是策略值（1 为禁用）。本机 1 而策略 0 会造成刷新时断开。",
          String.raw`(Get-ItemProperty '${TERMINAL_SERVER}').fDenyTSConnections; (Get-ItemProperty '${POLICY}' -ErrorAction SilentlyContinue).fDenyTSConnections`,
        ),
        powershell(
          "host",
          'Find the winning GPO: look for "Allow users to connect remotely by using Remote Desktop Services".',
          "找出生效的 GPO：查找“允许用户通过使用远程桌面服务进行远程连接”。",
          String.raw`gpresult /H "C:\gp.html" /F`,
        ),
      ],
      backup: [saveGpo, saveTerminalServerKey],
      fix: [
        powershell(
          "dc",
          "Set the policy to Enabled in the winning GPO (put its name in); then run gpupdate /force on the host.",
          "在生效的 GPO 中把该策略设为“已启用”（换成自己的 GPO 名），然后在主机上运行 gpupdate /force。",
          String.raw`Set-GPRegistryValue -Name 'RDP hosts' -Key 'HKLM\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services' -ValueName fDenyTSConnections -Type DWord -Value 0`,
        ),
        powershell(
          "host",
          "For drops at each refresh: set the local value to that of the policy.",
          "如果每次刷新都断开：把本机值改成与策略一致。",
          String.raw`Set-ItemProperty '${TERMINAL_SERVER}' fDenyTSConnections 0 -Type DWord`,
        ),
      ],
      rollback: [
        restoreGpo,
        powershell(
          "host",
          "Put the local value back.",
          "恢复本机值。",
          String.raw`Set-ItemProperty '${TERMINAL_SERVER}' fDenyTSConnections 1 -Type DWord; gpupdate /force`,
        ),
      ],
      risk: risk(
        "medium",
        "A GPO reaches many machines. Test it in a small organisational unit first.",
        "GPO 会影响大量机器，请先在小范围的组织单位（OU）中测试。",
      ),
    },
  },
  events: ["RemoteConnectionManager 262", "RemoteConnectionManager 258", "RdpCoreTS 106"],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/rdp-error-general-troubleshooting.md",
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/client-disconnected-group-policy-updates.md",
  ],
};
