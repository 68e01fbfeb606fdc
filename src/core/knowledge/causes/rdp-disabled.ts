import type { Cause } from "./cause.ts";
import { saveFirewall, saveTerminalServerKey } from "./recurring-steps.ts";
import { POLICY, TERMINAL_SERVER } from "./registry-paths.ts";
import { both, powershell, risk } from "./steps.ts";

export const cause: Cause = {
  id: "rdp-disabled",
  class: "listener",
  title: both("Remote Desktop is switched off locally", "本机已关闭远程桌面"),
  explanation: both(
    'The switch "Allow remote connections to this computer" is off on the host, so nothing listens on the RDP port.',
    "主机上的“允许远程连接到此计算机”处于关闭状态，因此 RDP 端口没有监听。",
  ),
  fromOutside: both(
    "From outside this is only a refused port; a stopped service looks the same. Next: read fDenyTSConnections on the host (1 = off).",
    "从外部只能看到端口被拒绝，与服务停止没有区别。下一步：在主机上查看 fDenyTSConnections（1 为关闭）。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "1 means off. The second value is the policy; if it exists, it wins.",
          "1 表示关闭。第二个值是组策略；如果存在，以它为准。",
          String.raw`(Get-ItemProperty '${TERMINAL_SERVER}').fDenyTSConnections; (Get-ItemProperty '${POLICY}' -ErrorAction SilentlyContinue).fDenyTSConnections`,
        ),
      ],
      backup: [saveTerminalServerKey, saveFirewall],
      fix: [
        powershell(
          "host",
          "Switch Remote Desktop on, with Network Level Authentication.",
          "启用远程桌面，并要求网络级别身份验证（NLA）。",
          String.raw`Set-ItemProperty '${TERMINAL_SERVER}' fDenyTSConnections 0 -Type DWord; Set-ItemProperty '${TERMINAL_SERVER}\WinStations\RDP-Tcp' UserAuthentication 1 -Type DWord`,
        ),
        powershell(
          "host",
          "Open the firewall for your administration networks only (put yours in).",
          "防火墙仅对管理网段开放（请换成自己的）。",
          "Set-NetFirewallRule -Name RemoteDesktop-UserMode-In-TCP,RemoteDesktop-UserMode-In-UDP -RemoteAddress 192.0.2.0/24; Enable-NetFirewallRule -Group '@FirewallAPI.dll,-28752'",
        ),
      ],
      rollback: [
        powershell(
          "host",
          "Switch it off again.",
          "重新关闭。",
          String.raw`Set-ItemProperty '${TERMINAL_SERVER}' fDenyTSConnections 1 -Type DWord; Disable-NetFirewallRule -Group '@FirewallAPI.dll,-28752'`,
        ),
      ],
      risk: risk(
        "medium",
        "This opens a remote entry. Keep NLA on and the firewall scoped.",
        "这会打开一个远程入口。请保持 NLA 开启并限定防火墙来源。",
      ),
    },
  },
  events: ["RemoteConnectionManager 262", "client reason 516"],
  sources: ["MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/rdp-error-general-troubleshooting.md"],
};
