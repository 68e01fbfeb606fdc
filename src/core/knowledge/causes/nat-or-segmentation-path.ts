import type { Cause } from "./cause.ts";
import { advise, both, powershell, risk, sh } from "./steps.ts";

const forwarding = risk(
  "medium",
  "Forwarding 3389 from the internet is the most attacked layout there is. Publish through RD Gateway (TCP 443, UDP 3391), a VPN or a zero-trust broker.",
  "把 3389 直接映射到公网是最常被攻击的做法。请通过 RD 网关（TCP 443、UDP 3391）、VPN 或零信任代理发布。",
);

export const cause: Cause = {
  id: "nat-or-segmentation-path",
  class: "network",
  title: both("Inside works, outside does not: NAT, VPN, VLAN or routing", "内网可连外网不可连：NAT/网段策略/路由"),
  explanation: both(
    "The host works for users in one network and is out of reach from another. The path between the two - a port-forward, a segment rule, a route or a VPN - is wrong.",
    "主机在一个网段里正常，从另一个网段却连不上。问题出在两者之间的路径：端口映射、网段策略、路由或 VPN。",
  ),
  fromOutside: both(
    "One vantage cannot tell this from a firewall on the host. Run the same check from a second network. Next: see on the host whether the packet arrives.",
    "只从一个位置测试，无法与主机防火墙区分。请从第二个网段做同样的检测。下一步：在主机上看数据包是否到达。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "client",
          "Run this from two networks and compare.",
          "从两个网段分别运行并比较。",
          "Test-NetConnection rdp01.contoso.com -Port 3389 -InformationLevel Detailed",
        ),
        powershell(
          "host",
          "Which way do answers leave?",
          "应答从哪条路由出去？",
          "Find-NetRoute -RemoteIPAddress 192.0.2.10 | Select-Object InterfaceAlias,NextHop,DestinationPrefix",
        ),
        powershell(
          "host",
          "Does the packet arrive? Watch for 20 seconds while a client tries.",
          "数据包是否到达？客户端尝试连接时抓包 20 秒。",
          String.raw`pktmon filter remove; pktmon filter add RDP -p 3389; pktmon start --capture --file-name "C:\rdp.etl"; Start-Sleep -Seconds 20; pktmon stop; pktmon etl2txt "C:\rdp.etl" --out "C:\rdp.txt"`,
        ),
      ],
      backup: [
        advise(
          "network",
          "Export the rule set of the router, firewall or VPN gateway.",
          "导出路由器、防火墙或 VPN 网关的规则集。",
        ),
      ],
      fix: [
        advise(
          "network",
          "Correct the port-forward, the segment rule or the return route.",
          "改正端口映射、网段策略或回程路由。",
        ),
      ],
      rollback: [advise("network", "Restore the exported rule set.", "恢复导出的规则集。")],
      risk: forwarding,
    },
    xrdp: {
      confirm: [
        sh(
          "client",
          "Run this from two networks and compare.",
          "从两个网段分别运行并比较。",
          "nc -vz -w 3 rdp01.example.com 3389",
        ),
        sh("host", "Which way do answers leave?", "应答从哪条路由出去？", "ip route get 192.0.2.10"),
        sh(
          "host",
          "Does the packet arrive? Watch for 20 seconds while a client tries.",
          "数据包是否到达？客户端尝试连接时抓包 20 秒。",
          "timeout 20 tcpdump -ni any 'tcp port 3389'",
        ),
      ],
      backup: [
        advise(
          "network",
          "Export the rule set of the router, firewall or VPN gateway.",
          "导出路由器、防火墙或 VPN 网关的规则集。",
        ),
      ],
      fix: [
        advise(
          "network",
          "Correct the port-forward, the segment rule or the return route.",
          "改正端口映射、网段策略或回程路由。",
        ),
      ],
      rollback: [advise("network", "Restore the exported rule set.", "恢复导出的规则集。")],
      risk: forwarding,
    },
  },
  variants: {
    "no-route": {
      title: both("No route to the host", "没有到主机的路由"),
      explanation: both(
        "A router, or this machine itself, says that the network or host cannot be reached. The connection never got as far as the host.",
        "路由器或本机报告网络或主机不可达，连接根本没有到达主机。",
      ),
      fromOutside: both(
        "The sender of the message is the last device that knew no way on. It can also be the neighbour that found nobody at the address. Next: see whether the VPN is up and which route is used.",
        "发出该消息的就是找不到下一跳的设备；也可能是同网段上该地址无人应答。下一步：检查 VPN 是否连通以及所用的路由。",
      ),
      remedies: {
        windows: {
          confirm: [
            powershell(
              "client",
              "Which route is used, and how far does it lead?",
              "使用哪条路由，能走到哪里？",
              "Find-NetRoute -RemoteIPAddress 192.0.2.10 | Select-Object InterfaceAlias,NextHop; Test-NetConnection 192.0.2.10 -TraceRoute",
            ),
          ],
          backup: [
            powershell(
              "client",
              "Note the routes.",
              "记录当前路由。",
              String.raw`Get-NetRoute | Export-Csv "C:\routes-before.csv" -NoTypeInformation`,
            ),
          ],
          fix: [
            advise(
              "network",
              "Connect the VPN, or add the missing route on the router that said so.",
              "连接 VPN，或在报告不可达的路由器上补上缺失的路由。",
            ),
          ],
          rollback: [advise("network", "Remove the added route.", "删除新增的路由。")],
          risk: risk("low", "A wrong route can take other traffic with it.", "错误的路由会影响其他流量。"),
        },
        xrdp: {
          confirm: [
            sh(
              "client",
              "Which route is used, and how far does it lead?",
              "使用哪条路由，能走到哪里？",
              "ip route get 192.0.2.10; tracepath -n 192.0.2.10",
            ),
          ],
          backup: [sh("host", "Note the routes.", "记录当前路由。", "ip route show > /root/routes-before.txt")],
          fix: [
            advise(
              "network",
              "Connect the VPN, or add the missing route on the router that said so.",
              "连接 VPN，或在报告不可达的路由器上补上缺失的路由。",
            ),
          ],
          rollback: [advise("network", "Remove the added route.", "删除新增的路由。")],
          risk: risk("low", "A wrong route can take other traffic with it.", "错误的路由会影响其他流量。"),
        },
      },
    },
  },
  events: [],
  sources: ["MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/ports-used-by-rds.md"],
};
