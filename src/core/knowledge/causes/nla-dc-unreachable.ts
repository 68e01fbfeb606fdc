import type { Cause } from "./cause.ts";
import { advise, both, cmd, powershell, risk } from "./steps.ts";

export const cause: Cause = {
  id: "nla-dc-unreachable",
  class: "auth",
  title: both("NLA needs a domain controller and none answers", "NLA 无法联系域控或安全通道损坏"),
  explanation: both(
    "The host must ask a domain controller about the user and reaches none, or its own secret with the domain is broken. Local accounts still work.",
    "主机需要向域控制器核实用户，但联系不上任何域控，或它与域之间的安全通道已损坏。本地账户仍可登录。",
  ),
  fromOutside: both(
    "Without credentials this cannot be seen at all; with them only the status code. Next: test the secure channel on the host, logged on with a local account.",
    "不使用凭据时从外部完全看不出来；使用凭据也只能得到状态码。下一步：用本地账户登录主机，测试安全通道。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Is the secure channel whole, and which domain controller is found?",
          "安全通道是否正常，能找到哪台域控？",
          "Test-ComputerSecureChannel -Verbose; nltest /sc_query:contoso.com; nltest /dsgetdc:contoso.com",
        ),
        cmd(
          "dc",
          "Does the domain controller serve logons? (The test is called netlogons.)",
          "域控能否处理登录？（测试名为 netlogons）",
          "dcdiag /test:netlogons /s:dc01",
        ),
        powershell(
          "host",
          "disabledomaincreds must be 0.",
          "disabledomaincreds 应为 0。",
          String.raw`(Get-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Control\Lsa').disabledomaincreds; Get-DnsClientServerAddress | Select-Object InterfaceAlias,ServerAddresses`,
        ),
      ],
      backup: [
        powershell(
          "host",
          "Make sure that a local administrator can log on, and note it.",
          "确认有可用的本地管理员并记录。",
          "Get-LocalGroupMember -SID S-1-5-32-544",
        ),
        powershell(
          "host",
          "Note the DNS servers.",
          "记录 DNS 服务器。",
          String.raw`Get-DnsClientServerAddress | Export-Clixml "C:\dns-servers-before.xml"`,
        ),
      ],
      fix: [
        powershell(
          "host",
          "First: DNS servers that know the domain.",
          "首先：使用能解析该域的 DNS 服务器。",
          "Set-DnsClientServerAddress -InterfaceAlias 'Ethernet' -ServerAddresses 192.0.2.53; Clear-DnsClientCache",
        ),
        powershell(
          "host",
          "Then repair the secure channel.",
          "然后修复安全通道。",
          String.raw`Test-ComputerSecureChannel -Repair -Credential 'contoso\admin'`,
        ),
        powershell(
          "host",
          "If that fails: reset the machine password.",
          "如果失败：重置计算机账户密码。",
          String.raw`Reset-ComputerMachinePassword -Server dc01.contoso.com -Credential 'contoso\admin'`,
        ),
      ],
      rollback: [
        powershell(
          "host",
          "Take the DNS servers from DHCP again, or write the noted ones back.",
          "恢复为由 DHCP 分配，或写回记录的 DNS 服务器。",
          "Set-DnsClientServerAddress -InterfaceAlias 'Ethernet' -ResetServerAddresses",
        ),
        advise(
          "host",
          "If a repair goes wrong: log on with the local administrator and join the domain again.",
          "如果修复失败：用本地管理员登录并重新加入域。",
        ),
      ],
      risk: risk(
        "medium",
        "Without a local administrator a failed repair locks you out. Turning NLA off is for an emergency only; switch it on again at once.",
        "没有本地管理员时，修复失败会把自己锁在外面。关闭 NLA 仅限紧急情况，之后须立即恢复。",
      ),
    },
  },
  events: ["NETLOGON 5719", "GroupPolicy 1129", "Security 4625", "client reason 6151"],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/azure/virtual-machines/windows/cannot-connect-rdp-azure-vm.md",
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/local-security-authority-cant-contact.md",
  ],
};
