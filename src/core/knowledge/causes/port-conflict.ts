import type { Cause } from "./cause.ts";
import { saveXrdp } from "./recurring-steps.ts";
import { advise, both, powershell, riskWithServiceRestart, riskWithXrdpRestart, sh } from "./steps.ts";

export const cause: Cause = {
  id: "port-conflict",
  class: "listener",
  title: both("Another program owns the port, or what answers is not RDP", "端口被其他程序占用或应答的不是 RDP"),
  explanation: both(
    "The port is open, but the program behind it does not speak RDP. It took the port before the RDP service could, or the address and port lead to another service.",
    "端口是打开的，但背后的程序不是 RDP：它抢先占用了端口，或者该地址和端口本来就是别的服务。",
  ),
  fromOutside: both(
    "The first bytes often name the protocol. Which program it is, and why, only the host knows. Plain silence points to a hung service first. Next: see which process owns the port.",
    "从最初的字节往往能认出协议，但看不出是哪个程序、为什么。若完全沉默，应先怀疑服务挂起。下一步：查看占用端口的进程。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Which process and which service own the port?",
          "哪个进程、哪个服务占用了端口？",
          "$ids = (Get-NetTCPConnection -LocalPort 3389 -State Listen).OwningProcess | Sort-Object -Unique; Get-Process -Id $ids; Get-CimInstance Win32_Service | Where-Object ProcessId -in $ids | Format-Table Name,DisplayName,ProcessId",
        ),
        powershell(
          "host",
          "Is the port forwarded, or held by HTTP.sys? A port-forward that nobody set up can be an intruder's.",
          "端口是否被转发，或被 HTTP.sys 占用？来历不明的端口转发可能是入侵痕迹。",
          "netsh interface portproxy show all; netsh http show servicestate",
        ),
      ],
      backup: [
        powershell(
          "host",
          "Note who listens where, and the port-forwards.",
          "记录监听情况和端口转发。",
          String.raw`Get-NetTCPConnection -State Listen | Export-Csv "C:\listeners-before.csv" -NoTypeInformation; netsh interface portproxy dump | Set-Content "C:\portproxy-before.txt"`,
        ),
      ],
      fix: [
        advise(
          "host",
          "Move the other program to another port in its own settings.",
          "在对方程序的设置中把它改到其他端口。",
        ),
        powershell(
          "host",
          "Then let RDP take the port.",
          "然后让 RDP 占用该端口。",
          "Restart-Service TermService -Force",
        ),
        advise(
          "host",
          "Last resort: move RDP to another port (see listener-port-changed).",
          "最后手段：把 RDP 改到其他端口（见 listener-port-changed）。",
        ),
      ],
      rollback: [
        advise("host", "Put the other program back on its port and restart it.", "把对方程序改回原端口并重启。"),
      ],
      risk: riskWithServiceRestart(
        "medium",
        "Stopping an unknown owner of the port may stop a business service.",
        "停止来历不明的程序可能会中断业务服务。",
      ),
    },
    xrdp: {
      confirm: [
        sh("host", "Which process owns the port?", "哪个进程占用了端口？", "ss -ltnp 'sport = :3389'"),
        sh(
          "host",
          "What does xrdp say about it?",
          "xrdp 日志怎么说？",
          "grep -iE 'listen|bind|address' /var/log/xrdp.log | tail -n 20",
        ),
      ],
      backup: [saveXrdp],
      fix: [
        advise(
          "host",
          "Move the other program to another port in its own settings, or stop it if nobody needs it.",
          "在对方程序的设置中改用其他端口；无人使用则停止它。",
        ),
        sh(
          "host",
          "Then let xrdp take the port.",
          "然后让 xrdp 占用该端口。",
          "systemctl restart xrdp; sleep 1; ss -ltnp 'sport = :3389'",
        ),
      ],
      rollback: [
        advise("host", "Put the other program back on its port and restart it.", "把对方程序改回原端口并重启。"),
      ],
      risk: riskWithXrdpRestart(
        "medium",
        "Stopping an unknown owner of the port may stop a business service.",
        "停止来历不明的程序可能会中断业务服务。",
      ),
    },
  },
  variants: {
    http: {
      title: both("A web server answers on the port", "该端口上是 Web 服务器"),
      explanation: both("What answers speaks HTTP, not RDP.", "应答的是 HTTP 服务，不是 RDP。"),
    },
    ssh: {
      title: both("An SSH server answers on the port", "该端口上是 SSH 服务器"),
      explanation: both("What answers greets with an SSH banner, not RDP.", "应答的是 SSH 标识，不是 RDP。"),
    },
    "tls-service": {
      title: both("Another TLS service answers on the port", "该端口上是其他 TLS 服务"),
      explanation: both(
        "What answers speaks TLS at once, without the RDP greeting before it: a web server, a gateway or a proxy.",
        "应答方一开始就使用 TLS，没有先进行 RDP 协商：可能是 Web 服务器、网关或代理。",
      ),
      fromOutside: both(
        "If it is an RD Gateway, connect through it and not to it. Next: read the certificate that it shows, then see which process owns the port.",
        "如果它是 RD 网关，应通过它连接，而不是直接连它。下一步：查看它出示的证书，再查占用端口的进程。",
      ),
    },
    vnc: {
      title: both("A VNC server answers on the port", "该端口上是 VNC 服务器"),
      explanation: both(
        "What answers greets with RFB, the protocol of VNC. Use a VNC client, or the right port.",
        "应答的是 RFB（VNC 协议）。请使用 VNC 客户端，或换成正确的端口。",
      ),
    },
    "other-service": {
      title: both("A service that is not RDP answers on the port", "该端口上是 RDP 以外的服务"),
      explanation: both(
        "What answers sends bytes that are not RDP. The evidence shows the first of them.",
        "应答的字节不是 RDP，证据中列出了最初的若干字节。",
      ),
    },
  },
  events: ["RemoteConnectionManager 1036", "RemoteConnectionManager 1035", "RemoteConnectionManager 260"],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/rdp-error-general-troubleshooting.md",
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/troubleshoot-remote-desktop-disconnected-errors.md",
    "stascorp/rdpwrap issue #363",
  ],
  unverified: both(
    "mstsc may show 0x1104 here; the meaning of that number was not found on an authoritative page.",
    "此时 mstsc 可能显示 0x1104，该代码的含义未在权威页面上找到。",
  ),
};
