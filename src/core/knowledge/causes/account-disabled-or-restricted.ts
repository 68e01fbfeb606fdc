import type { Cause } from "./cause.ts";
import { both, powershell, risk } from "./steps.ts";

export const cause: Cause = {
  id: "account-disabled-or-restricted",
  class: "auth",
  title: both(
    "Account disabled, expired, or bound to hours, workstation or non-blank password",
    "账户禁用/过期/受登录时间或工作站限制",
  ),
  explanation: both(
    "The password may be right, but the account is not allowed in now: it is disabled or expired, may log on only at certain hours or from certain machines, or has a blank password.",
    "密码可能是对的，但账户此刻不允许登录：已禁用或过期、受登录时间或指定工作站限制，或密码为空。",
  ),
  fromOutside: both(
    "Visible only with the user's own credentials, as a status code. Next: read the SubStatus of event 4625 on the host.",
    "只有使用该用户的凭据时才能看到状态码。下一步：在主机上查看事件 4625 的 SubStatus。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "dc",
          "Read the limits of the account.",
          "查看账户的限制。",
          "Get-ADUser alice -Properties Enabled,AccountExpirationDate,LogonWorkstations,logonHours | Select-Object Name,Enabled,AccountExpirationDate,LogonWorkstations,logonHours",
        ),
        powershell(
          "host",
          "1 means: accounts with a blank password may not log on remotely.",
          "1 表示空密码账户不能远程登录。",
          String.raw`(Get-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Control\Lsa').LimitBlankPasswordUse`,
        ),
      ],
      backup: [
        powershell(
          "dc",
          "Save the account's settings.",
          "备份账户设置。",
          String.raw`Get-ADUser alice -Properties * | Export-Clixml "C:\alice-before.xml"`,
        ),
      ],
      fix: [
        powershell("dc", "Disabled: enable it.", "已禁用：启用。", "Enable-ADAccount -Identity alice"),
        powershell(
          "dc",
          "Expired: set a new end date.",
          "已过期：设置新的到期日。",
          "Set-ADAccountExpiration -Identity alice -DateTime (Get-Date).AddMonths(6)",
        ),
        powershell(
          "dc",
          "Bound to workstations: add this one to the list (the list is replaced).",
          "限制了工作站：把这台加入列表（会替换整个列表）。",
          "Set-ADUser -Identity alice -LogonWorkstations 'PC01,RDP01'",
        ),
      ],
      rollback: [
        powershell("dc", "Disable it again.", "重新停用。", "Disable-ADAccount -Identity alice"),
        powershell(
          "dc",
          "Look up the former dates and lists.",
          "查看原来的日期和列表。",
          String.raw`Import-Clixml "C:\alice-before.xml" | Select-Object Enabled,AccountExpirationDate,LogonWorkstations,logonHours`,
        ),
      ],
      risk: risk(
        "medium",
        "An account may be closed on purpose; get the owner's word.",
        "账户可能是有意停用的，请先征得负责人同意。",
      ),
    },
  },
  events: [
    "Security 4625",
    "client reason 2823",
    "client reason 3591",
    "client reason 3079",
    "client reason 4103",
    "client reason 4359",
  ],
  sources: [
    "MicrosoftDocs/windows-itpro-docs: windows/security/threat-protection/auditing/event-4625.md",
    "MicrosoftDocs/win32: desktop-src/TermServ/imstscaxevents-onlogonerror.md",
  ],
};
