import type { Cause } from "./cause.ts";
import { restorePolicyKey, restoreXrdp, savePolicyKey, saveXrdp } from "./recurring-steps.ts";
import { POLICY, POLICY_REG } from "./registry-paths.ts";
import { advise, both, powershell, risk, sh } from "./steps.ts";

export const cause: Cause = {
  id: "idle-nat-timeout-or-keepalive",
  class: "network",
  title: both("Idle connection is cut by NAT or firewall", "空闲连接被 NAT/防火墙切断"),
  explanation: both(
    "A device in the path forgets connections that are quiet for some minutes. The user is cut off, while the host still believes that the session is active.",
    "途中的设备会忘掉静默几分钟的连接。用户被断开，而主机仍认为会话处于活动状态。",
  ),
  fromOutside: both(
    "Not visible in a short check. Next: measure after how many idle minutes it drops; a fixed time points to a device.",
    "短时间的检测看不出来。下一步：测量空闲多少分钟后断开；时间固定说明是设备所为。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Is the keep-alive set (interval in minutes)?",
          "是否设置了保持活动（间隔为分钟）？",
          String.raw`Get-ItemProperty '${POLICY}' -ErrorAction SilentlyContinue | Select-Object KeepAliveEnable,KeepAliveInterval; qwinsta`,
        ),
      ],
      backup: [savePolicyKey],
      fix: [
        powershell(
          "host",
          'Policy "Configure keep-alive connection interval": every minute. In a domain set it in the GPO.',
          "策略“配置保持活动状态的连接间隔”：每分钟一次。域环境请在 GPO 中设置。",
          String.raw`reg add "${POLICY_REG}" /v KeepAliveEnable /t REG_DWORD /d 1 /f; reg add "${POLICY_REG}" /v KeepAliveInterval /t REG_DWORD /d 1 /f`,
        ),
        advise("network", "Raise the idle time-out of the device.", "调大设备的空闲超时。"),
      ],
      rollback: [
        powershell(
          "host",
          "Remove both values.",
          "删除这两个值。",
          String.raw`'KeepAliveEnable','KeepAliveInterval' | ForEach-Object { Remove-ItemProperty '${POLICY}' $_ -ErrorAction SilentlyContinue }`,
        ),
        restorePolicyKey,
      ],
      risk: risk("low", "A little more traffic. It counts for new connections.", "流量略有增加，对新连接生效。"),
    },
    xrdp: {
      confirm: [
        sh(
          "host",
          "Is tcp_keepalive on, and how often does the kernel send one (seconds)?",
          "tcp_keepalive 是否开启，内核多久发送一次（秒）？",
          "grep -n '^tcp_keepalive=' /etc/xrdp/xrdp.ini; sysctl net.ipv4.tcp_keepalive_time net.ipv4.tcp_keepalive_intvl",
        ),
      ],
      backup: [
        saveXrdp,
        sh(
          "host",
          "Note the kernel values.",
          "记录内核参数。",
          "sysctl net.ipv4.tcp_keepalive_time net.ipv4.tcp_keepalive_intvl > /root/keepalive-before.conf",
        ),
      ],
      fix: [
        sh(
          "host",
          "Send one each minute (the default is two hours).",
          "每分钟发送一次（默认为两小时）。",
          "sed -i 's/^tcp_keepalive=.*/tcp_keepalive=true/' /etc/xrdp/xrdp.ini; printf 'net.ipv4.tcp_keepalive_time = 60\\nnet.ipv4.tcp_keepalive_intvl = 30\\n' > /etc/sysctl.d/60-rdp-keepalive.conf && sysctl -p /etc/sysctl.d/60-rdp-keepalive.conf",
        ),
        advise("network", "Raise the idle time-out of the device.", "调大设备的空闲超时。"),
      ],
      rollback: [
        sh(
          "host",
          "Put the kernel values back.",
          "恢复内核参数。",
          "rm -f /etc/sysctl.d/60-rdp-keepalive.conf; sysctl -p /root/keepalive-before.conf",
        ),
        restoreXrdp,
      ],
      risk: risk(
        "low",
        "It holds for every program of the host that uses keep-alive.",
        "对主机上所有使用保活的程序都生效。",
      ),
    },
  },
  events: ["RdpCoreTS 142", "RdpCoreTS 143", "LocalSessionManager 40"],
  sources: [
    "TerminalServer.admx: TS_KEEP_ALIVE",
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/troubleshoot-remote-desktop-disconnected-errors.md",
    "xrdp 0.9.21: xrdp.ini, tcp_keepalive",
  ],
};
