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
    "A check without credentials ends before the logon; a logon with --desktop measures the time to the first picture and to a desktop at rest. Next: compare the times of events 21 and 22 on the host.",
    "不带凭据的检测在登录之前就结束；带 --desktop 的登录会测量到第一幅画面和桌面稳定的时间。下一步：在主机上比较事件 21 与 22 的时间差。",
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
  variants: {
    "desktop-program-died": {
      title: both(
        "The session stands, but its shell or window manager does not run",
        "会话已建立，但外壳/窗口管理器没有运行",
      ),
      explanation: both(
        "The logon works and the screen stays empty, or the session ends at once: the program that draws the desktop is missing, crashes, or is not started by the logon scripts.",
        "登录成功，但屏幕一直是空的，或会话立即结束：绘制桌面的程序缺失、崩溃，或没有被登录脚本启动。",
      ),
      fromOutside: both(
        "An empty picture, or a session that ends after the logon, can be seen; which program is missing cannot. Next: read what the user's session wrote at its start.",
        "从外部能看到空白画面或登录后会话结束，但看不到缺少哪个程序。下一步：查看用户会话启动时的输出。",
      ),
      remedies: {
        windows: {
          confirm: [
            powershell(
              "host",
              "Does the shell run in the user's session, which shell is set, and did it crash?",
              "用户会话中外壳是否在运行，设置的是哪个外壳，是否崩溃过？",
              String.raw`Get-Process explorer,dwm -IncludeUserName -ErrorAction SilentlyContinue | Select-Object Name,SessionId,UserName; (Get-ItemProperty 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon').Shell; Get-WinEvent -FilterHashtable @{LogName='Application';Id=1000,1002} -MaxEvents 10 -ErrorAction SilentlyContinue | Select-Object TimeCreated,Message`,
            ),
          ],
          backup: [
            powershell(
              "host",
              "Export the Winlogon key.",
              "导出 Winlogon 键。",
              String.raw`reg export "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon" "C:\winlogon-before.reg" /y`,
            ),
          ],
          fix: [
            powershell(
              "host",
              "If the shell was changed: set it back.",
              "如果外壳被改过：改回默认值。",
              String.raw`Set-ItemProperty 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon' Shell 'explorer.exe'`,
            ),
            advise(
              "host",
              "If it crashes: update or remove the extension that the crash names, and try with a new profile.",
              "如果崩溃：更新或移除崩溃记录中的扩展，并用新的用户配置文件重试。",
            ),
          ],
          rollback: [
            powershell(
              "host",
              "Import the key again.",
              "重新导入该键。",
              String.raw`reg import "C:\winlogon-before.reg"`,
            ),
          ],
          risk: risk("low", "It counts for new logons only.", "仅对新登录生效。"),
        },
        xrdp: {
          confirm: [
            sh(
              "host",
              "What did the session say at its start, and does anything but the X server run in it?",
              "会话启动时输出了什么，除 X 服务器外是否有程序在运行？",
              "tail -n 30 ~alice/.xsession-errors; ps -o pid,etime,cmd -u alice; grep -iE 'window manager|exited' /var/log/xrdp-sesman.log | tail -n 10",
            ),
            sh(
              "host",
              "Which session is started? A desktop must be installed, and ~/.xsession, if there is one, must start it.",
              "启动的是哪个会话？必须装有桌面环境；如有 ~/.xsession，它必须启动桌面。",
              "ls -l ~alice/.xsession ~alice/.Xsession; update-alternatives --display x-session-manager; tail -n 5 /etc/xrdp/startwm.sh",
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
            sh(
              "host",
              "No desktop installed: install one (xfce4 is an example).",
              "未安装桌面环境：安装一个（xfce4 仅为示例）。",
              "apt-get install -y xfce4 dbus-x11",
            ),
            sh(
              "host",
              "A broken ~/.xsession: move it aside.",
              "~/.xsession 有误：将其移开。",
              "mv ~alice/.xsession ~alice/.xsession-before",
            ),
            advise(
              "host",
              "GNOME and Plasma end at once where the same user is logged on at the console, too: log off there first.",
              "同一用户已在控制台登录时，GNOME 和 Plasma 会立即退出：请先在控制台注销。",
            ),
          ],
          rollback: [
            sh(
              "host",
              "Put the scripts back.",
              "恢复脚本。",
              "cp -a /root/startwm.sh-before /etc/xrdp/startwm.sh; mv ~alice/.xsession-before ~alice/.xsession",
            ),
          ],
          risk: risk("low", "It counts for new sessions only.", "仅对新会话生效。"),
        },
      },
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
  sources: [
    "event texts RemoteConnectionManager 20491 to 20500",
    "Debian: /etc/xrdp/startwm.sh, man Xsession; xrdp-sesman.log of xrdp 0.9.21",
  ],
  unverified: both(
    "The Group Policy events 8001 and 5016 were not checked against a page.",
    "组策略事件 8001、5016 未对照页面核实。",
  ),
};
