import type { Cause } from "./cause.ts";
import { restorePolicyKey, savePolicyKey } from "./recurring-steps.ts";
import { POLICY, POLICY_REG } from "./registry-paths.ts";
import { advise, both, powershell, riskWithHostRestart } from "./steps.ts";

export const cause: Cause = {
  id: "wddm-driver-issue",
  class: "graphics",
  title: both("WDDM remote display driver trouble", "WDDM 远程显示驱动问题"),
  explanation: both(
    "The logon works, but the screen stays black, freezes, or the session ends: the remote display driver of Windows fails.",
    "登录成功，但出现黑屏、卡死或会话中断：Windows 的远程显示驱动出了问题。",
  ),
  fromOutside: both(
    "A check without credentials ends before any picture, so this is not seen. Next: read RdpCoreTS event 71 on the host; it names the driver in use.",
    "不带凭据的检测在出现画面之前就结束，因此看不到。下一步：查看主机的 RdpCoreTS 事件 71，其中写明所用驱动。",
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
  ],
};
