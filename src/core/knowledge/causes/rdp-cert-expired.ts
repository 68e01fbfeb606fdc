import type { Cause } from "./cause.ts";
import {
  bindThumbprint,
  makeXrdpCertificate,
  restoreThumbprint,
  restoreXrdp,
  saveThumbprint,
  saveXrdp,
  showXrdpCertificate,
  useXrdpCertificate,
} from "./recurring-steps.ts";
import { LISTENER_SETTINGS } from "./registry-paths.ts";
import { advise, both, powershell, risk, riskWithServiceRestart, sh } from "./steps.ts";

const showBound = powershell(
  "host",
  "Show the certificate that is bound now, with its dates.",
  "查看当前绑定的证书及其有效期。",
  String.raw`$t = (${LISTENER_SETTINGS}).SSLCertificateSHA1Hash; Get-ChildItem 'Cert:\LocalMachine\Remote Desktop','Cert:\LocalMachine\My' | Where-Object Thumbprint -eq $t | Select-Object Subject,Issuer,NotBefore,NotAfter,Thumbprint`,
);

export const cause: Cause = {
  id: "rdp-cert-expired",
  class: "certificate",
  title: both("RDP certificate expired", "RDP 证书已过期"),
  explanation: both(
    "The date in the host's certificate has passed. Many clients only warn; strict ones refuse to connect.",
    "主机证书的有效期已过。多数客户端只给出警告，严格的客户端会拒绝连接。",
  ),
  fromOutside: both(
    "The dates are read from the certificate itself and are certain. Why it was not renewed cannot be seen. Next: look whether the certificate is the self-signed one or one of your CA.",
    "有效期直接读自证书，确定无疑；但看不出为何没有续期。下一步：确认它是自签名证书还是由你的 CA 签发。",
  ),
  remedies: {
    windows: {
      confirm: [showBound],
      backup: [
        saveThumbprint,
        powershell(
          "host",
          "Save the public part of the self-signed certificate.",
          "备份自签名证书的公钥部分。",
          String.raw`Get-ChildItem 'Cert:\LocalMachine\Remote Desktop' | ForEach-Object { Export-Certificate -Cert $_ -FilePath "C:\rdp-old-$($_.Thumbprint).cer" }`,
        ),
      ],
      fix: [
        powershell(
          "host",
          "Self-signed certificate: remove the old one and let Windows make a new one. The last command must show it.",
          "自签名证书：删除旧证书，由 Windows 重新生成。最后一条命令应显示新证书。",
          String.raw`Get-ChildItem 'Cert:\LocalMachine\Remote Desktop' | Remove-Item; Restart-Service SessionEnv -Force; Start-Sleep -Seconds 5; Get-ChildItem 'Cert:\LocalMachine\Remote Desktop'`,
        ),
        advise(
          "host",
          "Certificate of a CA: enrol a new one first (certlm.msc, or your CA's tool).",
          "CA 签发的证书：先申请新证书（certlm.msc 或 CA 自己的工具）。",
        ),
        bindThumbprint,
      ],
      rollback: [
        restoreThumbprint,
        powershell(
          "host",
          "Or return to the self-signed certificate.",
          "或恢复为自签名证书。",
          String.raw`Remove-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp' SSLCertificateSHA1Hash -ErrorAction SilentlyContinue; Restart-Service TermService -Force`,
        ),
      ],
      risk: riskWithServiceRestart(
        "low",
        "Clients that remember the old certificate warn once. On a Connection Broker change it in the deployment properties, not here.",
        "记住旧证书的客户端会警告一次。在连接代理（RD Connection Broker）上请在部署属性中更改，不要在此处改。",
      ),
    },
    xrdp: {
      confirm: [showXrdpCertificate],
      backup: [saveXrdp],
      fix: [
        makeXrdpCertificate,
        useXrdpCertificate,
        advise(
          "host",
          "With a certificate of your own CA: put chain and key into the same two files instead, and keep owner and mode.",
          "如使用自己 CA 的证书：把证书链和私钥写入同样的两个文件，并保持属主和权限。",
        ),
      ],
      rollback: [restoreXrdp],
      risk: risk(
        "low",
        "Clients that remember the old certificate warn once. Nobody is cut off.",
        "记住旧证书的客户端会警告一次。不会断开任何人。",
      ),
    },
  },
  variants: {
    "not-yet-valid": {
      title: both("RDP certificate is not yet valid", "RDP 证书尚未生效"),
      explanation: both(
        "The certificate begins in the future. Either it was made while the host's clock was ahead, or the clock of the machine that checks is behind.",
        "证书的生效时间在将来：要么签发时主机时钟偏快，要么检查方的时钟偏慢。",
      ),
      fromOutside: both(
        "The date is certain; which clock is wrong is not. Next: compare both clocks with a trusted one before anything is renewed.",
        "日期是确定的，但不能断定哪边的时钟有误。下一步：在更换证书之前，先用可信时间源核对两边的时钟。",
      ),
      remedies: {
        windows: {
          confirm: [
            showBound,
            powershell(
              "host",
              "Is the host's clock right?",
              "主机时钟是否正确？",
              "Get-Date; w32tm /query /status; w32tm /stripchart /computer:dc01.contoso.com /samples:3 /dataonly",
            ),
          ],
          backup: [saveThumbprint],
          fix: [
            powershell(
              "host",
              "Set the clock right first.",
              "先校准时钟。",
              "Restart-Service w32time; w32tm /resync /rediscover",
            ),
            powershell(
              "host",
              "Then, if the certificate is self-signed, let Windows make it again.",
              "然后，如为自签名证书，让 Windows 重新生成。",
              String.raw`Get-ChildItem 'Cert:\LocalMachine\Remote Desktop' | Remove-Item; Restart-Service SessionEnv -Force; Start-Sleep -Seconds 5; Get-ChildItem 'Cert:\LocalMachine\Remote Desktop'`,
            ),
          ],
          rollback: [restoreThumbprint],
          risk: risk("low", "A big step of the clock disturbs databases and logs.", "时钟大幅跳变会影响数据库和日志。"),
        },
        xrdp: {
          confirm: [
            showXrdpCertificate,
            sh(
              "host",
              "Is the host's clock right?",
              "主机时钟是否正确？",
              "timedatectl; chronyc tracking 2>/dev/null || true",
            ),
          ],
          backup: [saveXrdp],
          fix: [
            sh(
              "host",
              "Set the clock right first.",
              "先校准时钟。",
              "timedatectl set-ntp true; chronyc makestep 2>/dev/null || true",
            ),
            makeXrdpCertificate,
            useXrdpCertificate,
          ],
          rollback: [restoreXrdp],
          risk: risk("low", "A big step of the clock disturbs databases and logs.", "时钟大幅跳变会影响数据库和日志。"),
        },
      },
    },
    "expires-soon": {
      title: both("RDP certificate expires soon", "RDP 证书即将过期"),
      explanation: both(
        "Clients still connect. After the date in the certificate they will warn or refuse. Renew it in time; a CA may need weeks.",
        "目前仍可连接。到期后客户端会警告或拒绝，请及时续期；CA 流程可能需要数周。",
      ),
      fromOutside: both(
        "The date is certain. Whether a renewal is already planned cannot be seen: Windows renews its self-signed certificate itself, near the end. Next: see who issued it and whether auto-enrolment covers it.",
        "日期是确定的，但看不出是否已安排续期：Windows 会在临近到期时自动更换自签名证书。下一步：查看签发者以及是否由自动注册覆盖。",
      ),
    },
  },
  events: [
    "RemoteConnectionManager 1052",
    "RemoteConnectionManager 1053",
    "RemoteConnectionManager 1058",
    "RemoteConnectionManager 1065",
    "CertificateServicesClient-Lifecycle-System 1003",
    "CertificateServicesClient-Lifecycle-System 1002",
    "client reason 6919",
  ],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/azure/virtual-machines/windows/event-id-troubleshoot-vm-rdp-connecton.md",
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/remote-desktop-listener-certificate-configurations.md",
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/internal-error-has-occurred-connecting-remote-machine.md",
    "xrdp 0.9.21: certificate and settings are read for each connection (seen)",
  ],
};
