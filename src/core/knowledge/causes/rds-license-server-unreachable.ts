import type { Cause } from "./cause.ts";
import { advise, both, powershell, risk } from "./steps.ts";

export const cause: Cause = {
  id: "rds-license-server-unreachable",
  class: "licence",
  title: both("Licence server not reachable or host not accepted", "授权服务器不可达或拒绝该主机"),
  explanation: both(
    "The host cannot ask its licence server: the server is down, ports between the two are closed, or the server does not accept this host.",
    "主机无法联系授权服务器：服务器停机、两者之间的端口被阻断，或服务器不接受该主机。",
  ),
  fromOutside: both(
    "Only that no licence came can be seen; the path from host to licence server cannot. Next: test TCP 135 from the host to the licence server.",
    "从外部只能看到没有发放许可，看不到主机到授权服务器的链路。下一步：在主机上测试到授权服务器的 TCP 135。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Does the licence server answer, and does the host find it?",
          "授权服务器是否应答，主机能否找到它？",
          "Test-NetConnection lic01.contoso.com -Port 135; Invoke-CimMethod -InputObject (Get-CimInstance -Namespace root/cimv2/TerminalServices -ClassName Win32_TerminalServiceSetting) -MethodName FindLicenseServers",
        ),
        powershell(
          "licence-server",
          "Does the licensing service run?",
          "授权服务是否运行？",
          "Get-Service TermServLicensing",
        ),
      ],
      backup: [
        powershell(
          "licence-server",
          "Note the group's members and the firewall rules (the file must not exist yet).",
          "记录组成员和防火墙规则（目标文件不能已存在）。",
          String.raw`Get-LocalGroupMember -Group 'Terminal Server Computers' -ErrorAction SilentlyContinue | Export-Csv "C:\tsc-before.csv" -NoTypeInformation; netsh advfirewall export "C:\firewall-before.wfw"`,
        ),
      ],
      fix: [
        powershell("licence-server", "Start the service.", "启动服务。", "Start-Service TermServLicensing"),
        advise(
          "network",
          "Open TCP 135 and the dynamic RPC ports 49152-65535 from the hosts to the licence server.",
          "放行主机到授权服务器的 TCP 135 和动态 RPC 端口 49152-65535。",
        ),
        powershell(
          "licence-server",
          'If the server accepts listed hosts only: add this one to "Terminal Server Computers" (or "RDS Endpoint Servers").',
          "如果服务器只接受列出的主机：把该主机加入“Terminal Server Computers”（或“RDS Endpoint Servers”）组。",
          String.raw`Add-LocalGroupMember -Group 'Terminal Server Computers' -Member 'contoso\RDP01$'`,
        ),
      ],
      rollback: [
        powershell(
          "licence-server",
          "Take the host out of the group again.",
          "把主机移出该组。",
          String.raw`Remove-LocalGroupMember -Group 'Terminal Server Computers' -Member 'contoso\RDP01$'`,
        ),
        advise("network", "Close the opened ports again.", "关闭新放行的端口。"),
      ],
      risk: risk("low", "Open the ports from the hosts only.", "仅对会话主机放行这些端口。"),
    },
  },
  events: [
    "RemoteConnectionManager 50283",
    "RemoteConnectionManager 50195",
    "RemoteConnectionManager 50213",
    "RemoteConnectionManager 20497",
    "client reason 2312",
  ],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/ports-used-by-rds.md",
    "event texts 50283, 50195",
  ],
};
