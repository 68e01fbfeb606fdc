import type { Cause } from "./cause.ts";
import { saveFirewall, saveTerminalServerKey, saveXrdp } from "./recurring-steps.ts";
import { RDP_TCP } from "./registry-paths.ts";
import { advise, both, powershell, riskWithServiceRestart, riskWithXrdpRestart, sh } from "./steps.ts";

export const cause: Cause = {
  id: "listener-port-changed",
  class: "listener",
  title: both("RDP listens on another port", "RDP 端口已更改"),
  explanation: both(
    "The service runs, but not on the port that was asked. The clients must name the other port, or the host must go back to 3389.",
    "服务在运行，但不在所请求的端口上。要么客户端指定新端口，要么主机改回 3389。",
  ),
  fromOutside: both(
    "A refused or silent 3389 does not betray the other port; only asking the right one does. Next: read PortNumber on the host (xrdp: port= in xrdp.ini).",
    "3389 被拒绝或无响应并不能看出新端口是多少。下一步：在主机上查看 PortNumber（xrdp：xrdp.ini 中的 port=）。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Which port is set, and on which does the service listen?",
          "设置的是哪个端口，服务实际监听哪个端口？",
          String.raw`(Get-ItemProperty '${RDP_TCP}').PortNumber; $id = (Get-CimInstance Win32_Service -Filter "Name='TermService'").ProcessId; Get-NetTCPConnection -State Listen | Where-Object OwningProcess -eq $id`,
        ),
      ],
      backup: [saveTerminalServerKey, saveFirewall],
      fix: [
        advise(
          "client",
          "Either give the clients the port: rdp01.contoso.com:3390.",
          "方案一：在客户端指定端口，如 rdp01.contoso.com:3390。",
        ),
        powershell(
          "host",
          "Or go back to 3389.",
          "方案二：改回 3389。",
          String.raw`Set-ItemProperty '${RDP_TCP}' PortNumber 3389 -Type DWord; Set-NetFirewallRule -Name RemoteDesktop-UserMode-In-TCP,RemoteDesktop-UserMode-In-UDP -LocalPort 3389; Restart-Service TermService -Force`,
        ),
        powershell(
          "host",
          "If the other port stays: the built-in firewall rules are bound to 3389 and must follow it.",
          "如果保留新端口：内置防火墙规则绑定在 3389，需同步修改。",
          "Set-NetFirewallRule -Name RemoteDesktop-UserMode-In-TCP,RemoteDesktop-UserMode-In-UDP -LocalPort 3390",
        ),
      ],
      rollback: [
        powershell(
          "host",
          "Write the former port (3390 is an example).",
          "写回原来的端口（3390 仅为示例）。",
          String.raw`Set-ItemProperty '${RDP_TCP}' PortNumber 3390 -Type DWord; Set-NetFirewallRule -Name RemoteDesktop-UserMode-In-TCP,RemoteDesktop-UserMode-In-UDP -LocalPort 3390; Restart-Service TermService -Force`,
        ),
      ],
      risk: riskWithServiceRestart(
        "medium",
        "Users who know the other port lose it.",
        "已在使用新端口的用户将无法连接。",
      ),
    },
    xrdp: {
      confirm: [
        sh(
          "host",
          "Which port is set, and on which does xrdp listen?",
          "设置的是哪个端口，xrdp 实际监听哪个端口？",
          "sed -n '/^\\[Globals\\]/,/^\\[Logging\\]/ s/^port=/port=/p' /etc/xrdp/xrdp.ini; ss -ltnp | grep xrdp",
        ),
      ],
      backup: [saveXrdp],
      fix: [
        advise(
          "client",
          "Either give the clients the port: rdp01.example.com:3390.",
          "方案一：在客户端指定端口，如 rdp01.example.com:3390。",
        ),
        sh(
          "host",
          "Or go back to 3389 on all addresses.",
          "方案二：改回在所有地址上监听 3389。",
          "sed -i '/^\\[Globals\\]/,/^\\[Logging\\]/ s/^port=.*/port=3389/' /etc/xrdp/xrdp.ini && systemctl restart xrdp",
        ),
      ],
      rollback: [
        sh(
          "host",
          "Put the saved configuration back.",
          "恢复备份的配置。",
          "tar -C / -xzf /root/xrdp-before.tgz && systemctl restart xrdp",
        ),
      ],
      risk: riskWithXrdpRestart("medium", "Users who know the other port lose it.", "已在使用新端口的用户将无法连接。"),
    },
  },
  variants: {
    "answers-on-other-port": {
      title: both("RDP answers on another port of the same host", "RDP 在同一主机的另一个端口上应答"),
      explanation: both(
        "The port that was asked is closed or silent, but the same host speaks RDP on another one. Connect there.",
        "所请求的端口关闭或无响应，但同一主机在另一个端口上应答 RDP。请连接那个端口。",
      ),
      fromOutside: both(
        "The RDP answer on the other port was seen. Whether the move was intended cannot be seen. Next: ask the owner, then read PortNumber on the host.",
        "已经看到另一端口的 RDP 应答，但看不出改端口是否有意为之。下一步：询问负责人，再查看主机上的 PortNumber。",
      ),
    },
  },
  events: ["RdpCoreTS 129", "RemoteConnectionManager 1157"],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/rdp-error-general-troubleshooting.md",
    "MicrosoftDocs/SupportArticles-docs: support/azure/virtual-machines/windows/troubleshoot-rdp-internal-error.md",
  ],
};
