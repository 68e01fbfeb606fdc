import type { Cause } from "./cause.ts";
import { both, cmd, powershell, risk } from "./steps.ts";

export const cause: Cause = {
  id: "drain-mode-or-logons-disabled",
  class: "capacity",
  title: both("Host in drain mode or logons off", "主机处于排空模式或禁止登录"),
  explanation: both(
    "The host takes no new logons, because somebody or a maintenance job switched them off. Users with a session there may still come back.",
    "主机不接受新的登录，有人或维护任务将其关闭。已有会话的用户通常仍可重新连接。",
  ),
  fromOutside: both(
    "The host refuses after the logon, which a check without credentials does not reach. Next: run change logon /query on the host.",
    "拒绝发生在登录之后，不带凭据的检测到达不了那一步。下一步：在主机上运行 change logon /query。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Are logons on, and what does the broker drain mode say (0 = all allowed)?",
          "是否允许登录，代理的排空模式是什么（0 为全部允许）？",
          "change logon /query; (Get-CimInstance -Namespace root/cimv2/TerminalServices -ClassName Win32_TerminalServiceSetting).SessionBrokerDrainMode",
        ),
      ],
      backup: [
        cmd(
          "host",
          "Note the present state.",
          "记录当前状态。",
          String.raw`change logon /query > "C:\logon-mode-before.txt"`,
        ),
      ],
      fix: [
        cmd("host", "Allow logons again.", "重新允许登录。", "change logon /enable"),
        powershell(
          "broker",
          "In a farm: allow new connections at the broker.",
          "在场中：在代理上允许新连接。",
          "Set-RDSessionHost -SessionHost rdsh1.contoso.com -NewConnectionAllowed Yes -ConnectionBroker rdcb.contoso.com",
        ),
      ],
      rollback: [cmd("host", "Drain again.", "重新进入排空模式。", "change logon /drain")],
      risk: risk("medium", "Somebody may be doing maintenance; ask first.", "可能有人正在维护，请先询问。"),
    },
  },
  events: ["RemoteConnectionManager 1070", "RemoteConnectionManager 1071"],
  sources: ["event texts 1070, 1071", "MicrosoftDocs/win32: desktop-src/TermServ/win32-terminalservicesetting.md"],
};
