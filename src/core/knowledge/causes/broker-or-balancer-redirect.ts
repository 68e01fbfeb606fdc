import type { Cause, Remedies } from "./cause.ts";
import { advise, both, powershell, risk, sh } from "./steps.ts";

const saveHaproxy = sh(
  "network",
  "Save the configuration of the balancer (HAProxy).",
  "备份负载均衡（HAProxy）配置。",
  "cp -a /etc/haproxy/haproxy.cfg /root/haproxy.cfg-before",
);
const reloadHaproxy = sh(
  "network",
  "Check the changed file and reload; running connections stay.",
  "检查改动后的文件并重新加载；现有连接不受影响。",
  "haproxy -c -f /etc/haproxy/haproxy.cfg && systemctl reload haproxy",
);
const restoreHaproxy = sh(
  "network",
  "Put the saved configuration back and reload.",
  "恢复备份的配置并重新加载。",
  "cp -a /root/haproxy.cfg-before /etc/haproxy/haproxy.cfg && systemctl reload haproxy",
);
const shared = risk(
  "medium",
  "The farm is shared: a wrong change reaches all its users.",
  "整个场是共享的：改错会影响所有用户。",
);
const showBackends = sh(
  "network",
  "Which back ends does the balancer think are up?",
  "负载均衡认为哪些后端可用？",
  "grep -nE 'stats socket|server |check|rdp-cookie|RDP_COOKIE|proxy' /etc/haproxy/haproxy.cfg; echo 'show servers state' | socat stdio /run/haproxy/admin.sock",
);

const collection = {
  confirm: [
    powershell(
      "broker",
      "Which hosts take connections, and who is where?",
      "哪些主机接受连接，用户分布在哪里？",
      "Get-RDSessionHost -CollectionName 'Desktops' -ConnectionBroker rdcb.contoso.com; Get-RDUserSession -ConnectionBroker rdcb.contoso.com",
    ),
    powershell(
      "host",
      "Does the broker answer?",
      "代理是否应答？",
      "5504,3389,445,5985 | ForEach-Object { Test-NetConnection rdcb.contoso.com -Port $_ | Select-Object RemotePort,TcpTestSucceeded }",
    ),
  ],
  backup: [
    powershell(
      "broker",
      "Save the state of the collection.",
      "备份集合状态。",
      String.raw`Get-RDSessionHost -CollectionName 'Desktops' -ConnectionBroker rdcb.contoso.com | Export-Csv "C:\collection-before.csv" -NoTypeInformation`,
    ),
  ],
  takeOut: powershell(
    "broker",
    "Take the dead host out until it is repaired.",
    "在修复之前把故障主机移出调度。",
    "Set-RDSessionHost -SessionHost rdsh1.contoso.com -NewConnectionAllowed No -ConnectionBroker rdcb.contoso.com",
  ),
  putBack: powershell(
    "broker",
    "Let the host take connections again.",
    "让该主机重新接受连接。",
    "Set-RDSessionHost -SessionHost rdsh1.contoso.com -NewConnectionAllowed Yes -ConnectionBroker rdcb.contoso.com",
  ),
};

const cookieRemedies: Remedies = {
  windows: {
    confirm: [
      advise(
        "network",
        "Does the balancer's rule demand mstshash or a routing token?",
        "负载均衡的规则是否要求 mstshash 或路由令牌？",
      ),
    ],
    backup: [advise("network", "Export the balancer's rules.", "导出负载均衡的规则。")],
    fix: [
      advise(
        "client",
        "Give the client the token: loadbalanceinfo:s: in the .rdp file that the farm hands out.",
        "让客户端携带令牌：使用场下发的 .rdp 文件中的 loadbalanceinfo:s: 设置。",
      ),
      advise(
        "network",
        "Or let requests without a cookie through, balanced by source address: not every client sends mstshash.",
        "或放行没有 cookie 的请求，并按源地址均衡：并非所有客户端都发送 mstshash。",
      ),
    ],
    rollback: [advise("network", "Import the exported rules.", "导入导出的规则。")],
    risk: shared,
  },
  xrdp: {
    confirm: [showBackends],
    backup: [saveHaproxy],
    fix: [
      advise(
        "network",
        "Take the line that rejects requests without RDP_COOKIE out, and balance those by source address.",
        "删除拒绝没有 RDP_COOKIE 的请求的规则，并对这些请求按源地址均衡。",
      ),
      reloadHaproxy,
    ],
    rollback: [restoreHaproxy],
    risk: shared,
  },
};

export const cause: Cause = {
  id: "broker-or-balancer-redirect",
  class: "farm",
  title: both("Connection Broker or load balancer sends to the wrong or a dead target", "连接代理/负载均衡重定向失败"),
  explanation: both(
    "What answers at this address is a balancer or broker, and the host that it sends users to is dead, wrong, or not for them.",
    "此地址上应答的是负载均衡或连接代理，而它把用户送往的主机已停机、不对，或不可用。",
  ),
  fromOutside: both(
    "How the connection ends hints at a device in front; which hosts are behind it cannot be seen. Next: look at the list of hosts and their state on the broker or balancer.",
    "连接结束的方式能提示前面有设备，但看不到背后有哪些主机。下一步：在代理或负载均衡上查看主机列表及状态。",
  ),
  remedies: {
    windows: {
      confirm: collection.confirm,
      backup: collection.backup,
      fix: [
        collection.takeOut,
        advise(
          "broker",
          "Repair the broker. If it was renamed, or TLS 1.0 was switched off with its built-in database, move the database to SQL Server.",
          "修复代理。如果它被改名，或使用内置数据库时禁用了 TLS 1.0，请把数据库迁移到 SQL Server。",
        ),
        advise(
          "network",
          "Balancer: keep users on one host by source address or by the routing token of the first RDP request, and check health with a real RDP exchange, not with a bare TCP open.",
          "负载均衡：用源地址或首个 RDP 请求中的路由令牌保持会话，并用真实的 RDP 交互做健康检查，而不是只看 TCP 端口。",
        ),
      ],
      rollback: [collection.putBack],
      risk: shared,
    },
    xrdp: {
      confirm: [
        showBackends,
        sh(
          "network",
          "Does each back end answer RDP by itself?",
          "每个后端自身是否应答 RDP？",
          "for h in 192.0.2.11 192.0.2.12; do nc -vz -w 3 $h 3389; done",
        ),
      ],
      backup: [saveHaproxy],
      fix: [
        advise(
          "network",
          "Repair or remove the dead host. Use balance rdp-cookie with a fall-back to balance source, and a check that sends a real X.224 request.",
          "修复或移除故障主机。使用 balance rdp-cookie 并以 balance source 兜底，健康检查应发送真实的 X.224 请求。",
        ),
        reloadHaproxy,
      ],
      rollback: [restoreHaproxy],
      risk: shared,
    },
  },
  variants: {
    "dead-backend": {
      title: both("The balancer has no living host behind it", "负载均衡背后没有可用主机"),
      explanation: both(
        "The connection is accepted and then closed without a byte. A balancer does that when it cannot reach any host behind it.",
        "连接被接受，随后一个字节都没有就关闭。负载均衡连不上任何后端主机时就会这样。",
      ),
      fromOutside: both(
        "A service that closes at once for its own reasons looks the same. A delay of some seconds before the close speaks for a balancer. Next: look at the state of the hosts on the balancer.",
        "服务自身立即关闭连接也是同样表现；若延迟数秒才关闭，多半是负载均衡。下一步：在负载均衡上查看后端状态。",
      ),
    },
    "cookie-demanded": {
      title: both("The balancer demands a cookie or routing token", "负载均衡要求携带 cookie 或路由令牌"),
      explanation: both(
        "Without a cookie the connection is closed; with one, RDP answers. Clients that send none cannot connect.",
        "不带 cookie 连接会被关闭，带上则 RDP 正常应答。不发送 cookie 的客户端无法连接。",
      ),
      fromOutside: both(
        "The difference between both tries was seen, so the demand is certain. Which token leads to which host cannot be seen. Next: use the .rdp file that the farm hands out.",
        "两次尝试的差异已经观察到，因此要求是确定的；但看不出令牌对应哪台主机。下一步：使用场下发的 .rdp 文件。",
      ),
      remedies: cookieRemedies,
    },
    "proxy-protocol": {
      title: both("The PROXY protocol is set on one side only", "仅一侧启用了 PROXY 协议"),
      explanation: both(
        "The balancer adds a PROXY header, which no RDP server understands, or it waits for one that clients do not send. Either way the connection is cut at once.",
        "负载均衡添加了 RDP 服务器无法识别的 PROXY 头，或在等待客户端不会发送的 PROXY 头。两种情况连接都会立即中断。",
      ),
      fromOutside: both(
        "Only the cut is seen; other resets look alike. Next: look for send-proxy and accept-proxy in the balancer's settings.",
        "从外部只能看到连接被切断，与其他复位相同。下一步：在负载均衡配置中查找 send-proxy 和 accept-proxy。",
      ),
      remedies: {
        windows: {
          confirm: [
            advise(
              "network",
              "Is PROXY protocol on for the RDP service, towards the hosts or towards the clients?",
              "RDP 服务是否对主机侧或客户端侧启用了 PROXY 协议？",
            ),
          ],
          backup: [advise("network", "Export the balancer's rules.", "导出负载均衡的规则。")],
          fix: [
            advise(
              "network",
              "Switch it off for RDP. It is right only between two balancers.",
              "对 RDP 关闭它。它只适用于两级负载均衡之间。",
            ),
          ],
          rollback: [advise("network", "Import the exported rules.", "导入导出的规则。")],
          risk: shared,
        },
        xrdp: {
          confirm: [
            sh(
              "network",
              "Where is it set?",
              "在哪里设置的？",
              "grep -nE 'send-proxy|accept-proxy' /etc/haproxy/haproxy.cfg",
            ),
          ],
          backup: [saveHaproxy],
          fix: [
            advise(
              "network",
              "Take send-proxy off the server lines and accept-proxy off the bind line of RDP.",
              "从 RDP 的 server 行去掉 send-proxy，从 bind 行去掉 accept-proxy。",
            ),
            reloadHaproxy,
          ],
          rollback: [restoreHaproxy],
          risk: shared,
        },
      },
    },
    "error-info": {
      title: both("The broker refuses and says why", "连接代理拒绝并给出错误信息"),
      explanation: both(
        "The host sent an error of the broker (ERRINFO 0x400 to 0x412): for example no host is free, the collection is unknown, or the user has no access.",
        "主机返回了连接代理的错误（ERRINFO 0x400 至 0x412）：例如没有空闲主机、集合不存在，或用户没有访问权限。",
      ),
      fromOutside: both(
        "The error number is certain. Next: look up the same moment in the SessionBroker log of the broker.",
        "错误代码是确定的。下一步：在代理的 SessionBroker 日志中查看同一时刻的记录。",
      ),
    },

    "redirect-loop": {
      title: both("The redirection runs in a circle", "重定向形成循环"),
      explanation: both(
        "Each host sends the client on to another one, and none keeps it: the farm's hosts and the broker do not agree on where the session is.",
        "每台主机都把客户端转给另一台，没有一台接受连接：场中的主机与连接代理对会话所在位置不一致。",
      ),
      fromOutside: both(
        "The way is certain, hop by hop. Next: look at the hosts that the broker lists, and at the token redirection setting of the balancer.",
        "逐跳的路径是确定的。下一步：核对连接代理列出的主机以及负载均衡的令牌重定向设置。",
      ),
    },
    "dead-target": {
      title: both("The broker sends users to a host that does not answer", "连接代理把用户转到没有应答的主机"),
      explanation: both(
        "The redirection names a host, and nothing answers there: it is down, has another address, or the client cannot reach the inner address that the broker gives.",
        "重定向给出的主机没有应答：主机已关闭、地址已更改，或客户端无法访问代理给出的内部地址。",
      ),
      fromOutside: both(
        "Which host was named is certain. Next: check that host by itself, from the client's own network.",
        "所指的主机是确定的。下一步：从客户端所在网络单独检测该主机。",
      ),
    },
  },
  events: [
    "SessionBroker-Client 1296",
    "SessionBroker-Client 1306",
    "SessionBroker-Client 1280",
    "SessionBroker-Client 1298",
    "SessionBroker 802",
    "SessionBroker 2056",
    "SessionBroker 898",
    "SessionBroker 901",
  ],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/azure/virtual-machines/windows/event-id-troubleshoot-vm-rdp-connecton.md",
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/rds-connection-broker-or-rdms-fails-caused-by-disabled-tls-10.md",
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/ports-used-by-rds.md",
    "[MS-RDPBCGR] 2.2.1.1 Client X.224 Connection Request PDU",
    "HAProxy 2.6.12 with xrdp 0.9.21: dead back end, cookie rule, PROXY protocol (seen)",
  ],
};
