import type { Cause } from "./cause.ts";
import { saveFirewall } from "./recurring-steps.ts";
import { advise, both, powershell, risk, sh } from "./steps.ts";

const neverYourself = risk(
  "medium",
  "Never block your own administration networks. A forged address can only send SYNs; full connections come from real addresses.",
  "切勿封禁自己的管理网段。伪造地址只能发送 SYN，完整连接一定来自真实地址。",
);

export const cause: Cause = {
  id: "rdp-bruteforce-or-flood",
  class: "security",
  title: both("Password guessing or half-open flood", "暴力破解或半开连接洪泛"),
  explanation: both(
    'The host is being attacked, mostly because its port is open to the internet. Real users get time-outs and "internal error" now and then.',
    "主机正遭受攻击，多半因为端口对公网开放。正常用户会间歇性遇到超时或“内部错误”。",
  ),
  fromOutside: both(
    "Late and failing answers that vary between tries can be seen; who else is connecting cannot. Next: count the sources of connections on the host.",
    "从外部能看到时好时坏的缓慢或失败应答，但看不到还有谁在连接。下一步：在主机上统计连接来源。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "The busiest sources of the last hour.",
          "最近一小时最活跃的来源。",
          "Get-WinEvent -FilterHashtable @{LogName='Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational';Id=131,140;StartTime=(Get-Date).AddHours(-1)} | ForEach-Object { ([xml]$_.ToXml()).Event.EventData.Data.'#text' -join ' ' } | Group-Object | Sort-Object Count -Descending | Select-Object -First 10 Count,Name",
        ),
      ],
      backup: [saveFirewall],
      fix: [
        advise(
          "network",
          "Take 3389 off the internet: RD Gateway or VPN, with MFA and account lockout.",
          "让 3389 退出公网：改用 RD 网关或 VPN，并启用 MFA 和账户锁定。",
        ),
        powershell(
          "host",
          "Allow your own networks only (put yours in).",
          "只允许自己的网段（请替换）。",
          "Set-NetFirewallRule -Name RemoteDesktop-UserMode-In-TCP,RemoteDesktop-UserMode-In-UDP -RemoteAddress 192.0.2.0/24",
        ),
        powershell(
          "host",
          "Until then: block the worst sources.",
          "在此之前：封禁最严重的来源。",
          "New-NetFirewallRule -DisplayName 'rdp-block' -Direction Inbound -Protocol TCP -LocalPort 3389 -RemoteAddress 198.51.100.7,198.51.100.8 -Action Block",
        ),
      ],
      rollback: [
        powershell("host", "Remove the block.", "移除封禁。", "Remove-NetFirewallRule -DisplayName 'rdp-block'"),
        powershell(
          "host",
          "If the networks were too narrow: write the right list (yours).",
          "如果网段过窄：写入正确的列表（自己的）。",
          "Set-NetFirewallRule -Name RemoteDesktop-UserMode-In-TCP,RemoteDesktop-UserMode-In-UDP -RemoteAddress 192.0.2.0/24,203.0.113.0/24",
        ),
      ],
      risk: neverYourself,
    },
    xrdp: {
      confirm: [
        sh(
          "host",
          "Connections by source now, and failed logons.",
          "当前各来源的连接数，以及失败登录。",
          "ss -Htn 'sport = :3389' | awk '{print $5}' | sed 's/:[0-9]*$//' | sort | uniq -c | sort -rn | head; grep AUTHFAIL /var/log/xrdp-sesman.log | tail -n 20",
        ),
      ],
      backup: [
        sh(
          "host",
          "Save the firewall rules.",
          "备份防火墙规则。",
          "nft list ruleset > /root/nft-before.conf; test ! -d /etc/ufw || cp -a /etc/ufw /root/ufw-before",
        ),
      ],
      fix: [
        sh(
          "host",
          "Allow your own network only (ufw; put yours in).",
          "只允许自己的网段（ufw；请替换）。",
          "ufw allow from 192.0.2.0/24 to any port 3389 proto tcp && ufw delete allow 3389/tcp; ufw delete allow 3389",
        ),
        sh(
          "host",
          "Until then: drop the worst sources in a table of their own.",
          "在此之前：用单独的表丢弃最严重的来源。",
          "nft add table inet rdpblock && nft 'add chain inet rdpblock in { type filter hook input priority -10; }' && nft add rule inet rdpblock in ip saddr '{ 198.51.100.7, 198.51.100.8 }' tcp dport 3389 drop",
        ),
      ],
      rollback: [
        sh("host", "Remove the table again.", "删除该表。", "nft delete table inet rdpblock"),
        sh(
          "host",
          "Remove the ufw rule.",
          "删除 ufw 规则。",
          "ufw delete allow from 192.0.2.0/24 to any port 3389 proto tcp",
        ),
      ],
      risk: neverYourself,
    },
  },
  variants: {
    "password-guessing": {
      title: both("Password guessing", "密码猜测"),
      explanation: both(
        "Somebody tries one password after the other from outside. As long as the port can be reached it goes on.",
        "有人正从外部逐个尝试密码。只要端口可达，攻击就会持续。",
      ),
    },
    "password-spraying": {
      title: both("Password spraying", "密码喷洒"),
      explanation: both(
        "Somebody tries a few passwords on many accounts, so that no account is locked.",
        "有人用少数几个密码尝试大量账户，以避免触发账户锁定。",
      ),
    },
    "distributed-guessing": {
      title: both("Password guessing from many addresses", "分布式密码猜测"),
      explanation: both(
        "Many addresses guess passwords together; blocking single ones does not help.",
        "大量地址协同猜测密码，逐个封禁地址无济于事。",
      ),
    },
    "success-after-guessing": {
      title: both("A logon succeeded after password guessing", "密码猜测后登录成功"),
      explanation: both(
        "Wrong passwords were followed by a logon: the account may be in strange hands. End its sessions and change its password first.",
        "多次密码错误之后出现成功登录，该账户可能已被他人掌握。请先结束其会话并更改密码。",
      ),
    },
    "handshake-flood": {
      title: both("Flood of half-open connections", "半开连接洪泛"),
      explanation: both(
        "Far more connections begin than are carried through: real users get time-outs.",
        "发起的连接远多于完成的连接，正常用户会遇到超时。",
      ),
    },
    "account-lockout": {
      title: both("Accounts are locked out by attempts from outside", "外部尝试导致账户被锁定"),
      explanation: both(
        "So many wrong passwords come that accounts are locked: their users cannot log on either.",
        "大量错误密码导致账户被锁定，真正的用户也无法登录。",
      ),
    },
  },
  events: [
    "RemoteConnectionManager 1006",
    "RdpCoreTS 131",
    "RemoteConnectionManager 261",
    "RdpCoreTS 140",
    "Security 4625",
    "RemoteConnectionManager 1158",
    "TermDD 56",
  ],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/azure/virtual-machines/windows/troubleshoot-rdp-internal-error.md",
    "event texts 1006, 131, 140",
    "xrdp 0.9.21: AUTHFAIL line of the sesman log (seen)",
  ],
  unverified: both(
    "MaxOutstandingConnections, which raises the half-open limit, is community knowledge and only hides the symptom; it is not offered.",
    "提高半开连接上限的 MaxOutstandingConnections 出自社区经验，只会掩盖症状，因此不予提供。",
  ),
};
