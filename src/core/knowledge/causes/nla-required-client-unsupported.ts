import type { Cause } from "./cause.ts";
import { nothingToSave, nothingToUndo } from "./recurring-steps.ts";
import { RDP_TCP } from "./registry-paths.ts";
import { advise, both, powershell, risk, sh } from "./steps.ts";

export const cause: Cause = {
  id: "nla-required-client-unsupported",
  class: "tls",
  title: both("Server demands NLA, client cannot", "服务器要求 NLA 而客户端不支持"),
  explanation: both(
    "The host wants the user proven before it shows anything (NLA, CredSSP), and the client does not offer that. The host is set well; the client is too old or wrongly set.",
    "主机要求先验证用户身份（NLA/CredSSP），而客户端没有提供。主机的设置是正确的，问题在于客户端过旧或设置不当。",
  ),
  fromOutside: both(
    "The demand is stated in the host's answer and is certain. Which client fails cannot be seen. Next: look at the version and settings of the client.",
    "这一要求写在主机的应答里，确定无疑；但看不出是哪个客户端失败。下一步：检查客户端的版本和设置。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "1 means that NLA is demanded.",
          "1 表示要求 NLA。",
          String.raw`(Get-ItemProperty '${RDP_TCP}').UserAuthentication`,
        ),
      ],
      backup: [nothingToSave],
      fix: [
        advise(
          "client",
          "Use a client with CredSSP: a current mstsc, FreeRDP with /sec:nla, Remmina with security set to negotiate.",
          "使用支持 CredSSP 的客户端：新版 mstsc、FreeRDP（/sec:nla）、Remmina（安全设为自动协商）。",
        ),
        advise("host", "Do not lower the host.", "不要降低主机的要求。"),
      ],
      rollback: [nothingToUndo],
      risk: risk(
        "none",
        "Nothing changes on the host. Turning NLA off would show the logon screen to everybody.",
        "主机不作改动。若关闭 NLA，登录界面将暴露给所有人。",
      ),
    },
    xrdp: {
      confirm: [
        sh(
          "client",
          "A Linux host with this demand is gnome-remote-desktop or a FreeRDP server, not xrdp. Try NLA with FreeRDP; it asks for the password.",
          "提出此要求的 Linux 主机是 gnome-remote-desktop 或 FreeRDP 服务器，而不是 xrdp。用 FreeRDP 以 NLA 测试，它会询问密码。",
          "xfreerdp /v:rdp01.example.com /u:alice /sec:nla",
        ),
      ],
      backup: [nothingToSave],
      fix: [advise("client", "Use a client with CredSSP.", "使用支持 CredSSP 的客户端。")],
      rollback: [nothingToUndo],
      risk: risk("none", "Nothing changes on the host.", "主机不作改动。"),
    },
  },
  variants: {
    "client-certificate-demanded": {
      title: both("The host demands a client certificate", "主机要求客户端证书"),
      explanation: both(
        "The host refuses with failure 6 (SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER): it wants TLS in which the client proves itself with a certificate. Ordinary clients cannot do this.",
        "主机以失败码 6（SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER）拒绝：要求客户端在 TLS 中用证书证明身份。普通客户端做不到。",
      ),
      fromOutside: both(
        "The demand is certain. It is rare: ask the owner whether a special product serves this port. Next: find out which program answers on the port.",
        "这一要求是确定的，但很少见：请询问负责人该端口是否由特殊产品提供服务。下一步：查明应答的是哪个程序。",
      ),
    },

    "redirect-needs-rdstls": {
      title: both("The redirection asks for RDSTLS", "重定向要求使用 RDSTLS"),
      explanation: both(
        "The broker hands over a password that only the next host can read, and only RDSTLS can carry. Older clients cannot do this, nor can this logon.",
        "连接代理交付的密码只有下一台主机才能解密，且只能通过 RDSTLS 传递。旧客户端做不到，本工具的登录目前也做不到。",
      ),
      fromOutside: both(
        "Where the redirection leads is certain. What stands behind it was not tested. Next: log on to the named host directly, or with the Windows client.",
        "重定向的目标是确定的，其后的部分未测试。下一步：直接登录所指的主机，或使用 Windows 客户端。",
      ),
    },
  },
  events: ["client reason 2825"],
  sources: [
    "FreeRDP/FreeRDP: libfreerdp/core/nego.h",
    "TerminalServer.admx: TS_USER_AUTHENTICATION_POLICY",
    "[MS-RDPBCGR] 2.2.1.2.2 RDP Negotiation Failure",
  ],
};
