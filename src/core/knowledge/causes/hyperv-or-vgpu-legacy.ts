import type { Cause } from "./cause.ts";
import { advise, both, powershell, riskWithHostRestart } from "./steps.ts";

export const cause: Cause = {
  id: "hyperv-or-vgpu-legacy",
  class: "host",
  title: both(
    "Hypervisor side: paused VM, starved host, RemoteFX vGPU remains, enhanced-session confusion",
    "虚拟化层问题（暂停、资源不足、RemoteFX vGPU 遗留、增强会话）",
  ),
  explanation: both(
    "The trouble lies below the guest: the virtual machine is paused or gets too little, or still has a RemoteFX 3D adapter that Windows no longer supports.",
    "问题在客户机之下：虚拟机被暂停、资源不足，或仍带有 Windows 已不再支持的 RemoteFX 3D 适配器。",
  ),
  fromOutside: both(
    "A silent or very late host can be seen, the hypervisor cannot. Next: read the state and load of the virtual machine on the hypervisor.",
    "从外部能看到主机无响应或非常缓慢，但看不到虚拟化层。下一步：在虚拟化平台上查看虚拟机的状态和负载。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "hypervisor",
          "State, load and graphics adapters of the virtual machine.",
          "虚拟机的状态、负载和图形适配器。",
          "Get-VM -Name 'RDP01' | Select-Object State,Status,CPUUsage,MemoryAssigned; Get-VMRemoteFx3dVideoAdapter -VMName 'RDP01' -ErrorAction SilentlyContinue; Get-VMGpuPartitionAdapter -VMName 'RDP01' -ErrorAction SilentlyContinue",
        ),
        advise(
          "hypervisor",
          "Test with a basic console session: the enhanced session itself uses RDP.",
          "用基本控制台会话测试：增强会话本身使用 RDP。",
        ),
      ],
      backup: [
        powershell(
          "hypervisor",
          "Save the settings of the virtual machine. The folder must have room for its disks.",
          "导出虚拟机。目标文件夹须有足够空间存放磁盘。",
          String.raw`Export-VM -Name 'RDP01' -Path 'D:\vm-backup'`,
        ),
      ],
      fix: [
        powershell("hypervisor", "Resume a paused machine.", "恢复被暂停的虚拟机。", "Resume-VM -Name 'RDP01'"),
        advise(
          "hypervisor",
          "Give a starved machine processor time, memory and free disk space.",
          "为资源不足的虚拟机增加处理器、内存和磁盘空间。",
        ),
        powershell(
          "hypervisor",
          "Remove the RemoteFX adapter (the machine must be off); use GPU partitioning or DDA instead.",
          "移除 RemoteFX 适配器（需先关机），改用 GPU 分区或 DDA。",
          "Stop-VM -Name 'RDP01'; Remove-VMRemoteFx3dVideoAdapter -VMName 'RDP01'; Start-VM -Name 'RDP01'",
        ),
      ],
      rollback: [
        advise(
          "hypervisor",
          "Import the saved machine. A RemoteFX adapter cannot be added again on current versions.",
          "导入备份的虚拟机。当前版本无法再次添加 RemoteFX 适配器。",
        ),
      ],
      risk: riskWithHostRestart(
        "medium",
        "Removing an adapter needs the virtual machine to be off.",
        "移除适配器需要关闭虚拟机。",
      ),
    },
  },
  events: ["RdpCoreTS 3", "RdpCoreTS 4"],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/remote-desktop-service-currently-busy.md (basic and enhanced session)",
  ],
  unverified: both(
    "That RemoteFX adapters cannot be added again was not read on a page here.",
    "“RemoteFX 适配器无法再次添加”未在此对照页面核实。",
  ),
};
