import type { Cause } from "./cause.ts";
import { nothingToSave, nothingToUndo } from "./recurring-steps.ts";
import { advise, both, cmd, powershell, risk, sh } from "./steps.ts";

export const cause: Cause = {
  id: "bad-credentials",
  class: "auth",
  title: both("Wrong user name or password", "用户名或密码错误"),
  explanation: both(
    "The host answered, the connection is sound, and the name or password was refused. Often the domain part is missing or an old saved password is used.",
    "主机有应答，连接正常，但用户名或密码被拒绝。常见原因是缺少域名部分，或使用了旧的已保存密码。",
  ),
  fromOutside: both(
    "A server does not say whether the name or the password was wrong, and a check without credentials sees neither; nobody must guess: wrong tries lock accounts. Next: read the failed logons on the host (event 4625 on Windows, the log of xrdp-sesman on Linux).",
    "服务器不会说明是用户名错还是密码错，不带凭据的检测则两者都看不到；绝不能猜测：错误尝试会锁定账户。下一步：在主机上查看失败登录（Windows 看事件 4625，Linux 看 xrdp-sesman 的日志）。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "The last failed logons with name, status and source. With NLA they have logon type 3.",
          "最近的失败登录：名称、状态码和来源。启用 NLA 时登录类型为 3。",
          "Get-WinEvent -FilterHashtable @{LogName='Security';Id=4625;StartTime=(Get-Date).AddHours(-1)} -MaxEvents 5 | ForEach-Object { ([xml]$_.ToXml()).Event.EventData.Data | Where-Object Name -in TargetUserName,TargetDomainName,Status,SubStatus,IpAddress }",
        ),
      ],
      backup: [cmd("client", "List the saved credentials.", "列出已保存的凭据。", "cmdkey /list")],
      fix: [
        advise(
          "client",
          String.raw`Use the right form: DOMAIN\user, user@domain, or .\user for a local account.`,
          String.raw`使用正确的格式：DOMAIN\user、user@domain，本地账户用 .\user。`,
        ),
        cmd("client", "Delete a stale saved password.", "删除过期的已保存密码。", "cmdkey /delete:TERMSRV/rdp01"),
        advise("dc", "Otherwise reset the password.", "否则重置密码。"),
      ],
      rollback: [
        advise(
          "client",
          "Nothing to undo: the password is saved again at the next logon if the user wishes.",
          "无需回退：用户可在下次登录时重新保存密码。",
        ),
      ],
      risk: risk("low", "Every wrong try counts towards the lockout.", "每次错误尝试都计入账户锁定。"),
    },
    xrdp: {
      confirm: [
        sh(
          "host",
          "Failed logons of xrdp with user and source.",
          "xrdp 的失败登录：用户与来源。",
          "grep AUTHFAIL /var/log/xrdp-sesman.log | tail -n 10",
        ),
      ],
      backup: [nothingToSave],
      fix: [
        sh(
          "host",
          "Is the account there, and is its password usable (P)?",
          "账户是否存在，密码是否可用（P）？",
          "getent passwd alice; passwd -S alice",
        ),
        advise(
          "client",
          "Type the name without a domain, unless the host is joined to one.",
          "除非主机已加入域，否则用户名不要带域名。",
        ),
      ],
      rollback: [nothingToUndo],
      risk: risk(
        "low",
        "Every wrong try is a real failure for PAM and may lock the account.",
        "每次错误尝试对 PAM 都是真实失败，可能锁定账户。",
      ),
    },
  },
  events: ["RdpCoreTS 140", "Security 4625", "Security 4776", "client reason 2055", "client reason 2567"],
  sources: [
    "MicrosoftDocs/windows-itpro-docs: windows/security/threat-protection/auditing/event-4625.md",
    "xrdp 0.9.21: AUTHFAIL line of the sesman log (seen)",
  ],
};
