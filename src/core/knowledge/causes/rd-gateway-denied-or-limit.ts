import type { Cause } from "./cause.ts";
import { advise, both, powershell, risk } from "./steps.ts";

export const cause: Cause = {
  id: "rd-gateway-denied-or-limit",
  class: "gateway",
  title: both("RD Gateway policy or limit refuses", "RD 网关策略拒绝或达到上限"),
  explanation: both(
    "The gateway works, but its policies do not let this user or this target through, or all its connections are taken.",
    "网关正常，但其策略不允许该用户或该目标，或连接数已满。",
  ),
  fromOutside: both(
    "Without credentials one sees only that the gateway answers. Next: read the gateway's log for the time of the try.",
    "不使用凭据只能看到网关有应答。下一步：查看网关日志中对应时刻的记录。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "gateway",
          "What did the gateway log?",
          "网关记录了什么？",
          "Get-WinEvent -LogName 'Microsoft-Windows-TerminalServices-Gateway/Operational' -MaxEvents 20 | Select-Object TimeCreated,Id,Message",
        ),
        powershell(
          "gateway",
          "Which policies are there?",
          "有哪些策略？",
          String.raw`Import-Module RemoteDesktopServices; Get-ChildItem 'RDS:\GatewayServer\CAP'; Get-ChildItem 'RDS:\GatewayServer\RAP'`,
        ),
      ],
      backup: [
        advise(
          "gateway",
          "RD Gateway Manager: export policy and configuration settings.",
          "RD 网关管理器：导出策略和配置设置。",
        ),
      ],
      fix: [
        advise(
          "gateway",
          "Add the users' group to the connection policy (CAP) and the computers' group to the resource policy (RAP).",
          "把用户组加入连接授权策略（CAP），把计算机组加入资源授权策略（RAP）。",
        ),
        advise(
          "client",
          "Use the full name that the resource policy lists, not the address or a short name.",
          "使用资源策略中列出的完整域名，不要用 IP 或短名称。",
        ),
        advise(
          "gateway",
          "If the limit is reached: raise it in the properties, or add a gateway.",
          "达到上限时：在属性中提高，或增加网关。",
        ),
      ],
      rollback: [advise("gateway", "Import the exported settings.", "导入导出的设置。")],
      risk: risk(
        "medium",
        'A resource policy of "any resource" makes the gateway an open door to the network.',
        "资源策略若设为“任何资源”，网关就成了内网的敞开之门。",
      ),
    },
  },
  events: [
    "Gateway 201",
    "Gateway 301",
    "Gateway 304",
    "Gateway 200",
    "Gateway 300",
    "Gateway 302",
    "Gateway 303",
    "NPS 6273",
  ],
  sources: [
    "FreeRDP/FreeRDP: libfreerdp/core/gateway/tsg.h",
    "learn.microsoft.com previous-versions ee891388",
    "rackerlabs/rackspace-how-to: rds-client-disconnected-codes-and-reasons.md",
  ],
  unverified: both(
    "The gateway event ids and NPS 6273 were not checked against a page.",
    "网关事件编号和 NPS 6273 未对照页面核实。",
  ),
};
