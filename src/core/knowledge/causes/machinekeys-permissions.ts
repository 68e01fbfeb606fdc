import type { Cause } from "./cause.ts";
import { both, powershell, riskWithServiceRestart } from "./steps.ts";

export const cause: Cause = {
  id: "machinekeys-permissions",
  class: "certificate",
  title: both("Wrong permissions on MachineKeys", "MachineKeys 文件夹权限错误"),
  explanation: both(
    'The RDP service may not read its own private key, because the permissions of the key folder were changed, often by hardening. TLS then fails and users read "an internal error has occurred".',
    "密钥文件夹的权限被改动（常见于安全加固），RDP 服务读不到自己的私钥。TLS 因此失败，用户看到“出现了内部错误”。",
  ),
  fromOutside: both(
    "From outside one sees TLS cut off, or that no certificate is usable. The permission itself only the host shows. Next: read the permissions of the MachineKeys folder.",
    "从外部只能看到 TLS 被中断或没有可用证书，权限问题只能在主机上确认。下一步：查看 MachineKeys 文件夹的权限。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "The folder wants Administrators full and Everyone read and write (this folder only); the RDP key file wants SYSTEM full and NETWORK SERVICE read.",
          "文件夹应为 Administrators 完全控制、Everyone 读写（仅此文件夹）；RDP 密钥文件应为 SYSTEM 完全控制、NETWORK SERVICE 读取。",
          String.raw`icacls "C:\ProgramData\Microsoft\Crypto\RSA\MachineKeys"; Get-ChildItem 'C:\ProgramData\Microsoft\Crypto\RSA\MachineKeys' -Filter 'f686aace6942fb7f7ceb231212eef4a4*' | ForEach-Object { icacls $_.FullName }`,
        ),
        powershell(
          "host",
          "Does Schannel log 36870 with 0x8009030D?",
          "Schannel 是否记录 36870（0x8009030D）？",
          "Get-WinEvent -FilterHashtable @{LogName='System';ProviderName='Schannel';Id=36870} -MaxEvents 5 -ErrorAction SilentlyContinue | Select-Object TimeCreated,Message",
        ),
      ],
      backup: [
        powershell(
          "host",
          "Save the permissions of the folder and its files.",
          "备份文件夹及其文件的权限。",
          String.raw`icacls "C:\ProgramData\Microsoft\Crypto\RSA\MachineKeys" /save "C:\mk-acl.txt" /t /c`,
        ),
      ],
      fix: [
        powershell(
          "host",
          "Grant on the one RDP key file only.",
          "只对 RDP 密钥这一个文件授权。",
          String.raw`Get-ChildItem 'C:\ProgramData\Microsoft\Crypto\RSA\MachineKeys' -Filter 'f686aace6942fb7f7ceb231212eef4a4*' | ForEach-Object { icacls $_.FullName /grant 'NT AUTHORITY\SYSTEM:(F)' 'NT AUTHORITY\NETWORK SERVICE:(R)' 'BUILTIN\Administrators:(F)' }; Restart-Service TermService -Force`,
        ),
        powershell(
          "host",
          "Only if that is refused: take the ownership of that file first, then run the step above again.",
          "仅当被拒绝时：先取得该文件的所有权，再执行上一步。",
          String.raw`Get-ChildItem 'C:\ProgramData\Microsoft\Crypto\RSA\MachineKeys' -Filter 'f686aace6942fb7f7ceb231212eef4a4*' | ForEach-Object { takeown /f $_.FullName /a }`,
        ),
      ],
      rollback: [
        powershell(
          "host",
          "Put the saved permissions back. The owner is not restored.",
          "恢复备份的权限（所有者不会恢复）。",
          String.raw`icacls "C:\ProgramData\Microsoft\Crypto\RSA" /restore "C:\mk-acl.txt"; Restart-Service TermService -Force`,
        ),
      ],
      risk: riskWithServiceRestart(
        "medium",
        "A recursive grant, as the support article has it, lets NETWORK SERVICE read every machine key; keep to the one file.",
        "若像支持文章那样递归授权，NETWORK SERVICE 将能读取全部机器密钥；请只对这一个文件授权。",
      ),
    },
  },
  events: [
    "Schannel 36870",
    "Schannel 36872",
    "RemoteConnectionManager 1057",
    "RemoteConnectionManager 1058",
    "RemoteConnectionManager 1055",
  ],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/azure/virtual-machines/windows/event-id-troubleshoot-vm-rdp-connecton.md",
    "MicrosoftDocs/SupportArticles-docs: support/azure/virtual-machines/windows/troubleshoot-rdp-internal-error.md",
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/internal-error-has-occurred-connecting-remote-machine.md",
  ],
};
