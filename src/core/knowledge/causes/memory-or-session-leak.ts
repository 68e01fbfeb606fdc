import type { Cause } from "./cause.ts";
import { nothingToSave, nothingToUndo } from "./recurring-steps.ts";
import { advise, both, powershell, riskWithServiceRestart, riskWithXrdpRestart, sh } from "./steps.ts";

export const cause: Cause = {
  id: "memory-or-session-leak",
  class: "capacity",
  title: both('Memory, pool or sessions leak: "service is currently busy"', "内存/会话泄漏，服务繁忙"),
  explanation: both(
    "The host runs out of memory, kernel pool or session slots, so every step is slow or refused. A restart helps for some days, then it comes back.",
    "主机内存、内核池或会话资源耗尽，每一步都变慢或被拒绝。重启后能好几天，然后再次出现。",
  ),
  fromOutside: both(
    "Late answers at every stage can be seen, the reason cannot. Next: look at free memory and at the handles of the service on the host.",
    "从外部能看到各阶段响应都慢，但看不到原因。下一步：查看主机的可用内存和服务的句柄数。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Memory and handles of the service, free memory, kernel pool, sessions.",
          "服务的内存与句柄、可用内存、内核池、会话数。",
          String.raw`Get-CimInstance Win32_Service -Filter "Name='TermService'" | ForEach-Object { Get-Process -Id $_.ProcessId | Select-Object Id,WorkingSet64,PrivateMemorySize64,HandleCount }; Get-Counter '\Memory\Available MBytes','\Memory\Pool Nonpaged Bytes','\Terminal Services\Total Sessions'; qwinsta`,
        ),
        advise(
          "hypervisor",
          "Does a basic console session (not an enhanced one, which uses RDP) show the same?",
          "在基本控制台会话（不要用增强会话，它本身使用 RDP）中是否同样出现？",
        ),
      ],
      backup: [
        powershell(
          "host",
          "Keep a list of the greatest users of memory as evidence.",
          "保留内存占用最大的进程列表作为证据。",
          String.raw`Get-Process | Sort-Object PrivateMemorySize64 -Descending | Select-Object -First 30 Name,Id,PrivateMemorySize64,HandleCount | Export-Csv "C:\memory-before.csv" -NoTypeInformation`,
        ),
      ],
      fix: [
        powershell("host", "At once: restart the service.", "应急：重启服务。", "Restart-Service TermService -Force"),
        advise(
          "host",
          "For good: update or remove security agents and other hooks, log off disconnected sessions by policy, add memory or hosts.",
          "根治：更新或移除安全代理等钩子程序，用策略注销已断开的会话，增加内存或主机。",
        ),
      ],
      rollback: [nothingToUndo],
      risk: riskWithServiceRestart(
        "medium",
        "The leak comes back until its source is found.",
        "在找到根源之前问题会再次出现。",
      ),
    },
    xrdp: {
      confirm: [
        sh(
          "host",
          "Free memory, the greatest users, the number of desktops and what the kernel ended.",
          "可用内存、占用最大的进程、桌面数量以及被内核终止的进程。",
          "free -m; ps -eo user,rss,etime,cmd --sort=-rss | head -n 15; pgrep -fc 'Xorg.*xrdp|Xvnc'; journalctl -k --since '-1 day' --no-pager | grep -iE 'out of memory|oom-kill' | tail -n 5",
        ),
        sh(
          "host",
          "Processes of xrdp: one for each connection. Hundreds mean half-open connections.",
          "xrdp 进程：每个连接一个。数百个说明存在大量半开连接。",
          "pgrep -xc xrdp; ss -tn state established 'sport = :3389' | wc -l",
        ),
      ],
      backup: [nothingToSave],
      fix: [
        sh(
          "host",
          "At once: restart the service when users have saved their work.",
          "应急：在用户保存工作后重启服务。",
          "systemctl restart xrdp",
        ),
        sh(
          "host",
          "For good: end disconnected desktops after a day (sesman.ini counts after a restart).",
          "根治：断开一天后结束桌面（sesman.ini 重启后生效）。",
          "cp -a /etc/xrdp/sesman.ini /root/sesman.ini-before; sed -i 's/^KillDisconnected=.*/KillDisconnected=true/; s/^DisconnectedTimeLimit=.*/DisconnectedTimeLimit=86400/' /etc/xrdp/sesman.ini",
        ),
      ],
      rollback: [
        sh(
          "host",
          "Put the session settings back.",
          "恢复会话设置。",
          "cp -a /root/sesman.ini-before /etc/xrdp/sesman.ini",
        ),
      ],
      risk: riskWithXrdpRestart(
        "medium",
        "A time limit ends desktops with unsaved work in them.",
        "时间限制会结束含有未保存工作的桌面。",
      ),
    },
  },
  events: [
    "LocalSessionManager 36",
    "LocalSessionManager 43",
    "LocalSessionManager 53",
    "RemoteConnectionManager 20498",
    "RemoteConnectionManager 20502",
    "Resource-Exhaustion-Detector 2004",
    "Srv 2019",
    "Srv 2020",
  ],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/remote-desktop-service-currently-busy.md",
  ],
  unverified: both(
    "The events 2004, 2019 and 2020 were not checked against a page.",
    "事件 2004、2019、2020 未对照页面核实。",
  ),
};
