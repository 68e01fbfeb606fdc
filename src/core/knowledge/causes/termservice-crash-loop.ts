import type { Cause } from "./cause.ts";
import { nothingToSave, nothingToUndo, readXrdpLog, saveXrdp } from "./recurring-steps.ts";
import { advise, both, powershell, riskWithServiceRestart, riskWithXrdpRestart, sh } from "./steps.ts";

export const cause: Cause = {
  id: "termservice-crash-loop",
  class: "service",
  title: both("The service crashes or hangs", "服务反复崩溃或挂起"),
  explanation: both(
    "The RDP service dies and is started again, or it hangs: the port may be open, but nobody speaks RDP behind it.",
    "RDP 服务反复崩溃重启，或已挂起：端口可能是打开的，但背后没有程序应答 RDP。",
  ),
  fromOutside: both(
    "A hang and a crash can be seen, their reason cannot. Next: read the service crashes of the last day in the System log.",
    "从外部能看出挂起或崩溃，但看不到原因。下一步：查看最近一天系统日志中的服务崩溃记录。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Crashes and hangs of the service in the last day.",
          "最近一天服务的崩溃与挂起。",
          "Get-WinEvent -FilterHashtable @{LogName='System';Id=7031,7034,7022;StartTime=(Get-Date).AddDays(-1)} -ErrorAction SilentlyContinue | Where-Object Message -match 'Remote Desktop|远程桌面' | Select-Object TimeCreated,Id,Message",
        ),
        powershell(
          "host",
          "Which module crashed? Look for svchost with termsrv.dll or rdpcorets.dll.",
          "崩溃的是哪个模块？查找 svchost 与 termsrv.dll 或 rdpcorets.dll。",
          "Get-WinEvent -FilterHashtable @{LogName='Application';ProviderName='Application Error';Id=1000} -MaxEvents 20 -ErrorAction SilentlyContinue | Where-Object Message -match 'termsrv|rdpcorets' | Select-Object TimeCreated,Message",
        ),
      ],
      backup: [
        powershell(
          "host",
          "Note the service settings.",
          "记录服务设置。",
          String.raw`reg export "HKLM\SYSTEM\CurrentControlSet\Services\TermService" "C:\termservice-before.reg" /y`,
        ),
      ],
      fix: [
        advise(
          "host",
          "Remove tools that alter termsrv.dll or promise unlimited sessions.",
          "移除修改 termsrv.dll 或号称“多用户破解”的工具。",
        ),
        powershell(
          "host",
          "Repair altered system files.",
          "修复被改动的系统文件。",
          "DISM /Online /Cleanup-Image /RestoreHealth; sfc /scannow",
        ),
        powershell(
          "host",
          "Put the service into a process of its own, so that another service can no longer pull it down.",
          "让该服务独占一个进程，避免被其他服务拖垮。",
          "sc.exe config TermService type= own; Restart-Service TermService -Force",
        ),
      ],
      rollback: [
        powershell(
          "host",
          "Share the process again.",
          "恢复为共享进程。",
          "sc.exe config TermService type= share; Restart-Service TermService -Force",
        ),
      ],
      risk: riskWithServiceRestart("medium", "sfc replaces system files.", "sfc 会替换系统文件。"),
    },
    xrdp: {
      confirm: [
        sh(
          "host",
          "State of the processes (T = stopped, D = blocked), restarts and core dumps.",
          "进程状态（T 为被暂停，D 为阻塞）、重启次数与崩溃转储。",
          "ps -o pid,stat,etime,cmd -C xrdp,xrdp-sesman; systemctl show xrdp -p NRestarts,Result; journalctl -u xrdp -u xrdp-sesman -p warning --since '-1 day' --no-pager | tail -n 40",
        ),
        readXrdpLog,
      ],
      backup: [saveXrdp],
      fix: [
        sh("host", "Wake a process that was stopped by a signal.", "唤醒被信号暂停的进程。", "pkill -CONT -x xrdp"),
        sh("host", "If it still hangs, restart it.", "仍然挂起则重启服务。", "systemctl restart xrdp"),
        sh(
          "host",
          "If it crashes again, bring it up to date.",
          "如再次崩溃，更新软件。",
          "apt-get update && apt-get install --only-upgrade xrdp xorgxrdp",
        ),
      ],
      rollback: [
        sh(
          "host",
          "After an upgrade that made it worse: see which version can be installed instead.",
          "如果升级后更糟：查看可改装的版本。",
          "apt-cache policy xrdp xorgxrdp",
        ),
      ],
      risk: riskWithXrdpRestart("medium", "An upgrade restarts the service too.", "升级同样会重启服务。"),
    },
  },
  variants: {
    "accepts-but-silent": {
      title: both("The port accepts, but the service says nothing", "端口可连接，但服务没有任何应答"),
      explanation: both(
        "The operating system takes the connection, but the RDP service behind it does not read. It hangs, is stopped, or all its workers are busy.",
        "操作系统接受了连接，但背后的 RDP 服务没有读取数据：它已挂起、被暂停，或所有工作进程都被占用。",
      ),
      fromOutside: both(
        "A hung service, a flooded one and a device that accepts in its place all look like this. Next: see on the host whether the service still takes other clients and how busy it is.",
        "服务挂起、被大量连接占满、或由中间设备代为接受连接，从外部看都一样。下一步：在主机上看服务是否还能接入其他客户端、负载如何。",
      ),
    },
    "dies-mid-conversation": {
      title: both("The service ends in the middle of the conversation", "服务在会话协商中途中断"),
      explanation: both(
        "The RDP service answers first and then cuts the connection without a word of protocol. A crash in the service, or a security product in the path, does this.",
        "RDP 服务先应答，随后在没有任何协议说明的情况下中断连接。服务崩溃或途中的安全产品都会造成这种现象。",
      ),
      remedies: {
        windows: {
          confirm: [
            powershell(
              "host",
              "Is there a crash at the very time of the attempt?",
              "尝试连接的时刻是否有崩溃记录？",
              "Get-WinEvent -FilterHashtable @{LogName='Application';ProviderName='Application Error';Id=1000;StartTime=(Get-Date).AddHours(-1)} -ErrorAction SilentlyContinue | Select-Object TimeCreated,Message",
            ),
          ],
          backup: [nothingToSave],
          fix: [
            advise(
              "host",
              "With a crash: repair as for a crash loop. Without one: look for a security product (third-party-security-hook) or a device in the path.",
              "有崩溃：按服务反复崩溃处理。没有崩溃：检查安全软件（third-party-security-hook）或途中的设备。",
            ),
          ],
          rollback: [nothingToUndo],
          risk: riskWithServiceRestart("low", "Looking changes nothing.", "仅查看，不改动。"),
        },
        xrdp: {
          confirm: [
            readXrdpLog,
            sh(
              "host",
              "Did the kernel end a process?",
              "内核是否终止了进程？",
              "journalctl -k --since '-1 hour' --no-pager | grep -Ei 'xrdp|segfault|oom'",
            ),
          ],
          backup: [saveXrdp],
          fix: [
            sh(
              "host",
              "A crash (segfault): bring it up to date.",
              "如为崩溃（segfault）：更新软件。",
              "apt-get update && apt-get install --only-upgrade xrdp xorgxrdp",
            ),
          ],
          rollback: [
            sh(
              "host",
              "See which version can be installed instead.",
              "查看可改装的版本。",
              "apt-cache policy xrdp xorgxrdp",
            ),
          ],
          risk: riskWithXrdpRestart("medium", "An upgrade restarts the service too.", "升级同样会重启服务。"),
        },
      },
    },
  },
  events: [
    "Service Control Manager 7031",
    "Service Control Manager 7034",
    "Service Control Manager 7022",
    "Application Error 1000",
    "LocalSessionManager 16",
    "LocalSessionManager 17",
  ],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/azure/virtual-machines/windows/troubleshoot-remote-desktop-services-issues.md",
  ],
};
