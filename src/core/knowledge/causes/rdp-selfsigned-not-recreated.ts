import type { Cause } from "./cause.ts";
import {
  makeXrdpCertificate,
  restoreXrdp,
  saveTerminalServerKey,
  saveXrdp,
  useXrdpCertificate,
} from "./recurring-steps.ts";
import { TERMINAL_SERVER } from "./registry-paths.ts";
import { both, powershell, risk, riskWithServiceRestart, sh } from "./steps.ts";

export const cause: Cause = {
  id: "rdp-selfsigned-not-recreated",
  class: "certificate",
  title: both("The self-signed RDP certificate cannot be made", "RDP 自签名证书无法重新生成"),
  explanation: both(
    'The host has no certificate for RDP and could not make one, so TLS is impossible. Users read "an internal error has occurred".',
    "主机没有可用的 RDP 证书，也无法生成，因此无法建立 TLS。用户看到的是“出现了内部错误”。",
  ),
  fromOutside: both(
    "The answer SSL_CERT_NOT_ON_SERVER is proof that no certificate is usable; a reset right after the first TLS message only points there. Why it is missing cannot be seen. Next: look into the store Remote Desktop, or on xrdp into /var/log/xrdp.log.",
    "应答 SSL_CERT_NOT_ON_SERVER 可证明没有可用证书；TLS 首条消息后立即复位则只是迹象。缺失原因从外部看不到。下一步：查看“远程桌面”证书存储，xrdp 则查看 /var/log/xrdp.log。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Does the store stay empty after a restart of SessionEnv?",
          "重启 SessionEnv 后证书存储是否仍为空？",
          String.raw`Restart-Service SessionEnv -Force; Start-Sleep -Seconds 5; Get-ChildItem 'Cert:\LocalMachine\Remote Desktop'; Get-Service CertPropSvc,KeyIso,CryptSvc,SessionEnv`,
        ),
        powershell(
          "host",
          "The first value must be Remote Desktop, the second %SystemDrive%\\ProgramData.",
          "第一个值应为 Remote Desktop，第二个应为 %SystemDrive%\\ProgramData。",
          String.raw`(Get-ItemProperty '${TERMINAL_SERVER}\WinStations').SelfSignedCertStore; (Get-Item 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList').GetValue('ProgramData', $null, 'DoNotExpandEnvironmentNames')`,
        ),
        powershell(
          "host",
          "Which reason does Windows log (access denied, keyset does not exist, object already exists)?",
          "Windows 记录的原因是什么（拒绝访问、密钥集不存在、对象已存在）？",
          "Get-WinEvent -FilterHashtable @{LogName='System';Id=1057,1058} -MaxEvents 5 -ErrorAction SilentlyContinue | Select-Object TimeCreated,Id,Message",
        ),
      ],
      backup: [
        saveTerminalServerKey,
        powershell(
          "host",
          "Save the profile paths.",
          "备份配置文件路径。",
          String.raw`reg export "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList" "C:\profilelist-before.reg" /y`,
        ),
      ],
      fix: [
        powershell(
          "host",
          "Start the services that it needs.",
          "启动所需的服务。",
          "Start-Service CryptSvc,KeyIso,CertPropSvc,SessionEnv",
        ),
        powershell(
          "host",
          "Correct the store name, if it is wrong.",
          "证书存储名不对时改正。",
          String.raw`Set-ItemProperty '${TERMINAL_SERVER}\WinStations' SelfSignedCertStore 'Remote Desktop'`,
        ),
        powershell(
          "host",
          "Access denied: repair the key permissions (machinekeys-permissions). Object already exists: rename the old RDP key file, never delete the folder.",
          "拒绝访问：修复密钥权限（见 machinekeys-permissions）。对象已存在：重命名旧的 RDP 密钥文件，切勿删除整个文件夹。",
          String.raw`Get-ChildItem 'C:\ProgramData\Microsoft\Crypto\RSA\MachineKeys' -Filter 'f686aace6942fb7f7ceb231212eef4a4*' | Where-Object Extension -ne '.old' | Rename-Item -NewName { $_.Name + '.old' }; Restart-Service SessionEnv -Force; Restart-Service TermService -Force`,
        ),
      ],
      rollback: [
        powershell(
          "host",
          "Give the key file its name back.",
          "恢复密钥文件的原名。",
          String.raw`Get-ChildItem 'C:\ProgramData\Microsoft\Crypto\RSA\MachineKeys' -Filter 'f686aace6942fb7f7ceb231212eef4a4*.old' | Rename-Item -NewName { $_.Name -replace '\.old$','' }; Restart-Service TermService -Force`,
        ),
        powershell(
          "host",
          "Put the saved registry values back.",
          "恢复备份的注册表值。",
          String.raw`reg import "C:\rdp-before.reg"; reg import "C:\profilelist-before.reg"`,
        ),
      ],
      risk: riskWithServiceRestart(
        "medium",
        "Never delete the whole MachineKeys folder: other services keep their keys there.",
        "切勿删除整个 MachineKeys 文件夹：其他服务的密钥也在其中。",
      ),
    },
    xrdp: {
      confirm: [
        sh(
          "host",
          "xrdp says which file it cannot read.",
          "xrdp 日志会指明读不到哪个文件。",
          "grep -iE 'certificate|private key' /var/log/xrdp.log | tail -n 10",
        ),
        sh(
          "host",
          "Do the files exist? A link must lead to a file.",
          "文件是否存在？符号链接必须指向真实文件。",
          "grep -nE '^(certificate|key_file)=' /etc/xrdp/xrdp.ini; ls -lL /etc/xrdp/cert.pem /etc/xrdp/key.pem",
        ),
      ],
      backup: [saveXrdp],
      fix: [makeXrdpCertificate, useXrdpCertificate],
      rollback: [restoreXrdp],
      risk: risk(
        "low",
        "Clients see a new certificate and warn once. Nobody is cut off.",
        "客户端会看到新证书并警告一次。不会断开任何人。",
      ),
    },
  },
  events: ["RemoteConnectionManager 1057", "RemoteConnectionManager 1058", "Schannel 36870"],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/internal-error-has-occurred-connecting-remote-machine.md",
    "MicrosoftDocs/SupportArticles-docs: support/azure/virtual-machines/windows/event-id-troubleshoot-vm-rdp-connecton.md",
    "xrdp 0.9.21: failure code 3 and the log line without a certificate file (seen)",
  ],
};
