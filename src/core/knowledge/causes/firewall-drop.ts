import type { Cause } from "./cause.ts";
import { restoreFirewall, saveFirewall } from "./recurring-steps.ts";
import { advise, both, powershell, risk, sh } from "./steps.ts";

const openToAll = risk(
  "medium",
  "Opening to every address exposes the host to password guessing. Always name the source networks.",
  "对所有地址开放会使主机遭受密码猜测攻击。务必限定来源网段。",
);

export const cause: Cause = {
  id: "firewall-drop",
  class: "network",
  title: both("A firewall drops TCP 3389", "防火墙丢弃 3389 端口流量"),
  explanation: both(
    "The packets to the RDP port vanish and no answer comes back. A firewall on the host, a security group or a device on the way throws them away.",
    "发往 RDP 端口的数据包有去无回，被主机防火墙、云安全组或途中的设备丢弃了。",
  ),
  fromOutside: both(
    "A silent port shows that something drops, not what. Blocked from every network points to the host or its security group; blocked from some points to a rule in between. Next: read the Remote Desktop rules on the host.",
    "端口无响应只说明有东西在丢包，看不出是谁。所有网段都不通，多半是主机或安全组；只有部分网段不通，则是中间的规则。下一步：在主机上查看远程桌面防火墙规则。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Are the built-in rules on, and for the network profile in use?",
          "内置规则是否启用，是否适用于当前网络配置文件？",
          "Get-NetFirewallRule -Name 'RemoteDesktop-UserMode-In-TCP','RemoteDesktop-UserMode-In-UDP' | Format-Table Name,Enabled,Profile,Action; Get-NetConnectionProfile | Format-Table InterfaceAlias,NetworkCategory",
        ),
        powershell(
          "client",
          "Try from this network and from another one.",
          "从本网段和另一个网段分别测试。",
          "Test-NetConnection rdp01.contoso.com -Port 3389",
        ),
      ],
      backup: [saveFirewall],
      fix: [
        powershell(
          "host",
          "Switch the rules on, for your administration networks only (put yours in).",
          "启用规则，且仅对管理网段开放（请换成自己的网段）。",
          "Set-NetFirewallRule -Name RemoteDesktop-UserMode-In-TCP,RemoteDesktop-UserMode-In-UDP -RemoteAddress 192.0.2.0/24; Enable-NetFirewallRule -Name RemoteDesktop-UserMode-In-TCP,RemoteDesktop-UserMode-In-UDP",
        ),
        advise(
          "network",
          "In a cloud: allow the same networks in the security group as well.",
          "在云上：安全组也要放行同样的网段。",
        ),
      ],
      rollback: [
        powershell(
          "host",
          "Switch the rules off again if they were off before.",
          "如果规则之前是关闭的，重新关闭。",
          "Disable-NetFirewallRule -Name RemoteDesktop-UserMode-In-TCP,RemoteDesktop-UserMode-In-UDP",
        ),
        restoreFirewall,
      ],
      risk: openToAll,
    },
    xrdp: {
      confirm: [
        sh("host", "Read the rules.", "查看防火墙规则。", "ufw status verbose; nft list ruleset"),
        sh("host", "Does xrdp listen at all?", "xrdp 是否在监听？", "ss -ltnp 'sport = :3389'"),
      ],
      backup: [
        sh(
          "host",
          "Save the rules.",
          "备份规则。",
          "nft list ruleset > /root/nft-before.conf; cp -a /etc/ufw /root/ufw-before",
        ),
      ],
      fix: [
        sh(
          "host",
          "With ufw: allow your administration network only (put yours in).",
          "使用 ufw：只放行管理网段（请换成自己的）。",
          "ufw allow from 192.0.2.0/24 to any port 3389 proto tcp",
        ),
        sh(
          "host",
          "With plain nftables: put the rule before the drop, and also into /etc/nftables.conf. The table and chain are those of your own rules.",
          "直接使用 nftables：把规则插到丢弃规则之前，并写入 /etc/nftables.conf。表名和链名以自己的规则为准。",
          "nft insert rule inet filter input ip saddr 192.0.2.0/24 tcp dport 3389 accept",
        ),
      ],
      rollback: [
        sh(
          "host",
          "Remove the ufw rule.",
          "删除 ufw 规则。",
          "ufw delete allow from 192.0.2.0/24 to any port 3389 proto tcp",
        ),
        sh(
          "host",
          "Or put the saved nftables rules back.",
          "或恢复备份的 nftables 规则。",
          "nft flush ruleset && nft -f /root/nft-before.conf",
        ),
      ],
      risk: openToAll,
    },
  },
  variants: {
    "rejected-by-policy": {
      title: both("A firewall rejects the connection", "防火墙明确拒绝连接"),
      explanation: both(
        "A device on the way or the host itself says no at once: with an ICMP message (administratively prohibited) or with a reset that does not come from the RDP service.",
        "途中的设备或主机自身立即拒绝：返回 ICMP“管理性禁止”消息，或发出并非来自 RDP 服务的复位。",
      ),
      fromOutside: both(
        "An ICMP prohibition is always a rule; its sender's address tells which device. A bare reset can also mean that nothing listens. Next: read the firewall rules on the sender, then the listener on the host.",
        "ICMP 禁止消息一定来自某条规则，其发送方地址就是该设备。单纯的复位也可能只是没有程序监听。下一步：先查该设备的规则，再查主机监听。",
      ),
    },
  },
  events: ["Security 5152", "Security 5157"],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/rdp-error-general-troubleshooting.md",
    "MicrosoftDocs/SupportArticles-docs: support/azure/virtual-machines/windows/troubleshoot-rdp-internal-error.md",
  ],
  unverified: both(
    "Windows Filtering Platform events 5152 and 5157 (only where auditing is on) were not checked against a page.",
    "Windows 筛选平台事件 5152、5157（仅在开启审核时）未对照官方页面核实。",
  ),
};
