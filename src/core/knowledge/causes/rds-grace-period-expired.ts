import type { Cause } from "./cause.ts";
import { restorePolicyKey, savePolicyKey } from "./recurring-steps.ts";
import { POLICY, POLICY_REG } from "./registry-paths.ts";
import { advise, both, powershell, risk } from "./steps.ts";

export const cause: Cause = {
  id: "rds-grace-period-expired",
  class: "licence",
  title: both("120-day licensing grace is over", "RDS 授权宽限期已到期"),
  explanation: both(
    "The Session Host role has run for 120 days without a licence server, and now refuses users. Administrators still get in with mstsc /admin.",
    "会话主机角色在没有授权服务器的情况下已运行 120 天，现在拒绝用户连接。管理员仍可用 mstsc /admin 登录。",
  ),
  fromOutside: both(
    "The licensing answer can tell that no licence was given, not whether the grace period is the reason. Next: ask the host for its remaining grace days.",
    "授权阶段的应答能说明没有授予许可，但看不出是否因宽限期到期。下一步：在主机上查询剩余宽限天数。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Days left (0 = over), and the licence servers and mode that are set (2 = per device, 4 = per user).",
          "剩余天数（0 为已到期），以及所设的授权服务器和模式（2=每设备，4=每用户）。",
          String.raw`Invoke-CimMethod -InputObject (Get-CimInstance -Namespace root/cimv2/TerminalServices -ClassName Win32_TerminalServiceSetting) -MethodName GetGracePeriodDays; Get-ItemProperty '${POLICY}' -ErrorAction SilentlyContinue | Select-Object LicenseServers,LicensingMode`,
        ),
      ],
      backup: [savePolicyKey],
      fix: [
        advise(
          "licence-server",
          "Install the RD Licensing role, activate it, and install CALs that fit the host's version.",
          "安装 RD 授权角色并激活，安装与主机版本匹配的 CAL。",
        ),
        powershell(
          "host",
          "Tell the host where it is and which mode you bought (4 = per user). In a domain set it in the GPO.",
          "告诉主机授权服务器和所购模式（4=每用户）。域环境请在 GPO 中设置。",
          String.raw`reg add "${POLICY_REG}" /v LicenseServers /t REG_SZ /d lic01.contoso.com /f; reg add "${POLICY_REG}" /v LicensingMode /t REG_DWORD /d 4 /f; gpupdate /force`,
        ),
        powershell(
          "host",
          "Check that the host finds its licence server.",
          "确认主机能找到授权服务器。",
          "Invoke-CimMethod -InputObject (Get-CimInstance -Namespace root/cimv2/TerminalServices -ClassName Win32_TerminalServiceSetting) -MethodName FindLicenseServers",
        ),
      ],
      rollback: [
        powershell(
          "host",
          "Remove the two values, if there were none before.",
          "原先没有这两个值时将其删除。",
          String.raw`'LicenseServers','LicensingMode' | ForEach-Object { Remove-ItemProperty '${POLICY}' $_ -ErrorAction SilentlyContinue }`,
        ),
        restorePolicyKey,
      ],
      risk: risk(
        "low",
        "Licences cost money, and the mode must be the one you bought. Resetting the grace period by the registry is a breach of the licence and not offered here.",
        "许可需要付费，模式必须与所购一致。通过注册表重置宽限期属于违反许可，本产品不提供。",
      ),
    },
  },
  events: [
    "RemoteConnectionManager 50281",
    "RemoteConnectionManager 50280",
    "RemoteConnectionManager 1068",
    "RemoteConnectionManager 1069",
    "RemoteConnectionManager 50282",
  ],
  sources: [
    "MicrosoftDocs/win32: desktop-src/TermServ/getgraceperioddays-win32-terminalservicesetting.md",
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/cannot-connect-rds-no-license-server.md",
    "MicrosoftDocs/windowsserverdocs: WindowsServerDocs/remote/remote-desktop-services/rds-client-access-license.md",
    "TerminalServer.admx",
  ],
};
