import type { Cause } from "./cause.ts";
import {
  correctName,
  forgetOnLinux,
  forgetOnWindows,
  putAddressBack,
  putHostsBack,
  readOwnAddresses,
  saveHosts,
  saveRecord,
  wrongRecordRisk,
} from "./dns-steps.ts";
import { nothingToSave, nothingToUndo } from "./recurring-steps.ts";
import { advise, both, cmd, powershell, risk, sh } from "./steps.ts";

export const cause: Cause = {
  id: "dns-name-or-address-wrong",
  class: "network",
  title: both("Name or address is wrong", "名称解析失败或指向错误主机"),
  explanation: both(
    "The name leads nowhere, or to a machine that is not the one you mean. A stale DNS record after a move or a re-installation is the usual reason.",
    "名称解析不到地址，或解析到了别的机器。最常见的原因是主机迁移或重装后 DNS 记录没有更新。",
  ),
  fromOutside: both(
    "From outside one sees the addresses the name has from this vantage, and whose certificate answers there. Which address is right only the host knows. Next: compare with ipconfig on the host's console.",
    "从外部能看到此处解析出的地址，以及该地址上应答的证书。哪个地址才正确只有主机知道。下一步：在主机控制台用 ipconfig 核对。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "client",
          "Ask this machine's resolver and the domain's DNS server; the answers must agree.",
          "分别查询本机解析器和域 DNS 服务器，结果应一致。",
          "Resolve-DnsName rdp01.contoso.com -Type A; Resolve-DnsName rdp01.contoso.com -Type A -Server dc01.contoso.com; Get-DnsClientCache | Where-Object Entry -like 'rdp01*'",
        ),
        powershell(
          "host",
          "Read the real addresses of the host.",
          "查看主机的实际地址。",
          "Get-NetIPAddress | Select-Object InterfaceAlias,IPAddress",
        ),
      ],
      backup: [saveRecord],
      fix: [
        powershell(
          "dc",
          "Remove the stale address from the name.",
          "删除该名称下过期的地址。",
          "Remove-DnsServerResourceRecord -ZoneName contoso.com -Name rdp01 -RRType A -RecordData 192.0.2.10 -Force",
        ),
        cmd(
          "host",
          "Let the host register its own address again.",
          "让主机重新注册自己的地址。",
          "ipconfig /registerdns",
        ),
        forgetOnWindows,
      ],
      rollback: [putAddressBack],
      risk: risk("low", "A shared name may serve other programs as well.", "同一名称可能还被其他程序使用。"),
    },
    xrdp: {
      confirm: [
        sh(
          "client",
          "Ask the resolver that the clients use.",
          "用客户端所用的解析器查询。",
          "getent ahosts rdp01.example.com",
        ),
        readOwnAddresses,
      ],
      backup: [
        sh("host", "Save the local names file.", "备份本地名称文件。", "cp -a /etc/hosts /root/hosts-before"),
        advise("dc", "Note the record as it is now in the DNS zone.", "记下 DNS 区域中现有的记录。"),
      ],
      fix: [
        advise(
          "dc",
          "Correct the record in the DNS zone, and remove addresses that the host no longer has.",
          "在 DNS 区域中改正记录，并删除主机已不再使用的地址。",
        ),
        forgetOnLinux,
      ],
      rollback: [
        advise("dc", "Write the former record back.", "写回原来的记录。"),
        sh("host", "Put the local names file back.", "恢复本地名称文件。", "cp -a /root/hosts-before /etc/hosts"),
      ],
      risk: risk("low", "A shared name may serve other programs as well.", "同一名称可能还被其他程序使用。"),
    },
  },
  variants: {
    "not-found": {
      title: both("The name does not exist", "名称不存在"),
      explanation: both(
        "The DNS server answered that there is no such name. The name is misspelt, its suffix is missing, or the record was never made or was removed.",
        "DNS 服务器回答没有这个名称：可能拼写错误、缺少域名后缀，或记录从未创建或已被删除。",
      ),
      fromOutside: both(
        "The host itself was not tried, because no address of it is known. Next: ask somebody who reaches it for its full name or its address, and check that.",
        "由于不知道地址，主机本身未经测试。下一步：向能连上的人询问它的完整名称或地址，再进行检查。",
      ),
      remedies: {
        windows: {
          confirm: [
            powershell(
              "client",
              "Ask this machine's resolver and the domain's DNS server, and read which suffixes are tried for a short name.",
              "分别查询本机解析器和域 DNS 服务器，并查看短名称会补全哪些后缀。",
              "Resolve-DnsName rdp01.contoso.com -Type A; Resolve-DnsName rdp01.contoso.com -Type A -Server dc01.contoso.com; (Get-DnsClientGlobalSetting).SuffixSearchList",
            ),
            powershell(
              "host",
              "Read the name and the addresses of the host itself.",
              "查看主机自己的名称和地址。",
              "[System.Net.Dns]::GetHostEntry('').HostName; Get-NetIPAddress | Select-Object InterfaceAlias,IPAddress",
            ),
          ],
          backup: [
            powershell(
              "dc",
              "Save the records of the zone; a similar name among them shows a spelling mistake.",
              "备份该区域的记录；其中若有相近的名称，可能就是拼写错误。",
              String.raw`Get-DnsServerResourceRecord -ZoneName contoso.com | Export-Clixml "C:\dns-zone-before.xml"`,
            ),
          ],
          fix: [
            correctName,
            cmd(
              "host",
              "If the record is gone: let the host register its address.",
              "如果记录已丢失：让主机重新注册自己的地址。",
              "ipconfig /registerdns",
            ),
            powershell(
              "dc",
              "If the host may not register itself: make the record, with its own address instead of 192.0.2.10.",
              "如果主机不能自行注册：手动创建记录（把 192.0.2.10 换成主机的实际地址）。",
              "Add-DnsServerResourceRecordA -ZoneName contoso.com -Name rdp01 -IPv4Address 192.0.2.10",
            ),
            forgetOnWindows,
          ],
          rollback: [
            powershell(
              "dc",
              "Remove the new record (the same address).",
              "删除新建的记录（地址与创建时相同）。",
              "Remove-DnsServerResourceRecord -ZoneName contoso.com -Name rdp01 -RRType A -RecordData 192.0.2.10 -Force",
            ),
          ],
          risk: wrongRecordRisk,
        },
        xrdp: {
          confirm: [
            sh(
              "client",
              "Ask the resolver that the clients use, and read which suffixes are tried for a short name.",
              "用客户端所用的解析器查询，并查看短名称会补全哪些后缀。",
              "getent ahosts rdp01.example.com; grep -E '^(search|domain)' /etc/resolv.conf",
            ),
            readOwnAddresses,
          ],
          backup: [saveHosts, advise("dc", "Note the DNS zone as it is now.", "记下 DNS 区域现在的内容。")],
          fix: [
            correctName,
            advise(
              "dc",
              "If the record is gone: make it in the DNS zone, with the address that the host has.",
              "如果记录已丢失：在 DNS 区域中创建该记录，地址以主机的实际地址为准。",
            ),
            sh(
              "client",
              "Where no DNS zone is yours: name the host in the file of local names, with its own address instead of 192.0.2.10.",
              "如果没有可管理的 DNS 区域：在本地名称文件中写明该主机（把 192.0.2.10 换成它的实际地址）。",
              "echo '192.0.2.10 rdp01.example.com' >> /etc/hosts",
            ),
            forgetOnLinux,
          ],
          rollback: [advise("dc", "Remove the new record.", "删除新建的记录。"), putHostsBack],
          risk: wrongRecordRisk,
        },
      },
    },
    "resolver-failed": {
      title: both("The name server did not answer", "DNS 服务器没有应答"),
      explanation: both(
        "The question about the name got no usable answer. This says nothing about the host: the resolver of the asking machine, or the path to it, is broken.",
        "查询没有得到有效应答。这不能说明主机有问题：是发起查询的机器所用的 DNS 服务器或到它的链路出了故障。",
      ),
      fromOutside: both(
        "The host itself was not tried, because its address is unknown. Next: try the address instead of the name, and look at the DNS server of the machine that asks.",
        "由于不知道地址，主机本身未经测试。下一步：直接用 IP 地址连接，并检查查询方所用的 DNS 服务器。",
      ),
      remedies: {
        windows: {
          confirm: [
            powershell(
              "client",
              "See which DNS servers are used and whether one answers.",
              "查看所用的 DNS 服务器及其是否应答。",
              "Get-DnsClientServerAddress | Select-Object InterfaceAlias,ServerAddresses; Resolve-DnsName contoso.com -Type SOA",
            ),
          ],
          backup: [
            powershell(
              "client",
              "Note the DNS servers in use.",
              "记录当前使用的 DNS 服务器。",
              String.raw`Get-DnsClientServerAddress | Export-Clixml "C:\dns-servers-before.xml"`,
            ),
          ],
          fix: [
            powershell(
              "client",
              "Set a DNS server that answers.",
              "改用能应答的 DNS 服务器。",
              "Set-DnsClientServerAddress -InterfaceAlias 'Ethernet' -ServerAddresses 192.0.2.53; Clear-DnsClientCache",
            ),
          ],
          rollback: [
            powershell(
              "client",
              "Take the servers from DHCP again, or write the noted ones back.",
              "恢复为由 DHCP 分配，或写回记录的服务器。",
              "Set-DnsClientServerAddress -InterfaceAlias 'Ethernet' -ResetServerAddresses",
            ),
          ],
          risk: risk(
            "low",
            "A domain member must use DNS servers that know the domain.",
            "加入域的计算机必须使用能解析该域的 DNS 服务器。",
          ),
        },
        xrdp: {
          confirm: [
            sh(
              "client",
              "See which DNS servers are used and whether one answers.",
              "查看所用的 DNS 服务器及其是否应答。",
              "cat /etc/resolv.conf; getent ahosts example.com",
            ),
          ],
          backup: [
            sh(
              "client",
              "Save the resolver settings.",
              "备份解析器设置。",
              "cp -aL /etc/resolv.conf /root/resolv.conf-before",
            ),
          ],
          fix: [
            advise(
              "client",
              "Correct the DNS server where it is set: DHCP, NetworkManager, systemd-resolved or /etc/resolv.conf.",
              "在设置处改正 DNS 服务器：DHCP、NetworkManager、systemd-resolved 或 /etc/resolv.conf。",
            ),
          ],
          rollback: [
            advise("client", "Write the former DNS server back in the same place.", "在同一处写回原来的 DNS 服务器。"),
          ],
          risk: risk("low", "Only name resolution of this machine is touched.", "只影响这台机器的名称解析。"),
        },
      },
    },
    "points-to-other-host": {
      title: both("The name points to another machine", "名称指向了另一台机器"),
      explanation: both(
        "A machine answers, but it names itself differently from what was asked. The record, a port-forward or a reused address leads to the wrong host.",
        "有机器应答，但它自报的名称与所请求的不同。DNS 记录、端口转发或被重复使用的地址把连接带到了错误的主机。",
      ),
    },
    "one-address-dead": {
      title: both("One of the addresses of the name is dead", "名称的多个地址中有一个不通"),
      explanation: both(
        "The name has several addresses and not all of them answer. Clients that try the dead one first wait long or fail; others connect at once.",
        "该名称有多个地址，其中有的不应答。先尝试不通地址的客户端会等待很久甚至失败，其他客户端则立即连上。",
      ),
      remedies: {
        windows: {
          confirm: [
            powershell(
              "client",
              "Try each address on its own.",
              "逐个测试每个地址。",
              "Resolve-DnsName rdp01.contoso.com | Where-Object IPAddress | ForEach-Object { Test-NetConnection $_.IPAddress -Port 3389 | Select-Object RemoteAddress,TcpTestSucceeded }",
            ),
          ],
          backup: [saveRecord],
          fix: [
            powershell(
              "dc",
              "Remove the address that the host no longer serves (AAAA in the same way, with -RRType AAAA).",
              "删除主机已不再提供服务的地址（AAAA 记录同理，使用 -RRType AAAA）。",
              "Remove-DnsServerResourceRecord -ZoneName contoso.com -Name rdp01 -RRType A -RecordData 192.0.2.10 -Force",
            ),
            powershell(
              "host",
              "On a host with several network cards, stop the wrong card from registering.",
              "在多网卡主机上，禁止不该用的网卡注册 DNS。",
              "Set-DnsClient -InterfaceAlias 'Ethernet 2' -RegisterThisConnectionsAddress $false",
            ),
          ],
          rollback: [
            putAddressBack,
            powershell(
              "host",
              "Let the card register again.",
              "重新允许该网卡注册。",
              "Set-DnsClient -InterfaceAlias 'Ethernet 2' -RegisterThisConnectionsAddress $true",
            ),
          ],
          risk: risk("low", "Make sure that nobody uses the address before it goes.", "删除前请确认没有人使用该地址。"),
        },
        xrdp: {
          confirm: [
            sh(
              "host",
              "See on which addresses xrdp listens: 0.0.0.0 is IPv4 only, [::] is both.",
              "查看 xrdp 监听的地址：0.0.0.0 仅 IPv4，[::] 同时包含两者。",
              "ss -ltnp 'sport = :3389'; grep -n '^port=' /etc/xrdp/xrdp.ini",
            ),
          ],
          backup: [nothingToSave],
          fix: [
            advise(
              "dc",
              "Remove the address that the host does not serve from the name, or make xrdp listen on it.",
              "从该名称中删除主机不提供服务的地址，或让 xrdp 在该地址上监听。",
            ),
          ],
          rollback: [nothingToUndo],
          risk: risk("low", "Make sure that nobody uses the address before it goes.", "删除前请确认没有人使用该地址。"),
        },
      },
    },
  },
  events: ["RDPClient 1007", "client reason 260", "client reason 520", "client reason 1288", "client reason 1540"],
  sources: [
    "MicrosoftDocs/win32: desktop-src/TermServ/imstscaxevents-ondisconnected.md",
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/local-security-authority-cant-contact.md",
  ],
};
