import type { Cause } from "./cause.ts";
import { advise, both, powershell, risk } from "./steps.ts";

export const cause: Cause = {
  id: "channel-binding-ntlmv1",
  class: "auth",
  title: both("Channel bindings missing: NTLMv1 or TLS interception", "通道绑定失败（NTLMv1 或 TLS 拦截）"),
  explanation: both(
    "The logon must be tied to the TLS connection, and it is not: the client uses the old NTLMv1, or a device between client and host opens the TLS connection.",
    "登录必须与 TLS 连接绑定，而这里没有：客户端使用了旧的 NTLMv1，或中间有设备拆解了 TLS。",
  ),
  fromOutside: both(
    "Another certificate than the host's own shows interception. The client's NTLM level cannot be seen from outside. Next: read LmCompatibilityLevel on the client.",
    "证书与主机自身的不同，说明存在拦截；客户端的 NTLM 级别从外部看不到。下一步：在客户端查看 LmCompatibilityLevel。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "client",
          "Below 3 is too low; no value means the default, which is high enough.",
          "低于 3 即过低；没有该值表示使用默认值，默认值足够高。",
          String.raw`(Get-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Control\Lsa').LmCompatibilityLevel`,
        ),
      ],
      backup: [
        powershell(
          "client",
          "Save the key.",
          "备份该项。",
          String.raw`reg export "HKLM\SYSTEM\CurrentControlSet\Control\Lsa" "C:\lsa-before.reg" /y`,
        ),
      ],
      fix: [
        powershell(
          "client",
          "Send NTLMv2 only (at least 3).",
          "仅发送 NTLMv2（至少为 3）。",
          String.raw`Set-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Control\Lsa' LmCompatibilityLevel 5 -Type DWord`,
        ),
        advise("network", "Take the intercepting device out of the path of RDP.", "让 RDP 流量不经过拦截设备。"),
        advise(
          "gateway",
          "Do not switch EnforceChannelBinding off on the gateway.",
          "不要在网关上关闭 EnforceChannelBinding。",
        ),
      ],
      rollback: [
        powershell("client", "Put the saved value back.", "恢复备份的值。", String.raw`reg import "C:\lsa-before.reg"`),
      ],
      risk: risk("low", "Very old servers may need NTLMv1.", "非常旧的服务器可能需要 NTLMv1。"),
    },
  },
  events: ["Security 4625"],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/0xc000035b-when-you-use-lmcompatibility.md",
  ],
  unverified: both(
    "That a missing value counts as 3 or higher was not read on a page for every Windows version.",
    "“没有该值即为 3 或更高”这一点并未对每个 Windows 版本逐一核实。",
  ),
};
