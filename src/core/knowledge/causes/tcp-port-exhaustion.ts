import type { Cause } from "./cause.ts";
import { advise, both, powershell, risk } from "./steps.ts";

export const cause: Cause = {
  id: "tcp-port-exhaustion",
  class: "capacity",
  title: both("No ephemeral ports left on the host", "主机临时端口耗尽"),
  explanation: both(
    "A program on the host has used up all outgoing ports, so the host cannot reach a domain controller. Users read a misleading message about a time difference; local accounts work.",
    "主机上的某个程序占满了所有出站端口，主机无法联系域控制器。用户会看到误导性的“时间差异”提示，而本地账户可以登录。",
  ),
  fromOutside: both(
    "Not visible without credentials: the host answers well. Next: count the connections by process on the host.",
    "不使用凭据看不出来，主机的应答完全正常。下一步：在主机上按进程统计连接数。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Which process holds most connections, and how large is the port range?",
          "哪个进程连接最多，端口范围有多大？",
          "Get-NetTCPConnection | Group-Object OwningProcess | Sort-Object Count -Descending | Select-Object -First 5 Count,Name; netsh int ipv4 show dynamicport tcp",
        ),
      ],
      backup: [
        powershell(
          "host",
          "Note the range.",
          "记录端口范围。",
          String.raw`netsh int ipv4 show dynamicport tcp | Set-Content "C:\dynamicport-before.txt"`,
        ),
      ],
      fix: [
        advise(
          "host",
          "Stop or repair that process. Restarting it frees the ports.",
          "停止或修复该进程；重启它即可释放端口。",
        ),
        powershell(
          "host",
          "As a stopgap: a larger range.",
          "权宜之计：扩大端口范围。",
          "netsh int ipv4 set dynamicport tcp start=10000 num=55000",
        ),
      ],
      rollback: [
        powershell(
          "host",
          "Back to the default range.",
          "恢复默认范围。",
          "netsh int ipv4 set dynamicport tcp start=49152 num=16384",
        ),
      ],
      risk: risk(
        "low",
        "A range that begins lower may meet ports that programs listen on.",
        "起始端口过低可能与程序的监听端口冲突。",
      ),
    },
  },
  events: ["Tcpip 4227", "Tcpip 4231", "NETLOGON 5719", "GroupPolicy 1129", "client reason 7431"],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/remote-desktop-cannot-verify-identity-connecting-remote-machine.md",
  ],
};
