import type { Cause } from "./cause.ts";
import {
  restorePolicyKey,
  restoreTerminalServerKey,
  savePolicyKey,
  saveTerminalServerKey,
  saveXrdp,
} from "./recurring-steps.ts";
import { POLICY, RDP_TCP } from "./registry-paths.ts";
import { advise, both, powershell, riskWithServiceRestart, riskWithXrdpRestart, sh } from "./steps.ts";

export const cause: Cause = {
  id: "session-ended-by-policy-or-admin",
  class: "session",
  title: both("Ended on purpose: limits, other logon, administrator, logoff", "按策略/管理员/其他登录正常结束"),
  explanation: both(
    "Nothing is broken: a time limit ran out, the user logged on elsewhere, an administrator ended the session, or the user logged off.",
    "并非故障：达到时间限制、用户在别处登录、管理员结束了会话，或用户自己注销。",
  ),
  fromOutside: both(
    "Only a client that was in the session is told the reason. Next: read event 40 in the LocalSessionManager log; it holds the reason code.",
    "只有会话中的客户端会得知原因。下一步：查看 LocalSessionManager 日志中的事件 40，其中有原因代码。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Who was disconnected, and why?",
          "谁被断开，原因是什么？",
          "Get-WinEvent -FilterHashtable @{LogName='Microsoft-Windows-TerminalServices-LocalSessionManager/Operational';Id=23,24,39,40} -MaxEvents 20 -ErrorAction SilentlyContinue | Select-Object TimeCreated,Id,Message",
        ),
        powershell(
          "host",
          "Which limits hold (milliseconds)? First the policy, then the local values.",
          "有哪些限制（毫秒）？先是策略，后是本机值。",
          String.raw`'${POLICY}','${RDP_TCP}' | ForEach-Object { Get-ItemProperty $_ -ErrorAction SilentlyContinue | Select-Object MaxIdleTime,MaxConnectionTime,MaxDisconnectionTime,fResetBroken,fSingleSessionPerUser }`,
        ),
      ],
      backup: [saveTerminalServerKey, savePolicyKey],
      fix: [
        advise(
          "dc",
          'If the limits are unwanted: change them in the GPO ("Session Time Limits").',
          "如果不需要这些限制：在 GPO 的“会话时间限制”中更改。",
        ),
        powershell(
          "host",
          "Without a domain: for example an idle limit of two hours.",
          "无域环境：例如把空闲限制设为两小时。",
          String.raw`Set-ItemProperty '${RDP_TCP}' MaxIdleTime 7200000 -Type DWord; Set-ItemProperty '${RDP_TCP}' fInheritMaxIdleTime 0 -Type DWord`,
        ),
        advise(
          "client",
          "Tell users that a second logon takes the first session over.",
          "告知用户：再次登录会接管原有会话。",
        ),
      ],
      rollback: [restoreTerminalServerKey, restorePolicyKey],
      risk: riskWithServiceRestart("low", "Without limits, sessions pile up.", "没有限制会导致会话堆积。"),
    },
    xrdp: {
      confirm: [
        sh(
          "host",
          "Which limits are set (seconds), and which sessions ended?",
          "设置了哪些限制（秒），哪些会话已结束？",
          "grep -nE '^(KillDisconnected|DisconnectedTimeLimit|IdleTimeLimit|Policy)=' /etc/xrdp/sesman.ini; grep -iE 'terminated session|reconnected session' /var/log/xrdp-sesman.log | tail -n 20",
        ),
      ],
      backup: [saveXrdp],
      fix: [
        sh(
          "host",
          "If the limits are unwanted: keep disconnected desktops and end nobody for being idle. It counts after a restart.",
          "如果不需要这些限制：保留已断开的桌面，不因空闲结束会话。重启后生效。",
          "sed -i 's/^KillDisconnected=.*/KillDisconnected=false/; s/^IdleTimeLimit=.*/IdleTimeLimit=0/' /etc/xrdp/sesman.ini && systemctl restart xrdp",
        ),
      ],
      rollback: [
        sh(
          "host",
          "Put the saved configuration back.",
          "恢复备份的配置。",
          "tar -C / -xzf /root/xrdp-before.tgz && systemctl restart xrdp",
        ),
      ],
      risk: riskWithXrdpRestart("low", "Without limits, sessions pile up.", "没有限制会导致会话堆积。"),
    },
  },
  events: [
    "LocalSessionManager 40",
    "LocalSessionManager 39",
    "LocalSessionManager 59",
    "RemoteConnectionManager 20515",
    "RemoteConnectionManager 20519",
    "Security 4779",
  ],
  sources: [
    "TerminalServer.admx: TS_SESSIONS_Idle_Limit, TS_SESSIONS_Limits, TS_SESSIONS_Disconnected_Timeout",
    "event texts RemoteConnectionManager 20515 to 20519",
    "xrdp 0.9.21: sesman.ini",
  ],
};
