import type { Cause } from "./cause.ts";
import { restorePolicyKey, savePolicyKey, saveXrdp } from "./recurring-steps.ts";
import { POLICY, POLICY_REG } from "./registry-paths.ts";
import { advise, both, powershell, riskWithHostRestart, riskWithXrdpRestart, sh } from "./steps.ts";

export const cause: Cause = {
  id: "wddm-driver-issue",
  class: "graphics",
  title: both("WDDM remote display driver trouble", "WDDM 远程显示驱动问题"),
  explanation: both(
    "The logon works, but the screen stays black, freezes, or the session ends: the remote display driver of Windows fails.",
    "登录成功，但出现黑屏、卡死或会话中断：Windows 的远程显示驱动出了问题。",
  ),
  fromOutside: both(
    "A check without credentials ends before any picture; a logon with --desktop sees the black or frozen one, not the driver. Next: read RdpCoreTS event 71 on the host; it names the driver in use.",
    "不带凭据的检测在出现画面之前就结束；带 --desktop 的登录能看到黑屏或卡死，但看不到驱动。下一步：查看主机的 RdpCoreTS 事件 71，其中写明所用驱动。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Which driver does the session use, and is the policy set (0 = old XDDM driver)?",
          "会话使用哪种驱动，策略是否设置（0 为旧的 XDDM 驱动）？",
          String.raw`Get-WinEvent -FilterHashtable @{LogName='Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational';Id=70,71} -MaxEvents 5 -ErrorAction SilentlyContinue | Select-Object TimeCreated,Id,Message; (Get-ItemProperty '${POLICY}' -ErrorAction SilentlyContinue).fEnableWddmDriver; Get-CimInstance Win32_VideoController | Select-Object Name,DriverVersion,DriverDate`,
        ),
      ],
      backup: [savePolicyKey],
      fix: [
        advise("host", "First update Windows and the display driver.", "先更新 Windows 和显卡驱动。"),
        powershell(
          "host",
          'If that does not help: use the old driver (policy "Use WDDM graphics display driver for Remote Desktop Connections": Disabled).',
          "如仍无效：改用旧驱动（策略“对远程桌面连接使用 WDDM 图形显示驱动程序”：已禁用）。",
          String.raw`reg add "${POLICY_REG}" /v fEnableWddmDriver /t REG_DWORD /d 0 /f; Restart-Computer`,
        ),
      ],
      rollback: [
        powershell(
          "host",
          "Return to the default.",
          "恢复默认。",
          String.raw`Remove-ItemProperty '${POLICY}' fEnableWddmDriver -ErrorAction SilentlyContinue; Restart-Computer`,
        ),
        restorePolicyKey,
      ],
      risk: riskWithHostRestart("low", "Graphics become slower.", "图形性能会下降。"),
    },
  },
  variants: {
    "x-server-does-not-start": {
      title: both("The X server of the session does not start", "会话的 X 服务器无法启动"),
      explanation: both(
        "The logon was accepted, and then the display of the session did not come up: Xorg with its xorgxrdp driver, or Xvnc, could not start or cannot be reached.",
        "登录已被接受，但会话的显示没有启动：Xorg（xorgxrdp 驱动）或 Xvnc 无法启动或无法连接。",
      ),
      fromOutside: both(
        "Only what xrdp shows in its window can be seen. Next: read the session manager's log and the log of the X server in the user's home.",
        "从外部只能看到 xrdp 窗口中的文字。下一步：查看会话管理器日志和用户主目录中的 X 服务器日志。",
      ),
      remedies: {
        xrdp: {
          confirm: [
            sh(
              "host",
              "Why did the X server end? A log of the user's display, and what the session manager started.",
              "X 服务器为何退出？查看该用户显示的日志以及会话管理器启动的命令。",
              "tail -n 30 /var/log/xrdp-sesman.log; tail -n 30 ~alice/.xorgxrdp.*.log",
            ),
            sh(
              "host",
              "Are the programs and the driver installed, and do their versions fit?",
              "程序和驱动是否已安装，版本是否匹配？",
              "command -v Xorg Xvnc; dpkg -l xrdp xorgxrdp xserver-xorg-core | tail -n 3; cat /etc/X11/Xwrapper.config",
            ),
          ],
          backup: [saveXrdp],
          fix: [
            sh(
              "host",
              "Install the driver that belongs to this X server.",
              "安装与该 X 服务器匹配的驱动。",
              "apt-get install --reinstall -y xorgxrdp xserver-xorg-core",
            ),
            advise(
              "host",
              "Xorg that may be started by console users only: set allowed_users=anybody in /etc/X11/Xwrapper.config. A full disk or home directory: make room; the X server writes there first.",
              "如果只允许控制台用户启动 Xorg：在 /etc/X11/Xwrapper.config 中设置 allowed_users=anybody。磁盘或主目录已满：先清理空间，X 服务器启动时需要写入。",
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
          risk: riskWithXrdpRestart("low", "A new X server counts for new sessions.", "新的 X 服务器只对新会话生效。"),
        },
      },
    },
  },
  events: [
    "RdpCoreTS 70",
    "RdpCoreTS 71",
    "RdpCoreTS 263",
    "LocalSessionManager 20",
    "LocalSessionManager 36",
    "Application Error 1000",
  ],
  sources: [
    "TerminalServer.admx: TS_SERVER_WDDM_GRAPHICS_DRIVER",
    "FreeRDP/FreeRDP issue #5548",
    "stascorp/rdpwrap issues #827, #853",
    "xrdp 0.9.21 and xorgxrdp 0.9.19 Debian packages: xrdp-sesman.log, ~/.xorgxrdp.*.log",
  ],
};
