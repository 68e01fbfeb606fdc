import type { Cause } from "./cause.ts";
import { nothingToSave, nothingToUndo } from "./recurring-steps.ts";
import { advise, both, powershell, risk, sh } from "./steps.ts";

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

    xrdp: {
      confirm: [
        sh(
          "host",
          "When was the password changed, and when did it end? A first date of 0 means: must be changed.",
          "密码何时更改、何时到期？上次更改日期为 0 表示必须更改。",
          "chage -l alice; journalctl -t xrdp-sesman --since '-1 hour' --no-pager | grep -iE 'expired|new authentication token' | tail -n 5",
        ),
      ],
      backup: [nothingToSave],
      fix: [
        sh(
          "host",
          "xrdp cannot ask for a new password: let the user change it over SSH or at the console, or set one.",
          "xrdp 无法在登录时提示更改密码：请用户通过 SSH 或控制台更改，或由管理员设置。",
          "passwd alice",
        ),
      ],
      rollback: [nothingToUndo],
      risk: risk("low", "Tell the user the new password over a safe channel.", "请通过安全渠道告知用户新密码。"),
    },
  },
  variants: {
    expired: {
      title: both("Password has expired", "密码已过期"),
      explanation: both(
        "The password is older than the policy allows (status C0000071). A server with NLA says so only to the right password.",
        "密码已超过策略允许的期限（状态码 C0000071）。启用 NLA 的服务器只有在密码正确时才会这样回答。",
      ),
    },
    "must-change": {
      title: both("Password must be changed at the first logon", "首次登录必须更改密码"),
      explanation: both(
        "An administrator set the password and asked for a change at the next logon (status C0000224). NLA has no place for that: the user must change it elsewhere first.",
        "管理员设置密码时要求下次登录更改（状态码 C0000224）。NLA 过程中无法更改密码，用户须先在别处更改。",
      ),
    },
  },
  events: ["Security 4625", "client reason 3847", "client reason 4615"],
  sources: [
    "MicrosoftDocs/windows-itpro-docs: windows/security/threat-protection/auditing/event-4625.md",
    "MicrosoftDocs/win32: desktop-src/TermServ/imstscaxevents-ondisconnected.md",
    "Debian: man chage",
  ],
};
