import type { Cause, Remedies } from "./cause.ts";
import { nothingToSave } from "./recurring-steps.ts";
import { advise, both, cmd, powershell, risk, sh } from "./steps.ts";

const noteWindowsMtu = powershell(
  "host",
  "Note the MTU of the interfaces.",
  "记录各接口的 MTU。",
  String.raw`Get-NetIPInterface -AddressFamily IPv4 | Select-Object InterfaceAlias,NlMtu | Export-Csv "C:\mtu-before.csv" -NoTypeInformation`,
);
const noteLinuxMtu = sh(
  "host",
  "Note the MTU of the interfaces and the rules.",
  "记录各接口的 MTU 和规则。",
  "ip -o link > /root/mtu-before.txt; nft list ruleset > /root/nft-before.conf",
);
const oddPackets = risk("low", "Too small an MTU costs some throughput.", "MTU 过小会略微降低吞吐。");

const findMtu = cmd(
  "client",
  "Find the largest packet that passes unbroken: 1472 fits an ordinary line, 1372 most VPNs. Lower it until answers come.",
  "找出能不分片通过的最大包：普通线路为 1472，多数 VPN 为 1372。逐步减小直到有应答。",
  "ping -f -l 1472 rdp01.contoso.com & ping -f -l 1372 rdp01.contoso.com",
);
const findMtuLinux = sh(
  "client",
  "Find the largest packet that passes unbroken, and where it shrinks.",
  "找出能不分片通过的最大包，以及在哪里变小。",
  "ping -M do -c 2 -s 1472 rdp01.example.com; ping -M do -c 2 -s 1372 rdp01.example.com; tracepath -n rdp01.example.com",
);
const clampOnPath = advise(
  "network",
  'Set the tunnel\'s MTU right, or clamp the TCP segment size (MSS) on the VPN gateway, and let ICMP "fragmentation needed" through.',
  "在 VPN 网关上设置正确的隧道 MTU 或钳制 TCP 分段大小（MSS），并放行 ICMP“需要分片”消息。",
);

const mtuFromHost: Remedies = {
  windows: {
    confirm: [findMtu],
    backup: [noteWindowsMtu],
    fix: [
      clampOnPath,
      powershell(
        "host",
        "Meanwhile: smaller packets from the host (put its interface in).",
        "临时措施：让主机发送更小的包（填入其接口名）。",
        "Set-NetIPInterface -InterfaceAlias 'Ethernet' -AddressFamily IPv4 -NlMtuBytes 1400",
      ),
    ],
    rollback: [
      powershell(
        "host",
        "Write the former MTU back (1500 is the usual one).",
        "写回原来的 MTU（通常为 1500）。",
        "Set-NetIPInterface -InterfaceAlias 'Ethernet' -AddressFamily IPv4 -NlMtuBytes 1500",
      ),
    ],
    risk: oddPackets,
  },
  xrdp: {
    confirm: [findMtuLinux],
    backup: [noteLinuxMtu],
    fix: [
      clampOnPath,
      sh(
        "host",
        "Meanwhile: smaller packets from the host (put its interface in).",
        "临时措施：让主机发送更小的包（填入其接口名）。",
        "ip link set dev eth0 mtu 1400",
      ),
    ],
    rollback: [
      sh(
        "host",
        "Write the former MTU back (1500 is the usual one).",
        "写回原来的 MTU（通常为 1500）。",
        "ip link set dev eth0 mtu 1500",
      ),
    ],
    risk: oddPackets,
  },
};

export const cause: Cause = {
  id: "lossy-or-high-latency-path",
  class: "network",
  title: both("Lossy, slow or MTU-broken path", "链路丢包、延迟高或 MTU 黑洞"),
  explanation: both(
    "The line to the host loses packets, is slow, or swallows large ones. Connecting works or stalls half-way, and sessions are slow or drop.",
    "到主机的链路丢包、缓慢，或会吞掉大包。连接可能成功，也可能卡在中途，会话缓慢或掉线。",
  ),
  fromOutside: both(
    "Round trips and stalls are measured from this vantage only. Where on the way it happens cannot be seen. Next: check from the host's own segment and compare.",
    "往返时间和停顿只是从此处测得，看不出发生在途中哪一段。下一步：从主机所在网段检测并比较。",
  ),
  remedies: {
    windows: {
      confirm: [
        cmd(
          "client",
          "Where on the way are packets lost? (It runs for some minutes.)",
          "途中哪一段丢包？（需运行几分钟）",
          "pathping -n rdp01.contoso.com",
        ),
        findMtu,
        powershell(
          "host",
          "What does RDP itself measure?",
          "RDP 自身的测量结果如何？",
          String.raw`Get-Counter '\RemoteFX Network(*)\Current TCP RTT','\RemoteFX Network(*)\Loss Rate'`,
        ),
      ],
      backup: [noteWindowsMtu],
      fix: [
        clampOnPath,
        advise(
          "network",
          "Repair the Wi-Fi or VPN, give RDP priority (QoS), or use a nearer gateway.",
          "修复 Wi-Fi 或 VPN，为 RDP 设置优先级（QoS），或使用更近的网关。",
        ),
      ],
      rollback: [
        advise("network", "Write the former MTU, MSS and QoS settings back.", "写回原来的 MTU、MSS 和 QoS 设置。"),
      ],
      risk: oddPackets,
    },
    xrdp: {
      confirm: [
        sh("client", "Where on the way are packets lost?", "途中哪一段丢包？", "mtr -rwc 50 rdp01.example.com"),
        findMtuLinux,
        sh(
          "host",
          "What does the kernel measure for the running connections (rtt, retrans)?",
          "内核对现有连接的测量（rtt、retrans）？",
          "ss -tin state established 'sport = :3389'",
        ),
      ],
      backup: [noteLinuxMtu],
      fix: [
        clampOnPath,
        advise(
          "network",
          "Repair the Wi-Fi or VPN, give RDP priority (QoS), or use a nearer gateway.",
          "修复 Wi-Fi 或 VPN，为 RDP 设置优先级（QoS），或使用更近的网关。",
        ),
      ],
      rollback: [
        advise("network", "Write the former MTU, MSS and QoS settings back.", "写回原来的 MTU、MSS 和 QoS 设置。"),
      ],
      risk: oddPackets,
    },
  },
  variants: {
    "mtu-black-hole-to-host": {
      title: both("Large packets to the host vanish", "发往主机的大包丢失"),
      explanation: both(
        "Small packets reach the host, large ones do not. The connection opens and then stalls as soon as the client sends something big.",
        "小包能到达主机，大包不能。连接建立后，客户端一发送较大的数据就停住。",
      ),
      fromOutside: both(
        "A small first message was answered and a larger one was not. A device that drops by size, not by content, is the simplest reason. Next: find the largest packet that passes, with ping.",
        "较小的消息得到了应答，较大的没有。最简单的解释是某个设备按大小丢包。下一步：用 ping 找出能通过的最大包。",
      ),
      remedies: {
        windows: {
          confirm: [findMtu],
          backup: [nothingToSave],
          fix: [
            clampOnPath,
            powershell(
              "client",
              "Meanwhile: smaller packets from this client (put its interface in).",
              "临时措施：让客户端发送更小的包（填入其接口名）。",
              "Set-NetIPInterface -InterfaceAlias 'Ethernet' -AddressFamily IPv4 -NlMtuBytes 1400",
            ),
          ],
          rollback: [
            powershell(
              "client",
              "Write the former MTU back (1500 is the usual one).",
              "写回原来的 MTU（通常为 1500）。",
              "Set-NetIPInterface -InterfaceAlias 'Ethernet' -AddressFamily IPv4 -NlMtuBytes 1500",
            ),
          ],
          risk: oddPackets,
        },
        xrdp: {
          confirm: [findMtuLinux],
          backup: [nothingToSave],
          fix: [
            clampOnPath,
            sh(
              "client",
              "Meanwhile: smaller packets from this client (put its interface in).",
              "临时措施：让客户端发送更小的包（填入其接口名）。",
              "ip link set dev eth0 mtu 1400",
            ),
          ],
          rollback: [
            sh(
              "client",
              "Write the former MTU back (1500 is the usual one).",
              "写回原来的 MTU（通常为 1500）。",
              "ip link set dev eth0 mtu 1500",
            ),
          ],
          risk: oddPackets,
        },
      },
    },
    "mtu-black-hole-from-host": {
      title: both("Large packets from the host vanish", "主机发出的大包丢失"),
      explanation: both(
        "The host's small answers arrive, its large ones do not. TLS stalls because the certificate is the first large message.",
        "主机的小应答能到达，大包不能。证书是第一条大消息，因此 TLS 停在这里。",
      ),
      fromOutside: both(
        "The stall came exactly where the host sends its certificate. A hung host would look the same on this try alone. Next: find the largest packet that passes, with ping.",
        "停顿恰好出现在主机发送证书时。仅凭这一次，主机挂起也会是同样表现。下一步：用 ping 找出能通过的最大包。",
      ),
      remedies: mtuFromHost,
    },
    slow: {
      title: both("The path or the host answers slowly", "链路或主机响应缓慢"),
      explanation: both(
        "Everything completes, but takes long. Users feel it as a slow start and sluggish screens.",
        "各阶段都能完成，但耗时很长。用户感受到的是连接慢、画面迟滞。",
      ),
      fromOutside: both(
        "A slow TCP connect speaks for the path, a slow answer after it for the host. Next: compare with a check from the host's own segment.",
        "TCP 建连慢多半是链路问题，之后的应答慢多半是主机问题。下一步：从主机所在网段检测并比较。",
      ),
    },
  },
  events: [
    "RdpCoreTS 133",
    "RdpCoreTS 137",
    "RdpCoreTS 142",
    "RdpCoreTS 143",
    "RdpCoreTS 150",
    "RdpCoreTS 151",
    "RdpCoreTS 226",
    "client reason 2308",
    "client reason 772",
    "client reason 1028",
  ],
  sources: ["prometheus-community/windows_exporter: docs/collector.remote_fx.md", "RdpCoreTS event texts"],
};
