import type { Cause } from "./cause.ts";
import { restoreXrdp, saveXrdp } from "./recurring-steps.ts";
import { LISTENER_SETTINGS } from "./registry-paths.ts";
import { both, powershell, riskWithServiceRestart, sh } from "./steps.ts";

const KEY_FILE: string = String.raw`$t = (${LISTENER_SETTINGS}).SSLCertificateSHA1Hash; $c = Get-Item "Cert:\LocalMachine\My\$t"; $k = [Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($c); $n = if ($k -is [Security.Cryptography.RSACng]) { $k.Key.UniqueName } else { $k.CspKeyContainerInfo.UniqueKeyContainerName }; $f = Get-ChildItem 'C:\ProgramData\Microsoft\Crypto' -Recurse -Filter $n -ErrorAction SilentlyContinue`;

export const cause: Cause = {
  id: "rdp-cert-private-key-access",
  class: "certificate",
  title: both("Custom certificate, key not readable by the RDP service", "自定义证书私钥对 RDP 服务不可读"),
  explanation: both(
    "A certificate of your own is bound, but the RDP service may not read its private key. Windows then shows a self-signed certificate or cuts TLS off; xrdp offers no TLS.",
    "已绑定自己的证书，但 RDP 服务无权读取其私钥。Windows 会退回自签名证书或中断 TLS；xrdp 则不提供 TLS。",
  ),
  fromOutside: both(
    "From outside a self-signed certificate in place of the expected one, or a failed TLS, is seen; the reason is not. Next: read the permissions of the key (Windows: NETWORK SERVICE; xrdp: the user xrdp).",
    "从外部只能看到自签名证书代替了预期证书，或 TLS 失败，看不到原因。下一步：查看私钥权限（Windows:NETWORK SERVICE；xrdp：用户 xrdp）。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "HasPrivateKey must be True, and NETWORK SERVICE must appear with R.",
          "HasPrivateKey 应为 True，且应列出 NETWORK SERVICE 的读取权限（R）。",
          `${KEY_FILE}; $c.HasPrivateKey; icacls $f.FullName`,
        ),
      ],
      backup: [
        powershell(
          "host",
          "Save the permissions of the key file.",
          "备份密钥文件的权限。",
          String.raw`${KEY_FILE}; icacls $f.FullName /save "C:\rdp-key-acl.txt"`,
        ),
      ],
      fix: [
        powershell(
          "host",
          "Let NETWORK SERVICE read this one key.",
          "允许 NETWORK SERVICE 读取这一个私钥。",
          String.raw`${KEY_FILE}; icacls $f.FullName /grant 'NT AUTHORITY\NETWORK SERVICE:R'; Restart-Service TermService -Force`,
        ),
      ],
      rollback: [
        powershell(
          "host",
          "Take the right away again.",
          "撤销该权限。",
          String.raw`${KEY_FILE}; icacls $f.FullName /remove 'NT AUTHORITY\NETWORK SERVICE'`,
        ),
      ],
      risk: riskWithServiceRestart(
        "low",
        "Only this key becomes readable for the service.",
        "只有这一个私钥对该服务可读。",
      ),
    },
    xrdp: {
      confirm: [
        sh(
          "host",
          "Can the user xrdp read the key? A refusal is the fault.",
          "用户 xrdp 能否读取私钥？若被拒绝，即为此故障。",
          `k=$(sed -n 's/^key_file=//p' /etc/xrdp/xrdp.ini | head -n 1); k=\${k:-/etc/xrdp/key.pem}; ls -lL "$k"; id xrdp; runuser -u xrdp -- head -c 1 "$k" > /dev/null && echo readable`,
        ),
        sh("host", "What does xrdp say?", "xrdp 日志怎么说？", "grep -i 'private key' /var/log/xrdp.log | tail -n 5"),
      ],
      backup: [
        saveXrdp,
        sh(
          "host",
          "Note owner and mode of the key.",
          "记录私钥的属主和权限。",
          `k=$(sed -n 's/^key_file=//p' /etc/xrdp/xrdp.ini | head -n 1); stat -L -c '%U:%G %a %n' "\${k:-/etc/xrdp/key.pem}" | tee /root/xrdp-key-before.txt`,
        ),
      ],
      fix: [
        sh(
          "host",
          "Debian's shared key belongs to the group ssl-cert: let xrdp join it. The service must be restarted once to have the group.",
          "Debian 的共享私钥属于 ssl-cert 组：把 xrdp 加入该组。服务需重启一次才能获得组权限。",
          "adduser xrdp ssl-cert && systemctl restart xrdp",
        ),
        sh(
          "host",
          "A key of your own: give it to the group xrdp.",
          "自己的私钥：把属组设为 xrdp。",
          `k=$(sed -n 's/^key_file=//p' /etc/xrdp/xrdp.ini | head -n 1); chgrp xrdp "\${k:-/etc/xrdp/key.pem}" && chmod 0640 "\${k:-/etc/xrdp/key.pem}"`,
        ),
      ],
      rollback: [
        sh("host", "Leave the group again.", "退出该组。", "deluser xrdp ssl-cert"),
        restoreXrdp,
        sh(
          "host",
          "Give the key its former owner and mode.",
          "恢复私钥原来的属主和权限。",
          'read -r o m f < /root/xrdp-key-before.txt && chown "$o" "$f" && chmod "$m" "$f"',
        ),
      ],
      risk: {
        level: "low",
        text: both(
          "The group ssl-cert can read every key in /etc/ssl/private. Joining it needs a restart of xrdp, which cuts connected users off; a key of its own for xrdp needs none.",
          "ssl-cert 组可读取 /etc/ssl/private 下的全部私钥。加入该组需重启 xrdp，会断开已连接的用户；若为 xrdp 使用单独的私钥则无需重启。",
        ),
      },
    },
  },
  events: ["RemoteConnectionManager 1055", "Schannel 36869", "Schannel 36870"],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/remote-desktop-listener-certificate-configurations.md",
    "xrdp 0.9.21: comment on the group ssl-cert in xrdp.ini",
  ],
};
