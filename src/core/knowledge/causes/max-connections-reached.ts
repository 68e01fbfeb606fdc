import type { Cause } from "./cause.ts";
import { restorePolicyKey, savePolicyKey, saveXrdp } from "./recurring-steps.ts";
import { POLICY, POLICY_REG } from "./registry-paths.ts";
import { advise, both, powershell, risk, riskWithXrdpRestart, sh } from "./steps.ts";

export const cause: Cause = {
  id: "max-connections-reached",
  class: "capacity",
  title: both("Session limit reached", "会话数达到上限"),
  explanation: both(
    "All sessions that the host allows are taken. Without the Session Host role and licences Windows Server allows two administrative sessions.",
    "主机允许的会话已全部占用。未安装会话主机角色和授权的 Windows Server 只允许两个管理会话。",
  ),
  fromOutside: both(
    "The host refuses after the logon, which a check without credentials does not reach. Next: count the sessions on the host with qwinsta.",
    "拒绝发生在登录之后，不带凭据的检测到达不了那一步。下一步：在主机上用 qwinsta 查看会话数量。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Sessions, the policy limit (999999 = none), the listener's limit, and whether a user may have one session only.",
          "会话列表、策略上限（999999 为不限）、侦听器上限，以及每用户是否仅限一个会话。",
          String.raw`qwinsta; (Get-ItemProperty '${POLICY}' -ErrorAction SilentlyContinue).MaxInstanceCount; (Get-CimInstance -Namespace root/cimv2/TerminalServices -ClassName Win32_TSNetworkAdapterSetting).MaximumConnections; (Get-CimInstance -Namespace root/cimv2/TerminalServices -ClassName Win32_TerminalServiceSetting).SingleSession`,
        ),
      ],
      backup: [savePolicyKey],
      fix: [
        powershell(
          "host",
          "Log an idle session off after asking its user (3 is the id that qwinsta shows).",
          "征得用户同意后注销空闲会话（3 为 qwinsta 显示的 ID）。",
          "logoff 3",
        ),
        powershell(
          "host",
          'Raise the limit: policy "Limit number of connections". In a domain set it in the GPO.',
          "提高上限：策略“限制连接的数量”。域环境请在 GPO 中设置。",
          String.raw`reg add "${POLICY_REG}" /v MaxInstanceCount /t REG_DWORD /d 50 /f; gpupdate /force`,
        ),
        advise(
          "host",
          "More than two users need the Session Host role and licences (CALs): add capacity. Never alter system files to get around it.",
          "超过两个用户需要会话主机角色和客户端访问许可（CAL）：请扩容。切勿修改系统文件绕过限制。",
        ),
      ],
      rollback: [
        powershell(
          "host",
          "Remove the value, if there was none before.",
          "原先没有该值时将其删除。",
          String.raw`Remove-ItemProperty '${POLICY}' MaxInstanceCount -ErrorAction SilentlyContinue; gpupdate /force`,
        ),
        restorePolicyKey,
      ],
      risk: risk("medium", "Logging a session off loses unsaved work.", "注销会话会丢失未保存的工作。"),
    },
    xrdp: {
      confirm: [
        sh(
          "host",
          "The limit, the desktops that run, and the refusals in the log.",
          "上限、正在运行的桌面数，以及日志中的拒绝记录。",
          "grep -n '^MaxSessions=' /etc/xrdp/sesman.ini; pgrep -fc 'Xorg.*xrdp|Xvnc'; grep -i 'max concurrent session limit' /var/log/xrdp-sesman.log | tail -n 5",
        ),
      ],
      backup: [saveXrdp],
      fix: [
        sh(
          "host",
          "Find desktops that nobody uses, and ask their users to log off.",
          "找出无人使用的桌面，请用户注销。",
          "ps -o user,pid,etime,cmd -C Xorg,Xvnc; loginctl list-sessions",
        ),
        sh(
          "host",
          "Raise the limit (100 is an example). It counts after a restart.",
          "提高上限（100 仅为示例），重启后生效。",
          "sed -i 's/^MaxSessions=.*/MaxSessions=100/' /etc/xrdp/sesman.ini && systemctl restart xrdp",
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
      risk: riskWithXrdpRestart(
        "medium",
        "Each desktop takes memory: a higher limit can starve the host. Ended desktops lose unsaved work.",
        "每个桌面都占用内存，上限过高会拖垮主机。结束桌面会丢失未保存的工作。",
      ),
    },
  },
  events: ["RemoteConnectionManager 1136", "RemoteConnectionManager 1151", "LocalSessionManager 40"],
  sources: [
    "TerminalServer.admx: TS_MAX_CON_POLICY",
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/troubleshoot-remote-desktop-disconnected-errors.md",
    "MicrosoftDocs/win32: desktop-src/TermServ/win32-tsnetworkadaptersetting.md",
    "xrdp 0.9.21: sesman.ini, MaxSessions",
  ],
};
