import type { Cause } from "./cause.ts";
import { restorePolicyKey, savePolicyKey } from "./recurring-steps.ts";
import { POLICY, POLICY_REG } from "./registry-paths.ts";
import { advise, both, powershell, riskWithServiceRestart } from "./steps.ts";

export const cause: Cause = {
  id: "udp-transport-broken",
  class: "transport",
  title: both("UDP side channel breaks", "UDP 传输异常"),
  explanation: both(
    "RDP opens a second channel over UDP, and that one is blocked or mangled. Sessions freeze or drop after about a minute, while a client on TCP alone works.",
    "RDP 会另开一条 UDP 通道，而这条通道被阻断或损坏。会话约一分钟后卡死或断开，仅用 TCP 的客户端则正常。",
  ),
  fromOutside: both(
    "Whether UDP 3389 answers can be tried; a channel that breaks only later cannot be seen without a session. Next: switch UDP off on one client and compare.",
    "UDP 3389 是否应答可以测试；若是稍后才中断，没有会话就看不到。下一步：在一台客户端上关闭 UDP 并比较。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "client",
          "Switch UDP off on one client, and connect again.",
          "在一台客户端上关闭 UDP，再重新连接。",
          String.raw`reg add "${POLICY_REG}\Client" /v fClientDisableUDP /t REG_DWORD /d 1 /f`,
        ),
        powershell(
          "host",
          "Does the host log broken UDP channels?",
          "主机是否记录了 UDP 通道异常？",
          "Get-WinEvent -FilterHashtable @{LogName='Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational';Id=136,138,291} -MaxEvents 10 -ErrorAction SilentlyContinue | Select-Object TimeCreated,Id,Message",
        ),
      ],
      backup: [savePolicyKey],
      fix: [
        advise(
          "network",
          "Let UDP 3389 through, both ways (RD Gateway: UDP 3391).",
          "双向放行 UDP 3389（RD 网关为 UDP 3391）。",
        ),
        powershell(
          "host",
          "Or use TCP only on the host (SelectTransport: 0 both, 1 TCP only, 2 either). In a domain set it in the GPO.",
          "或让主机仅使用 TCP（SelectTransport：0 两者都用，1 仅 TCP，2 任一）。域环境请在 GPO 中设置。",
          String.raw`reg add "${POLICY_REG}" /v SelectTransport /t REG_DWORD /d 1 /f; Restart-Service TermService -Force`,
        ),
      ],
      rollback: [
        powershell(
          "host",
          "Allow UDP again.",
          "重新允许 UDP。",
          String.raw`Remove-ItemProperty '${POLICY}' SelectTransport -ErrorAction SilentlyContinue; Restart-Service TermService -Force`,
        ),
        powershell(
          "client",
          "Take the test setting off the client.",
          "撤销客户端上的测试设置。",
          String.raw`Remove-ItemProperty '${POLICY}\Client' fClientDisableUDP -ErrorAction SilentlyContinue`,
        ),
        restorePolicyKey,
      ],
      risk: riskWithServiceRestart("low", "TCP alone is worse on lossy lines.", "在丢包线路上仅用 TCP 体验更差。"),
    },
  },
  variants: {
    "udp-silent": {
      title: both("UDP 3389 does not answer", "UDP 3389 无应答"),
      explanation: both(
        "The host or something in the path is silent on UDP 3389. Users still connect over TCP; they miss the better behaviour of UDP on lossy lines.",
        "主机或途中设备在 UDP 3389 上没有应答。用户仍可通过 TCP 连接，只是在丢包线路上没有 UDP 的优势。",
      ),
      fromOutside: both(
        "Silence does not tell whether UDP is blocked, switched off, or not offered by this product: xrdp has no UDP transport. Next: see whether the host listens on UDP 3389.",
        "无应答分不清是被阻断、被关闭还是产品本身不支持：xrdp 没有 UDP 传输。下一步：查看主机是否在 UDP 3389 上监听。",
      ),
    },
  },
  events: ["RdpCoreTS 136", "RdpCoreTS 138", "RdpCoreTS 291", "RDPClient 1104"],
  sources: ["TerminalServer.admx: TS_SELECT_TRANSPORT, TS_CLIENT_TURN_OFF_UDP"],
};
