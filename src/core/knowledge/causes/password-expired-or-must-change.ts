import type { Cause } from "./cause.ts";
import { nothingToSave } from "./recurring-steps.ts";
import { advise, both, powershell, risk } from "./steps.ts";

export const cause: Cause = {
  id: "password-expired-or-must-change",
  class: "auth",
  title: both("Password expired or must be changed", "密码过期或需首次更改"),
  explanation: both(
    "The user must set a new password, and most clients cannot do that during an NLA logon. Change it in another way first.",
    "用户必须先更改密码，而多数客户端无法在 NLA 登录过程中完成。请先通过其他途径改密码。",
  ),
  fromOutside: both(
    "Visible only with the user's own credentials, as status C0000071 or C0000224. Next: read PasswordExpired of the account.",
    "只有使用该用户的凭据时才能看到状态码 C0000071 或 C0000224。下一步：查看账户的 PasswordExpired。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "dc",
          "Expired, or must be changed (pwdLastSet 0)?",
          "已过期，还是必须更改（pwdLastSet 为 0）？",
          "Get-ADUser alice -Properties PasswordExpired,pwdLastSet | Select-Object Name,PasswordExpired,pwdLastSet",
        ),
      ],
      backup: [nothingToSave],
      fix: [
        advise(
          "client",
          "Change it with Ctrl+Alt+Del on a domain PC, or on the password page of RD Web.",
          "在加入域的电脑上按 Ctrl+Alt+Del 更改，或使用 RD Web 的密码页面。",
        ),
        powershell(
          "dc",
          "Or let an administrator set a new one.",
          "或由管理员重置。",
          "Set-ADAccountPassword -Identity alice -Reset -NewPassword (Read-Host -AsSecureString 'New password')",
        ),
      ],
      rollback: [advise("dc", "A password cannot be put back; set another one.", "密码无法恢复，只能再设新的。")],
      risk: risk("low", "Tell the user the new password over a safe channel.", "请通过安全渠道告知用户新密码。"),
    },
  },
  events: ["Security 4625", "client reason 3847", "client reason 4615"],
  sources: [
    "MicrosoftDocs/windows-itpro-docs: windows/security/threat-protection/auditing/event-4625.md",
    "MicrosoftDocs/win32: desktop-src/TermServ/imstscaxevents-ondisconnected.md",
  ],
};
