import type { Cause } from "./cause.ts";
import { advise, both, powershell, risk, sh } from "./steps.ts";

export const cause: Cause = {
  id: "account-locked-out",
  class: "auth",
  title: both("Account is locked", "账户被锁定"),
  explanation: both(
    "Too many wrong passwords locked the account. A forgotten saved password on another device, or an attack, is the usual source.",
    "错误密码次数过多，账户被锁定。来源往往是其他设备上遗留的旧密码，或遭受攻击。",
  ),
  fromOutside: both(
    "Visible only with the user's own credentials, as status C0000234. Next: read event 4740 on the domain controller; it names the caller.",
    "只有使用该用户的凭据时才能看到状态码 C0000234。下一步：在域控制器上查看事件 4740，其中写明来源计算机。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "dc",
          "Is the account locked, since when?",
          "账户是否被锁定，从何时起？",
          "Get-ADUser alice -Properties LockedOut,AccountLockoutTime,BadLogonCount | Select-Object Name,LockedOut,AccountLockoutTime,BadLogonCount",
        ),
        powershell(
          "dc",
          "On the PDC emulator: who caused it?",
          "在 PDC 模拟器上：由谁引起？",
          "Get-WinEvent -FilterHashtable @{LogName='Security';Id=4740} -MaxEvents 5 | Select-Object TimeCreated,Message",
        ),
      ],
      backup: [
        advise(
          "dc",
          "Keep the 4740 events; they name the source. No setting is changed.",
          "保留 4740 事件，其中有来源信息。不改动任何设置。",
        ),
      ],
      fix: [
        advise(
          "anywhere",
          "Stop the source first: the saved password, the service or the attacker.",
          "先消除来源：旧的已保存密码、服务账户或攻击者。",
        ),
        powershell("dc", "Then unlock the account.", "然后解锁账户。", "Unlock-ADAccount -Identity alice"),
      ],
      rollback: [
        powershell(
          "dc",
          "If it was an attack: disable the account until it is over.",
          "如果是攻击：在结束前停用该账户。",
          "Disable-ADAccount -Identity alice",
        ),
      ],
      risk: risk("medium", "Unlocking during an attack helps the attacker.", "在攻击期间解锁等于帮助攻击者。"),
    },
    xrdp: {
      confirm: [
        sh(
          "host",
          "Failed tries that PAM counted, and their sources.",
          "PAM 记录的失败次数及来源。",
          "faillock --user alice; grep AUTHFAIL /var/log/xrdp-sesman.log | tail -n 10",
        ),
      ],
      backup: [
        advise(
          "host",
          "Keep the log lines; they name the source. No setting is changed.",
          "保留日志行，其中有来源信息。不改动任何设置。",
        ),
      ],
      fix: [
        sh(
          "host",
          "After the source is stopped: reset the counter.",
          "消除来源后：清零计数。",
          "faillock --user alice --reset",
        ),
      ],
      rollback: [
        sh(
          "host",
          "If it was an attack: lock the account until it is over.",
          "如果是攻击：在结束前锁定该账户。",
          "usermod -L alice",
        ),
      ],
      risk: risk("medium", "Unlocking during an attack helps the attacker.", "在攻击期间解锁等于帮助攻击者。"),
    },
  },
  events: ["Security 4740", "Security 4625", "client reason 3335"],
  sources: ["MicrosoftDocs/windows-itpro-docs: windows/security/threat-protection/auditing/event-4625.md"],
};
