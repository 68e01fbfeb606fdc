import type { Cause } from "./cause.ts";
import { advise, both, powershell, risk } from "./steps.ts";

export const cause: Cause = {
  id: "rds-cal-unavailable",
  class: "licence",
  title: both("No fitting CAL", "没有可用或版本匹配的 CAL"),
  explanation: both(
    "The licence server is reached but has no client access licence left that fits. A licence for an older version does not serve a newer host.",
    "能连接授权服务器，但没有合适的客户端访问许可（CAL）。旧版本的 CAL 不能用于较新的主机。",
  ),
  fromOutside: both(
    "The licensing error can show that no licence was given; how many there are only the licence server knows. Next: open the licensing diagnoser (lsdiag.msc) on the host.",
    "授权错误能说明没有授予许可，但数量只有授权服务器知道。下一步：在主机上打开授权诊断程序（lsdiag.msc）。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell("host", "Open the RD Licensing Diagnoser.", "打开 RD 授权诊断程序。", "lsdiag.msc"),
        powershell(
          "licence-server",
          "Which licences are installed, for which version, and how many are left?",
          "安装了哪些许可，适用于哪个版本，还剩多少？",
          "Get-CimInstance -ClassName Win32_TSLicenseKeyPack | Select-Object ProductVersion,ProductType,TotalLicenses,IssuedLicenses,AvailableLicenses",
        ),
      ],
      backup: [
        powershell(
          "licence-server",
          "Note the key packs.",
          "记录许可包。",
          String.raw`Get-CimInstance -ClassName Win32_TSLicenseKeyPack | Export-Clixml "C:\cals-before.xml"`,
        ),
      ],
      fix: [
        advise(
          "licence-server",
          "Buy and install CALs of the host's version or newer (licmgr.exe). Per-user CALs need a domain.",
          "购买并安装与主机版本相同或更新的 CAL（licmgr.exe）。每用户 CAL 需要域环境。",
        ),
        advise(
          "dc",
          'For event 4105: delegate "Read and write Terminal Server license server" to SELF on the user objects.',
          "出现事件 4105 时：在用户对象上把“读取和写入 Terminal Server 授权服务器”委派给 SELF。",
        ),
      ],
      rollback: [
        advise(
          "licence-server",
          "Nothing to undo: added licences harm nothing. Take the delegation back in the same dialog.",
          "无需回退：新增许可没有害处。委派可在同一对话框中撤销。",
        ),
      ],
      risk: risk(
        "low",
        "It costs money. Over-use of per-user CALs is not blocked technically, but is a breach.",
        "需要费用。每用户 CAL 超用在技术上不会被阻止，但属于违规。",
      ),
    },
  },
  events: [
    "RemoteConnectionManager 1011",
    "RemoteConnectionManager 50180",
    "RemoteConnectionManager 50284",
    "RemoteConnectionManager 1004",
    "Licensing 4105",
    "Licensing 21",
    "Licensing 22",
  ],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/cannot-connect-rds-no-license-server.md",
    "MicrosoftDocs/windowsserverdocs: WindowsServerDocs/remote/remote-desktop-services/rds-client-access-license.md",
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/license-attributes-not-updated-rdsh-server.md",
  ],
  unverified: both(
    "The licence server events 21 and 22, and the fields of Win32_TSLicenseKeyPack, were not checked against a page.",
    "授权服务器事件 21、22 以及 Win32_TSLicenseKeyPack 的字段未对照页面核实。",
  ),
};
