import type { Cause } from "./cause.ts";
import { restorePolicyKey, savePolicyKey } from "./recurring-steps.ts";
import { POLICY, POLICY_REG } from "./registry-paths.ts";
import { both, powershell, riskWithHostRestart } from "./steps.ts";

export const cause: Cause = {
  id: "gpu-graphics-policy",
  class: "graphics",
  title: both("GPU or encoder policy wrong", "GPU/编码策略配置不当"),
  explanation: both(
    "The logon works, but the picture is slow or the session ends: the host draws or encodes with the wrong device.",
    "登录正常，但画面缓慢或会话中断：主机使用了不合适的设备进行渲染或编码。",
  ),
  fromOutside: both(
    "A check without credentials ends before any picture; a logon with --desktop sees a late or empty one. Next: look at the counters of skipped frames on the host.",
    "不带凭据的检测在出现画面之前就结束；带 --desktop 的登录能看到画面迟到或为空。下一步：查看主机上跳过帧数的计数器。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Which policies are set, and are frames skipped for want of server resources?",
          "设置了哪些策略，是否因服务器资源不足而跳帧？",
          String.raw`Get-ItemProperty '${POLICY}' -ErrorAction SilentlyContinue | Select-Object bEnumerateHWBeforeSW,AVCHardwareEncodePreferred,AVC444ModePreferred,fEnableWddmDriver; Get-Counter '\RemoteFX Graphics(*)\Frames Skipped/Second - Insufficient Server Resources'`,
        ),
      ],
      backup: [savePolicyKey],
      fix: [
        powershell(
          "host",
          "On a session host with a GPU: draw and encode with it, then restart. In a domain set it in the GPO.",
          "在带 GPU 的会话主机上：用 GPU 渲染和编码，然后重启。域环境请在 GPO 中设置。",
          String.raw`'bEnumerateHWBeforeSW','AVCHardwareEncodePreferred','AVC444ModePreferred' | ForEach-Object { reg add "${POLICY_REG}" /v $_ /t REG_DWORD /d 1 /f }; Restart-Computer`,
        ),
        powershell(
          "host",
          "If encoding fails: switch hardware encoding off first, then restart.",
          "如果编码失败：先关闭硬件编码，然后重启。",
          String.raw`reg add "${POLICY_REG}" /v AVCHardwareEncodePreferred /t REG_DWORD /d 0 /f; Restart-Computer`,
        ),
      ],
      rollback: [
        powershell(
          "host",
          "Remove the three values and restart.",
          "删除这三个值并重启。",
          String.raw`'bEnumerateHWBeforeSW','AVCHardwareEncodePreferred','AVC444ModePreferred' | ForEach-Object { Remove-ItemProperty '${POLICY}' $_ -ErrorAction SilentlyContinue }; Restart-Computer`,
        ),
        restorePolicyKey,
      ],
      risk: riskWithHostRestart("medium", "One bad driver hits all sessions.", "一个有问题的驱动会影响全部会话。"),
    },
  },
  events: ["RdpCoreTS 1", "RdpCoreTS 161", "RdpCoreTS 162", "RdpCoreTS 170", "Display 4101"],
  sources: [
    "TerminalServer.admx: TS_DX_USE_FULL_HWGPU, TS_SERVER_AVC_HW_ENCODE_PREFERRED, TS_SERVER_AVC444_MODE_PREFERRED",
    "prometheus-community/windows_exporter: docs/collector.remote_fx.md",
  ],
  unverified: both("The event Display 4101 was not checked against a page.", "事件 Display 4101 未对照页面核实。"),
};
