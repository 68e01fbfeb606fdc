import type { Cause } from "./cause.ts";
import { nothingToSave } from "./recurring-steps.ts";
import { advise, both, powershell, risk, sh } from "./steps.ts";

export const cause: Cause = {
  id: "host-down-or-asleep",
  class: "host",
  title: both("Host is off, asleep, hung or rebooting", "主机关机、休眠、死机或重启中"),
  explanation: both(
    "The machine does not answer at all: it is switched off, asleep, frozen, or in the middle of a restart.",
    "机器完全没有响应：可能已关机、休眠、死机，或正在重启。",
  ),
  fromOutside: both(
    "Silence on every port looks the same for a dead host and for a firewall that drops everything. Next: look at the power state in the hypervisor, the cloud portal or the management board.",
    "所有端口都没有响应时，无法从外部区分主机死机与防火墙全部丢弃。下一步：在虚拟化平台、云控制台或带外管理卡上查看电源状态。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "client",
          "Does another service of the host answer?",
          "主机的其他服务是否应答？",
          "Test-NetConnection rdp01.contoso.com -Port 445",
        ),
        powershell(
          "hypervisor",
          "Read the power state (Hyper-V).",
          "查看电源状态（Hyper-V）。",
          "Get-VM -Name 'RDP01' | Select-Object Name,State,Status,Uptime",
        ),
        advise(
          "hypervisor",
          "Look at a console screenshot: a stop screen, an update, or a boot menu.",
          "查看控制台截图：是蓝屏、正在更新，还是停在启动菜单。",
        ),
      ],
      backup: [
        powershell(
          "host",
          "Note the power settings before you change them.",
          "更改前记录电源设置。",
          String.raw`powercfg /query SCHEME_CURRENT SUB_SLEEP | Set-Content "C:\sleep-before.txt"`,
        ),
      ],
      fix: [
        powershell(
          "hypervisor",
          "Start it (Hyper-V; elsewhere use the portal or Wake-on-LAN).",
          "启动主机（Hyper-V；其他平台用控制台或网络唤醒）。",
          "Start-VM -Name 'RDP01'",
        ),
        powershell(
          "host",
          "On a workstation: stop it from sleeping on mains power.",
          "如果是工作站：接通电源时不再休眠。",
          "powercfg /change standby-timeout-ac 0",
        ),
      ],
      rollback: [
        powershell(
          "host",
          "Set the former time in minutes again; 30 is an example.",
          "恢复原来的分钟数；30 仅为示例。",
          "powercfg /change standby-timeout-ac 30",
        ),
      ],
      risk: risk("low", "A forced reset can lose data; ask first.", "强制重启可能丢失数据，请先确认。"),
    },
    xrdp: {
      confirm: [
        sh(
          "client",
          "Does the machine answer at all?",
          "机器是否有任何应答？",
          "ping -c 3 rdp01.example.com; nc -vz -w 3 rdp01.example.com 22",
        ),
        sh("hypervisor", "Read the power state (libvirt).", "查看电源状态（libvirt）。", "virsh domstate rdp01"),
      ],
      backup: [nothingToSave],
      fix: [
        sh(
          "hypervisor",
          "Start it (libvirt; elsewhere use the portal or Wake-on-LAN).",
          "启动主机（libvirt；其他平台用控制台或网络唤醒）。",
          "virsh start rdp01",
        ),
        sh(
          "host",
          "Afterwards: stop a desktop machine from sleeping.",
          "启动之后：禁止桌面机休眠。",
          "systemctl mask sleep.target suspend.target hibernate.target hybrid-sleep.target",
        ),
      ],
      rollback: [
        sh(
          "host",
          "Allow sleep again.",
          "重新允许休眠。",
          "systemctl unmask sleep.target suspend.target hibernate.target hybrid-sleep.target",
        ),
      ],
      risk: risk("low", "A forced reset can lose data; ask first.", "强制重启可能丢失数据，请先确认。"),
    },
  },
  events: ["client reason 264", "client reason 516"],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/troubleshoot-remote-desktop-disconnected-errors.md (sleep note)",
  ],
  unverified: both(
    "The System events 6005, 6008 and 41, which are often named for an unexpected shutdown, were not checked against a page.",
    "常被用来判断意外关机的系统事件 6005、6008、41 未对照官方页面核实。",
  ),
};
