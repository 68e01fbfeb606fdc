import type { Cause } from "./cause.ts";
import { both, powershell, risk, sh } from "./steps.ts";

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

    xrdp: {
      confirm: [
        sh(
          "host",
          "Is the account locked (L), expired, without a login shell, or bound to hours or sources?",
          "账户是否被锁定（L）、已过期、没有登录 shell，或受时间或来源限制？",
          "passwd -S alice; chage -l alice; getent passwd alice; grep -vE '^#|^$' /etc/security/time.conf /etc/security/access.conf",
        ),
        sh(
          "host",
          "What did PAM say?",
          "PAM 给出了什么原因？",
          "journalctl -t xrdp-sesman --since '-1 hour' --no-pager | tail -n 20",
        ),
      ],
      backup: [
        sh(
          "host",
          "Note the settings of the account.",
          "记录账户的设置。",
          "umask 077; { getent passwd alice; passwd -S alice; chage -l alice; } > /root/alice-before.txt",
        ),
      ],
      fix: [
        sh("host", "Locked: unlock it.", "已锁定：解锁。", "usermod -U alice"),
        sh("host", "Expired: set a new end date.", "已过期：设置新的到期日。", "chage -E 2030-12-31 alice"),
        sh("host", "No login shell: give one.", "没有登录 shell：设置一个。", "usermod -s /bin/bash alice"),
      ],
      rollback: [
        sh(
          "host",
          "Lock it again, and look up the former dates.",
          "重新锁定，并查看原来的日期。",
          "usermod -L alice; cat /root/alice-before.txt",
        ),
      ],
      risk: risk(
        "medium",
        "An account may be closed on purpose; get the owner's word.",
        "账户可能是有意停用的，请先征得负责人同意。",
      ),
    },
  },
  variants: {
    disabled: {
      title: both("Account is disabled", "账户已禁用"),
      explanation: both(
        "The server knows the account and says that it is switched off (status C0000072). Whether the password is right was not said.",
        "服务器认识该账户，但账户已被停用（状态码 C0000072）。密码是否正确没有说明。",
      ),
    },
    expired: {
      title: both("Account has expired", "账户已过期"),
      explanation: both(
        "The end date of the account has passed (status C0000193). The password has no part in it.",
        "账户的到期日已过（状态码 C0000193），与密码无关。",
      ),
    },
    hours: {
      title: both("Account may not log on at this hour", "当前时间不在允许的登录时段"),
      explanation: both(
        "The account may log on at certain hours only, and this is none of them (status C000006F). It works again by itself; look at the clock of the domain controller, too.",
        "账户只能在规定时段登录，而现在不在该时段内（状态码 C000006F）。到时会自动恢复；同时请核对域控制器的时钟。",
      ),
    },
    workstation: {
      title: both("Account may not log on from this machine", "账户不允许从这台计算机登录"),
      explanation: both(
        "The account is bound to a list of machines, and the name that the client gives is not on it (status C0000070). With NLA that is the name of the client, not of the host.",
        "账户只允许从指定的计算机登录，而客户端给出的名称不在其中（状态码 C0000070）。使用 NLA 时检查的是客户端的名称，而不是主机的名称。",
      ),
    },
    restricted: {
      title: both("A restriction of the account stands in the way", "账户受到限制"),
      explanation: both(
        "Name and password may be right, and a rule keeps the account out (status C000006E or alike): a blank password, the group Protected Users with NTLM, an authentication policy, or selective authentication of a trust.",
        "用户名和密码可能正确，但有规则阻止该账户（状态码 C000006E 等）：空密码、Protected Users 组不允许 NTLM、身份验证策略，或信任关系的选择性身份验证。",
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
    "Debian: man chage, man passwd, man pam_time, man pam_access",
  ],
};
