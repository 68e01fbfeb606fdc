import type { RemedyStep } from "./cause.ts";
import { LISTENER_SETTINGS, POLICY_REG, SCHANNEL_REG, TERMINAL_SERVER_REG } from "./registry-paths.ts";
import { advise, powershell, sh } from "./steps.ts";

/** Backup and rollback of a remedy that only looks or only repairs something outside the host's settings. */
export const nothingToSave: RemedyStep = advise(
  "anywhere",
  "No setting is changed, so there is nothing to save.",
  "此处不改动任何设置，无需备份。",
);
export const nothingToUndo: RemedyStep = advise(
  "anywhere",
  "No setting was changed, so there is nothing to undo.",
  "未改动任何设置，无需回退。",
);

export const saveTerminalServerKey: RemedyStep = powershell(
  "host",
  "Save the local Remote Desktop settings.",
  "备份本机的远程桌面设置。",
  String.raw`reg export "${TERMINAL_SERVER_REG}" "C:\rdp-before.reg" /y`,
);
export const restoreTerminalServerKey: RemedyStep = powershell(
  "host",
  "Put the saved settings back and let the service read them.",
  "恢复备份的设置，并让服务重新读取。",
  String.raw`reg import "C:\rdp-before.reg"; Restart-Service TermService -Force`,
);

export const savePolicyKey: RemedyStep = powershell(
  "host",
  "Save the policy values. If the key does not exist there is nothing to save.",
  "备份策略值。如果该项不存在，则无需备份。",
  String.raw`reg export "${POLICY_REG}" "C:\rdp-policy-before.reg" /y`,
);
export const restorePolicyKey: RemedyStep = powershell(
  "host",
  "Put the saved policy values back.",
  "恢复备份的策略值。",
  String.raw`reg import "C:\rdp-policy-before.reg"`,
);

export const saveSchannelKey: RemedyStep = powershell(
  "host",
  "Save the Schannel settings.",
  "备份 Schannel 设置。",
  String.raw`reg export "${SCHANNEL_REG}" "C:\schannel-before.reg" /y`,
);
export const restoreSchannelKey: RemedyStep = powershell(
  "host",
  "Put the saved Schannel settings back and restart the host.",
  "恢复备份的 Schannel 设置并重启主机。",
  String.raw`reg import "C:\schannel-before.reg"; Restart-Computer`,
);

export const saveThumbprint: RemedyStep = powershell(
  "host",
  "Write down the thumbprint that is bound now.",
  "记录当前绑定的证书指纹。",
  String.raw`(${LISTENER_SETTINGS}).SSLCertificateSHA1Hash | Set-Content "C:\rdp-thumbprint-before.txt"`,
);
export const bindThumbprint: RemedyStep = powershell(
  "host",
  "Bind the certificate. Put its thumbprint in: 40 hex digits, no spaces. A thumbprint copied from the certificate window can begin with an invisible character.",
  "绑定证书。把指纹换成自己的：40 位十六进制，不含空格。从证书窗口复制的指纹开头可能带有不可见字符。",
  String.raw`$t = '0123456789ABCDEF0123456789ABCDEF01234567'; $i = ${LISTENER_SETTINGS}; Set-CimInstance -InputObject $i -Property @{SSLCertificateSHA1Hash=$t}`,
);
export const restoreThumbprint: RemedyStep = powershell(
  "host",
  "Bind the former certificate again. It must still be in the store.",
  "重新绑定原来的证书（它必须仍在证书存储中）。",
  String.raw`$t = (Get-Content "C:\rdp-thumbprint-before.txt").Trim(); $i = ${LISTENER_SETTINGS}; Set-CimInstance -InputObject $i -Property @{SSLCertificateSHA1Hash=$t}`,
);

export const saveFirewall: RemedyStep = powershell(
  "host",
  "Save the firewall rules. The file must not exist yet.",
  "备份防火墙规则。目标文件不能已存在。",
  String.raw`netsh advfirewall export "C:\firewall-before.wfw"`,
);
export const restoreFirewall: RemedyStep = powershell(
  "host",
  "Put the saved rules back. This replaces every local rule.",
  "恢复备份的规则。此操作会替换全部本地规则。",
  String.raw`netsh advfirewall import "C:\firewall-before.wfw"`,
);

export const saveGpo: RemedyStep = powershell(
  "dc",
  "Save the GPO that sets the value. The folder must exist.",
  "备份设置该值的 GPO。目标文件夹必须已存在。",
  String.raw`Backup-GPO -Name 'RDP hosts' -Path 'C:\gpo-backup'`,
);
export const restoreGpo: RemedyStep = powershell(
  "dc",
  "Put the saved GPO back, then run gpupdate /force on the host.",
  "恢复备份的 GPO，然后在主机上运行 gpupdate /force。",
  String.raw`Restore-GPO -Name 'RDP hosts' -Path 'C:\gpo-backup'`,
);

export const saveXrdp: RemedyStep = sh(
  "host",
  "Save the xrdp configuration with its certificates.",
  "备份 xrdp 配置及证书。",
  "umask 077; tar -C / -czf /root/xrdp-before.tgz etc/xrdp",
);
/** Seen on xrdp 0.9.21: xrdp.ini and the certificate are read anew for each connection. */
export const restoreXrdp: RemedyStep = sh(
  "host",
  "Put the saved configuration back. New connections use it at once; a changed port needs a restart of xrdp.",
  "恢复备份的配置。新连接立即生效；如果改过端口，则需重启 xrdp。",
  "tar -C / -xzf /root/xrdp-before.tgz",
);
/** A new key pair beside the old files: Debian's cert.pem is a link to a certificate that other programs use. */
export const makeXrdpCertificate: RemedyStep = sh(
  "host",
  "Make a new certificate and key that only root and xrdp can read. The files in place are not overwritten.",
  "生成新的证书和私钥，仅 root 和 xrdp 可读。现有文件不会被覆盖。",
  `umask 077; n=$(hostname -f); openssl req -x509 -newkey rsa:2048 -nodes -sha256 -days 365 -subj "/CN=$n" -addext "subjectAltName=DNS:$n" -addext "extendedKeyUsage=serverAuth" -addext "keyUsage=digitalSignature,keyEncipherment" -keyout /etc/xrdp/rdp-key.pem -out /etc/xrdp/rdp-cert.pem && chown root:xrdp /etc/xrdp/rdp-key.pem /etc/xrdp/rdp-cert.pem && chmod 0640 /etc/xrdp/rdp-key.pem && chmod 0644 /etc/xrdp/rdp-cert.pem`,
);
export const useXrdpCertificate: RemedyStep = sh(
  "host",
  "Point xrdp to the new files. New connections use them at once; nobody is cut off.",
  "让 xrdp 使用新文件。新连接立即生效，不会断开任何人。",
  `sed -i 's|^certificate=.*|certificate=/etc/xrdp/rdp-cert.pem|; s|^key_file=.*|key_file=/etc/xrdp/rdp-key.pem|' /etc/xrdp/xrdp.ini`,
);
export const showXrdpCertificate: RemedyStep = sh(
  "host",
  "Read which certificate xrdp uses (an empty setting means /etc/xrdp/cert.pem) and look at it.",
  "查看 xrdp 使用的证书（设置为空即使用 /etc/xrdp/cert.pem）。",
  `c=$(sed -n 's/^certificate=//p' /etc/xrdp/xrdp.ini | head -n 1); openssl x509 -in "\${c:-/etc/xrdp/cert.pem}" -noout -subject -issuer -dates -ext subjectAltName,extendedKeyUsage`,
);
export const readXrdpLog: RemedyStep = sh(
  "host",
  "Read what xrdp itself says.",
  "查看 xrdp 自身的日志。",
  "tail -n 50 /var/log/xrdp.log; journalctl -u xrdp -u xrdp-sesman --since '-1 hour' --no-pager",
);
