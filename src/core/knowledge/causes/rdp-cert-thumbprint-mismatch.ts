import type { Cause } from "./cause.ts";
import {
  bindThumbprint,
  makeXrdpCertificate,
  restoreXrdp,
  saveTerminalServerKey,
  saveThumbprint,
  saveXrdp,
  useXrdpCertificate,
} from "./recurring-steps.ts";
import { RDP_TCP } from "./registry-paths.ts";
import { both, powershell, risk, riskWithServiceRestart, sh } from "./steps.ts";

export const cause: Cause = {
  id: "rdp-cert-thumbprint-mismatch",
  class: "certificate",
  title: both("Bound thumbprint points to no certificate", "绑定的证书指纹与证书不符"),
  explanation: both(
    "The setting names a certificate that is not there, so Windows falls back to a self-signed one or offers none. On xrdp the like fault is a certificate and a key that do not belong together.",
    "设置中的指纹在证书存储里找不到对应证书，Windows 会退回自签名证书或没有证书可用。在 xrdp 上的同类故障是证书与私钥不匹配。",
  ),
  fromOutside: both(
    "From outside one sees another certificate than expected, or none. Next: compare the bound thumbprint with the certificates in the store (xrdp: compare certificate and key).",
    "从外部只能看到证书与预期不同，或没有证书。下一步：把绑定的指纹与存储中的证书核对（xrdp：核对证书与私钥是否匹配）。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "The first line must be one of the thumbprints below it, with HasPrivateKey True.",
          "第一行必须是下面列出的指纹之一，且 HasPrivateKey 为 True。",
          String.raw`((Get-ItemProperty '${RDP_TCP}').SSLCertificateSHA1Hash | ForEach-Object { $_.ToString('X2') }) -join ''; Get-ChildItem 'Cert:\LocalMachine\My','Cert:\LocalMachine\Remote Desktop' | Format-List Thumbprint,Subject,NotAfter,HasPrivateKey`,
        ),
      ],
      backup: [saveTerminalServerKey, saveThumbprint],
      fix: [
        bindThumbprint,
        powershell(
          "host",
          "Or go back to the self-signed certificate.",
          "或恢复为自签名证书。",
          String.raw`Remove-ItemProperty '${RDP_TCP}' SSLCertificateSHA1Hash -ErrorAction SilentlyContinue; Restart-Service TermService -Force`,
        ),
      ],
      rollback: [
        powershell(
          "host",
          "Write the saved value back.",
          "写回备份的值。",
          String.raw`reg import "C:\rdp-before.reg"; Restart-Service TermService -Force`,
        ),
      ],
      risk: riskWithServiceRestart(
        "low",
        "Not on a Connection Broker: there the deployment properties hold the certificate.",
        "不要在连接代理上这样操作：那里的证书由部署属性管理。",
      ),
    },
    xrdp: {
      confirm: [
        sh(
          "host",
          "Both lines must be equal.",
          "两行必须相同。",
          `c=$(sed -n 's/^certificate=//p' /etc/xrdp/xrdp.ini | head -n 1); k=$(sed -n 's/^key_file=//p' /etc/xrdp/xrdp.ini | head -n 1); openssl x509 -in "\${c:-/etc/xrdp/cert.pem}" -noout -pubkey | sha256sum; openssl pkey -in "\${k:-/etc/xrdp/key.pem}" -pubout | sha256sum`,
        ),
        sh(
          "host",
          'xrdp logs "Private key ... and certificate ... do not match".',
          "xrdp 日志会写“Private key ... and certificate ... do not match”。",
          "grep -i 'do not match' /var/log/xrdp.log | tail -n 5",
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
  events: ["RemoteConnectionManager 1051", "RemoteConnectionManager 1059"],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/remote-desktop-listener-certificate-configurations.md",
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/internal-error-has-occurred-connecting-remote-machine.md",
  ],
};
