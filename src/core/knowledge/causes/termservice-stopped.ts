import type { Cause } from "./cause.ts";
import { readXrdpLog } from "./recurring-steps.ts";
import { both, cmd, powershell, risk, riskWithServiceRestart, riskWithXrdpRestart, sh } from "./steps.ts";

export const cause: Cause = {
  id: "termservice-stopped",
  class: "service",
  title: both("Remote Desktop Services is stopped or disabled", "远程桌面服务停止或被禁用"),
  explanation: both(
    "The service that answers RDP does not run. The host itself is alive, but the RDP port is closed.",
    "负责应答 RDP 的服务没有运行。主机本身在线，但 RDP 端口是关闭的。",
  ),
  fromOutside: both(
    "From outside this is only a refused port; Remote Desktop switched off looks the same. Next: look at the state of the service (TermService, or xrdp on Linux).",
    "从外部只能看到端口被拒绝，与远程桌面被关闭没有区别。下一步：查看服务状态（TermService，Linux 上为 xrdp）。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "TermService must be Running as NT Authority\\NetworkService; its default start mode is Manual. It lives in svchost.exe: there is no process of that name.",
          "TermService 应为 Running，登录身份为 NT Authority\\NetworkService，默认启动类型为“手动”。它运行在 svchost.exe 中，没有同名进程。",
          `Get-CimInstance Win32_Service -Filter "Name='TermService' or Name='UmRdpService' or Name='SessionEnv'" | Format-Table Name,State,StartMode,StartName,ProcessId`,
        ),
        powershell(
          "host",
          "Why did it stop?",
          "它为什么停止？",
          "Get-WinEvent -FilterHashtable @{LogName='System';ProviderName='Service Control Manager';StartTime=(Get-Date).AddDays(-2)} | Where-Object Message -match 'Remote Desktop|TermService|远程桌面' | Select-Object -First 20 TimeCreated,Id,Message",
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
        cmd(
          "host",
          "Only if the account is wrong: set it back.",
          "仅当登录身份不对时：改回默认。",
          String.raw`sc config TermService obj= "NT AUTHORITY\NetworkService" password= ""`,
        ),
        powershell(
          "host",
          "Allow the start and start the services.",
          "允许启动并启动服务。",
          "Set-Service TermService -StartupType Manual; Start-Service TermService,UmRdpService",
        ),
      ],
      rollback: [
        powershell(
          "host",
          "Stop and disable it again, if that was wanted.",
          "如果原本就要禁用：重新停止并禁用。",
          "Stop-Service TermService -Force; Set-Service TermService -StartupType Disabled",
        ),
        powershell(
          "host",
          "Or put the saved service settings back (they count after a restart of the host).",
          "或恢复备份的服务设置（重启主机后生效）。",
          String.raw`reg import "C:\termservice-before.reg"`,
        ),
      ],
      risk: riskWithServiceRestart(
        "low",
        "Somebody may have stopped it on purpose; ask.",
        "可能有人特意停止了服务，请先询问。",
      ),
    },
    xrdp: {
      confirm: [
        sh(
          "host",
          "Are both services running?",
          "两个服务是否都在运行？",
          "systemctl status xrdp xrdp-sesman --no-pager",
        ),
        readXrdpLog,
      ],
      backup: [
        sh(
          "host",
          "Note what is enabled now.",
          "记录当前的启用状态。",
          "systemctl is-enabled xrdp xrdp-sesman > /root/xrdp-enabled-before.txt; cat /root/xrdp-enabled-before.txt",
        ),
      ],
      fix: [
        sh(
          "host",
          "Start it now and at every boot.",
          "立即启动，并设为开机启动。",
          "systemctl unmask xrdp xrdp-sesman; systemctl enable --now xrdp",
        ),
        sh("host", "Check that it listens.", "确认已在监听。", "sleep 1; ss -ltnp 'sport = :3389'"),
      ],
      rollback: [
        sh(
          "host",
          "Stop and disable it again, if that was wanted.",
          "如果原本就要禁用：重新停止并禁用。",
          "systemctl disable --now xrdp",
        ),
      ],
      risk: riskWithXrdpRestart(
        "low",
        "Somebody may have stopped it on purpose; ask.",
        "可能有人特意停止了服务，请先询问。",
      ),
    },
  },
  variants: {
    "session-manager": {
      title: both("xrdp runs, its session manager does not", "xrdp 在运行，但会话管理器没有运行"),
      explanation: both(
        "xrdp accepts connections and shows its window, but xrdp-sesman, which checks passwords and starts sessions, does not answer.",
        "xrdp 接受连接并显示窗口，但负责验证密码和启动会话的 xrdp-sesman 没有应答。",
      ),
      fromOutside: both(
        "Only a logon meets it: xrdp says so in its window. Next: look at the state of xrdp-sesman on the host.",
        "只有登录才会遇到：xrdp 会在窗口中提示。下一步：在主机上查看 xrdp-sesman 的状态。",
      ),
      remedies: {
        xrdp: {
          confirm: [
            sh(
              "host",
              "Does it run, does it listen, and what did it say last?",
              "它是否在运行和侦听，最后的日志是什么？",
              "systemctl status xrdp-sesman --no-pager; ss -lntp | grep 3350; tail -n 20 /var/log/xrdp-sesman.log",
            ),
          ],
          backup: [
            sh(
              "host",
              "Note what is enabled now.",
              "记录当前的启用状态。",
              "systemctl is-enabled xrdp xrdp-sesman > /root/xrdp-enabled-before.txt; cat /root/xrdp-enabled-before.txt",
            ),
          ],
          fix: [
            sh(
              "host",
              "Start it now and at every boot.",
              "立即启动，并设为开机启动。",
              "systemctl unmask xrdp-sesman; systemctl enable --now xrdp-sesman",
            ),
          ],
          rollback: [
            sh(
              "host",
              "Take the start at boot back, if it was off before.",
              "如果原先未启用：撤销开机启动。",
              "systemctl disable xrdp-sesman",
            ),
          ],
          risk: risk(
            "low",
            "Starting it cuts nobody off. Sessions of a session manager that crashed may not be offered again.",
            "启动它不会断开任何人。会话管理器崩溃前的会话可能无法再接回。",
          ),
        },
      },
    },
  },
  events: [
    "Service Control Manager 7036",
    "Service Control Manager 7000",
    "Service Control Manager 7001",
    "Service Control Manager 7040",
    "LocalSessionManager 17",
  ],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/azure/virtual-machines/windows/troubleshoot-remote-desktop-services-issues.md",
    "xrdp 0.9.21 Debian package: xrdp.service, xrdp-sesman.service",
  ],
};
