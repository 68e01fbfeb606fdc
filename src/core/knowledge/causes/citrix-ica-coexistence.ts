import type { Cause } from "./cause.ts";
import { advise, both, powershell, risk } from "./steps.ts";

export const cause: Cause = {
  id: "citrix-ica-coexistence",
  class: "listener",
  title: both("Citrix VDA or ADC on the same host or name", "与 Citrix ICA/ADC 共存冲突"),
  explanation: both(
    "Citrix and RDP live on the same machine or name, and one of them was set to a port that the other uses. By default they do not share a port: ICA 1494, session reliability 2598, RDP 3389.",
    "Citrix 与 RDP 共用同一台机器或同一名称，其中一方被改到了对方的端口。默认并不冲突：ICA 为 1494，会话可靠性为 2598，RDP 为 3389。",
  ),
  fromOutside: both(
    "Open ports 1494 and 2598 show that Citrix is there, not that it is the fault. Next: list the listeners and their owners on the host.",
    "1494、2598 开放只说明有 Citrix，不代表故障由它引起。下一步：在主机上列出各监听端口及其所属程序。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Which listeners exist, and who owns the ports?",
          "有哪些侦听器，端口归谁所有？",
          "qwinsta; Get-NetTCPConnection -State Listen -LocalPort 1494,2598,3389,443 -ErrorAction SilentlyContinue | Select-Object LocalPort,OwningProcess; Get-Service BrokerAgent -ErrorAction SilentlyContinue",
        ),
      ],
      backup: [
        powershell(
          "host",
          "Note the port map.",
          "记录端口占用情况。",
          String.raw`Get-NetTCPConnection -State Listen | Export-Csv "C:\listeners-before.csv" -NoTypeInformation`,
        ),
      ],
      fix: [
        advise(
          "host",
          "Find the real double use: two products on 443, or RDP set to 1494, 2598 or 443. Give one of them its own port.",
          "找出真正的冲突：两个产品都用 443，或 RDP 被改成 1494、2598 或 443。让其中一个使用自己的端口。",
        ),
        advise(
          "host",
          "If the VDA policy closes direct RDP, allow it there for administrators.",
          "如果 VDA 策略关闭了直接 RDP，请在策略中为管理员放行。",
        ),
      ],
      rollback: [advise("host", "Restore the noted port map.", "恢复记录的端口设置。")],
      risk: risk("medium", "A wrong change takes published desktops down.", "改错会导致已发布的桌面不可用。"),
    },
  },
  events: ["RemoteConnectionManager 258", "RemoteConnectionManager 262"],
  sources: ["port numbers as seen in public firewall examples"],
  unverified: both(
    "The behaviour of VDA policies was not checked against a page of the vendor.",
    "VDA 策略的行为未对照厂商文档核实。",
  ),
};
