import type { Cause } from "./cause.ts";
import { advise, both, powershell, risk, sh } from "./steps.ts";

export const cause: Cause = {
  id: "slow-logon-profile",
  class: "session",
  title: both("Logon is slow: profile, user settings, scripts", "登录缓慢（配置文件/用户设置/脚本）"),
  explanation: both(
    "Connecting is quick, but it takes long until the desktop is there: the profile is loaded from far away, scripts run, or policies wait.",
    "连接很快，但要等很久才出现桌面：配置文件从远处加载、登录脚本运行，或策略在等待。",
  ),
  fromOutside: both(
    "Not visible: a check without credentials ends before the logon. Next: compare the times of events 21 and 22 on the host.",
    "看不出来：不带凭据的检测在登录之前就结束。下一步：在主机上比较事件 21 与 22 的时间差。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Time between logon (21) and shell start (22).",
          "登录（21）与外壳启动（22）之间的时间。",
          "Get-WinEvent -FilterHashtable @{LogName='Microsoft-Windows-TerminalServices-LocalSessionManager/Operational';Id=21,22} -MaxEvents 20 | Select-Object TimeCreated,Id,Message",
        ),
        powershell(
          "host",
          "Which policies and scripts took long?",
          "哪些策略和脚本耗时较长？",
          "Get-WinEvent -FilterHashtable @{LogName='Microsoft-Windows-GroupPolicy/Operational';Id=8001,5016} -MaxEvents 30 -ErrorAction SilentlyContinue | Select-Object TimeCreated,Id,Message",
        ),
      ],
      backup: [advise("dc", "Back up each GPO before you change it.", "更改每个 GPO 前先备份。")],
      fix: [
        advise("network", "Keep profiles on a file share near the host.", "把配置文件放在靠近主机的文件共享上。"),
        advise("dc", "Fewer logon scripts; let policies be applied asynchronously.", "减少登录脚本，让策略异步应用。"),
        advise(
          "host",
          "Set the antivirus exclusions that the profile product names.",
          "按配置文件产品的说明设置杀毒排除项。",
        ),
      ],
      rollback: [
        advise(
          "dc",
          "Restore the GPO that was changed, and take the exclusions back.",
          "恢复改动过的 GPO，并撤销排除项。",
        ),
      ],
      risk: risk("low", "Each exclusion widens what is not scanned.", "每个排除项都会扩大不被扫描的范围。"),
    },
    xrdp: {
      confirm: [
        sh(
          "host",
          "From logon to desktop: read the times in the logs.",
          "从登录到桌面：查看日志中的时间。",
          "grep -E 'created session|Starting session|session started' /var/log/xrdp-sesman.log | tail -n 10; ls -l --time-sort /home/*/.xsession-errors 2>/dev/null | head -n 5",
        ),
        sh(
          "host",
          "Is the home directory on a slow share?",
          "主目录是否位于缓慢的共享上？",
          "df -hT /home; findmnt -t nfs,nfs4,cifs",
        ),
      ],
      backup: [
        sh(
          "host",
          "Save the session start script.",
          "备份会话启动脚本。",
          "cp -a /etc/xrdp/startwm.sh /root/startwm.sh-before",
        ),
      ],
      fix: [
        advise(
          "host",
          "Move what takes long out of ~/.profile, ~/.xsessionrc and /etc/xrdp/startwm.sh, and keep home directories near.",
          "把耗时操作移出 ~/.profile、~/.xsessionrc 和 /etc/xrdp/startwm.sh，并让主目录靠近主机。",
        ),
      ],
      rollback: [
        sh("host", "Put the script back.", "恢复脚本。", "cp -a /root/startwm.sh-before /etc/xrdp/startwm.sh"),
      ],
      risk: risk("low", "It counts for new sessions only.", "仅对新会话生效。"),
    },
  },
  events: [
    "RdpCoreTS 68",
    "LocalSessionManager 21",
    "LocalSessionManager 22",
    "LocalSessionManager 48",
    "RemoteConnectionManager 20499",
    "RemoteConnectionManager 20500",
    "RemoteConnectionManager 20491",
    "RemoteConnectionManager 20495",
  ],
  sources: ["event texts RemoteConnectionManager 20491 to 20500"],
  unverified: both(
    "The Group Policy events 8001 and 5016 were not checked against a page.",
    "组策略事件 8001、5016 未对照页面核实。",
  ),
};
